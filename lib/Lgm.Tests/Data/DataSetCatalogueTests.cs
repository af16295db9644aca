using Lgm.Data;
using Xunit;

namespace Lgm.Tests.Data;

public class DataSetCatalogueTests
{
    public static TheoryData<string> Names => [.. DataSetCatalogue.Load().Sets.Select(s => s.Name)];

    /// <summary>The contract of every entry, on the real files: found on this machine, or fetched the way a user's are.</summary>
    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void EveryEntryIsWhatItsFilesHold(string name)
    {
        var (store, entry) = Obtain(name);
        Assert.All(store.Verify(entry).Files, f => Assert.Equal(FileState.Official, f.State));
        var fingerprints = new HashSet<string>();
        foreach (var split in entry.Splits)
        {
            var data = store.Read(entry, split);
            Assert.Equal(entry.Counts[split], data.Count);
            Assert.Equal(data.Count, data.Labels.Length);
            Assert.Equal(data.Count * entry.Image.Length, data.Pixels.Length);
            Assert.Equal(Enumerable.Range(0, entry.Classes.Count).Select(k => (long)k), data.Labels.Distinct().Order());
            // An image set that is all one value, or whose rows are shifted into the header, would not span the bytes.
            Assert.Equal((0, 255), (data.Pixels.Min(), data.Pixels.Max()));
            Assert.True(fingerprints.Add(data.Fingerprint));
        }
    }

    /// <summary>What the two sets are known by: published facts, not read from the catalogue.</summary>
    [SkippableTheory]
    [InlineData("mnist", new long[] { 5, 0, 4, 1, 9, 2, 1, 3 }, 0.1307, 0.3081)]
    [InlineData("fashion-mnist", new long[] { 9, 0, 0, 3, 0, 2, 7, 2 }, 0.2860, 0.3530)]
    public void TrainingSplitHasThePublishedFirstLabelsMeanAndDeviation(string name, long[] first, double mean, double deviation)
    {
        var (store, entry) = Obtain(name);
        var data = store.Read(entry, DataSplit.Train);
        Assert.Equal(first, data.Labels.Take(first.Length));
        double sum = 0, squares = 0;
        foreach (var pixel in data.Pixels)
        {
            sum += pixel / 255.0;
            squares += pixel / 255.0 * (pixel / 255.0);
        }
        Assert.Equal(mean, sum / data.Pixels.Length, 1e-4);
        Assert.Equal(deviation, Math.Sqrt(squares / data.Pixels.Length - Math.Pow(sum / data.Pixels.Length, 2)), 1e-4);
    }

    // A copy with the authors' images in another order is told by the numbers that its pixels are known by; the network normalises by them.
    [SkippableFact]
    public void Cifar10HasThePublishedCountsMeansAndDeviationsHoweverItIsOrdered()
    {
        var store = new DataStore(DataStoreOptions.FromEnvironment(allowUnofficial: true));
        var entry = store.Catalogue.Find("cifar-10");
        Skip.If(!store.Locate(entry).IsReady, "CIFAR-10 is not on this machine");
        var (train, test) = (store.Read(entry, DataSplit.Train), store.Read(entry, DataSplit.Test));
        Assert.Equal((50_000, 10_000), (train.Count, test.Count));
        Assert.All(train.Labels.CountBy(k => k), k => Assert.Equal(5_000, k.Value));
        Assert.All(test.Labels.CountBy(k => k), k => Assert.Equal(1_000, k.Value));
        var (sums, squares) = (new double[3], new double[3]);
        foreach (var (i, pixel) in train.Pixels.Index())
        {
            var channel = i / (32 * 32) % 3;
            sums[channel] += pixel / 255.0;
            squares[channel] += pixel / 255.0 * (pixel / 255.0);
        }
        var means = sums.Select(s => s / (50_000 * 32 * 32)).ToArray();
        var deviations = squares.Zip(means, (s, m) => Math.Sqrt(s / (50_000 * 32 * 32) - m * m)).ToArray();
        Assert.All(means.Zip([0.4914, 0.4822, 0.4465]), p => Assert.Equal(p.Second, p.First, 1e-4));
        Assert.All(deviations.Zip([0.2470, 0.2435, 0.2616]), p => Assert.Equal(p.Second, p.First, 1e-4));
        Assert.Equal(new(0, 1, new(0.4914, 0.4822, 0.4465), new(0.2470, 0.2435, 0.2616)), Lgm.Models.PixelSpace.Of("cifar-10"));
    }

    [Fact]
    public void AnUnknownNameListsTheKnownOnes()
    {
        var message = Assert.Throws<WorkbookException>(() => DataSetCatalogue.Load().Find("minst")).Message;
        Assert.Contains("\"minst\"", message);
        Assert.Contains("mnist, fashion-mnist", message);
    }

    [Fact]
    public void TheEmbeddedCatalogueIsTheOneInTheCheckout()
    {
        var repository = WorkbookFolder.Find();
        using var embedded = new StreamReader(typeof(DataSetCatalogue).Assembly.GetManifestResourceStream("Lgm.Data.datasets.json")!);
        Assert.NotNull(repository);
        Assert.Equal(File.ReadAllText(Path.Combine(repository, "data", "datasets.json")), embedded.ReadToEnd());
    }

    [Theory]
    [InlineData("{", "cannot be read")]
    [InlineData("null", "cannot be read")]
    [InlineData("""{ "sets": [ { "name": "x" } ] }""", "cannot be read")]
    [InlineData("""{ "sets": [], "set": [] }""", "cannot be read")]
    [InlineData("NAME", "the name \"My Set\" is not made of")]
    [InlineData("KIND", "the kind \"zip\" is unknown")]
    [InlineData("SHA", "train-images needs")]
    [InlineData("PATH", "test-labels needs")]
    [InlineData("MD5", "needs a size and a lower-case md5")]
    [InlineData("ROLE", "does not consist of")]
    [InlineData("SOURCE", "cannot be read")]
    [InlineData("TWICE", "has \"mnist\" twice")]
    public void AWrongCatalogueSaysWhere(string json, string said)
    {
        var good = File.ReadAllText(Path.Combine(WorkbookFolder.Find()!, "data", "datasets.json"));
        var text = json switch
        {
            "NAME" => good.Replace("\"name\": \"mnist\"", "\"name\": \"My Set\""),
            "KIND" => good.Replace("\"kind\": \"idx\"", "\"kind\": \"zip\""),
            "SHA" => good.Replace("ba891046", "BA891046"),
            "MD5" => good.Replace("c32a1d4a", "C32A1D4A"),
            "PATH" => good.Replace("\"t10k-labels-idx1-ubyte\"", "\"../t10k-labels-idx1-ubyte\""),
            "ROLE" => good.Replace("\"train-labels\"", "\"train-label\""),
            "SOURCE" => good.Replace("\"kind\": \"npm\"", "\"kind\": \"gopher\""),
            "TWICE" => good.Replace("\"name\": \"fashion-mnist\"", "\"name\": \"mnist\""),
            _ => json,
        };
        var message = Assert.Throws<WorkbookException>(() => DataSetCatalogue.Parse(text, "the test's catalogue")).Message;
        Assert.Contains("the test's catalogue", message);
        Assert.Contains(said, message);
    }

    private static (DataStore Store, DataSetEntry Entry) Obtain(string name)
    {
        var store = new DataStore();
        var entry = store.Catalogue.Find(name);
        // An archive of a hundred megabytes and more is not fetched for a test.
        Skip.If(entry.Sources.Any(s => s is ArchiveSource) && !store.Locate(entry).IsReady, $"{entry.Title} is not on this machine");
        try
        {
            store.Get(entry);
        }
        catch (WorkbookException e)
        {
            // A source that answers with something else than the catalogue says is a fault, not a missing network.
            Assert.DoesNotContain("(its ", e.Message);
            Skip.If(true, e.Message);
        }
        return (store, entry);
    }
}

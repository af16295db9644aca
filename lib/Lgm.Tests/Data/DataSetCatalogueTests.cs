namespace Lgm.Tests.Data;

[Collection(TorchState.Name)]
public class DataSetCatalogueTests
{
    public static TheoryData<string> Names => [.. DataSetCatalogue.Load().Sets.Select(s => s.Name)];

    /// <summary>The contract of every entry, on the real files where they are on this machine.</summary>
    [Trait("Category", "Slow")]
    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void EveryEntryIsWhatItsFilesHold(string name)
    {
        var (store, entry) = Obtain(name);
        Assert.True(store.Verify(entry).IsOfficial);
        if (entry.IsFolder)
        {
            using var images = store.Locate(entry).Load(DataSplit.Train, CPU);
            Assert.Equal(entry.Counts[DataSplit.Train], images.Count);
            Assert.Equal([images.Classes], images.Labels.unique().output.shape);
            return;
        }
        foreach (var split in entry.Splits)
        {
            var data = store.Locate(entry).Read(split);
            Assert.Equal((entry.Counts[split], entry.Counts[split] * entry.Image.Length), (data.Labels.Length, data.Pixels.Length));
            Assert.Equal(Enumerable.Range(0, entry.Classes.Count).Select(k => (long)k), data.Labels.Distinct().Order());
        }
    }

    /// <summary>What the sets are known by: published facts, not read from the catalogue; the networks normalise by them.</summary>
    [SkippableTheory]
    [InlineData("mnist", new long[] { 5, 0, 4, 1, 9, 2, 1, 3 }, new[] { 0.1307 }, new[] { 0.3081 })]
    [InlineData("fashion-mnist", new long[] { 9, 0, 0, 3, 0, 2, 7, 2 }, new[] { 0.2860 }, new[] { 0.3530 })]
    // A copy with the authors' images in another order is told by the numbers that its pixels are known by.
    [Trait("Category", "Slow")]
    [InlineData("cifar-10", new long[0], new[] { 0.4914, 0.4822, 0.4465 }, new[] { 0.2470, 0.2435, 0.2616 })]
    public void TheTrainingSplitHasThePublishedFirstLabelsMeansAndDeviations(string name, long[] first, double[] means, double[] deviations)
    {
        var (store, entry) = Obtain(name, allowUnofficial: name == "cifar-10");
        var data = store.Locate(entry).Read(DataSplit.Train);
        Assert.Equal(first, data.Labels.Take(first.Length));
        if (first.Length == 0) Assert.All(data.Labels.CountBy(k => k), k => Assert.Equal(5_000, k.Value));
        var (sums, squares, area) = (new double[means.Length], new double[means.Length], entry.Image.Height * entry.Image.Width);
        foreach (var (i, pixel) in data.Pixels.Index())
        {
            sums[i / area % means.Length] += pixel / 255.0;
            squares[i / area % means.Length] += pixel / 255.0 * (pixel / 255.0);
        }
        for (var c = 0; c < means.Length; c++)
        {
            var mean = sums[c] / ((double)data.Count * area);
            Assert.Equal(means[c], mean, 1e-4);
            Assert.Equal(deviations[c], Math.Sqrt(squares[c] / ((double)data.Count * area) - mean * mean), 1e-4);
        }
        var pixels = PixelSpace.Of(name);
        Assert.Equal((0, 1), (pixels.Lower, pixels.Upper));
        Assert.Equal(means, pixels.Mean);
        Assert.Equal(deviations, pixels.Deviation);
    }

    // The program trusts the catalogue, so that what it says is held together here.
    [Theory]
    [MemberData(nameof(Names))]
    public void EveryEntryIsConsistent(string name)
    {
        var set = DataSetCatalogue.Load().Sets.Single(s => s.Name == name);
        Assert.Matches("^[a-z0-9-]+$", name);
        Assert.Equal(set.Kind == "faces" ? [DataSplit.Train] : [DataSplit.Train, DataSplit.Test], set.Splits);
        Assert.All(set.Sources.Where(s => s.Kind == "archive"), s => Assert.Matches("^([0-9a-f]{32}|[0-9a-f]{64})$", s.Hash));
        if (set.IsFolder) return;
        Assert.All(set.Files, f => Assert.Matches("^[0-9a-f]{64}$", f.Sha256));
        Assert.All(set.Files.SelectMany(f => f.Names), n => Assert.Equal(n, Path.GetFileName(n)));
        Assert.Equal(set.Files.Count, set.Files.Select(f => f.Sha256).Distinct().Count());
    }

    private static (DataStore Store, DataSetEntry Entry) Obtain(string name, bool allowUnofficial = false)
    {
        var store = new DataStore(DataStoreOptions.FromEnvironment(allowUnofficial: allowUnofficial));
        var entry = store.Catalogue.Find(name);
        Skip.If(!store.Locate(entry).IsReady, $"{entry.Title} is not on this machine");
        return (store, entry);
    }
}

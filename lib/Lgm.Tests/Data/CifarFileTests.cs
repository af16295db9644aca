using Lgm.Data;
using Xunit;

namespace Lgm.Tests.Data;

public sealed class CifarFileTests
{
    [Theory]
    [InlineData("cifar-10", 1)]
    [InlineData("cifar-100", 2)]
    public void ImagesAndLabelsAreThoseOfTheRecords(string name, int labels)
    {
        using var set = new CifarSet(name);
        var store = set.Store(set.Lay());
        Assert.True(store.Verify(set.Entry).IsOfficial);
        foreach (var split in set.Entry.Splits)
        {
            var (data, files) = (store.Read(set.Entry, split), set.Entry.FilesOf(split));
            Assert.Equal((set.Entry.Counts[split], 3, 32, 32), (data.Count, data.Channels, data.Height, data.Width));
            foreach (var (file, f) in files.Select((file, f) => (file, f)))
                for (var i = 0; i < CifarSet.PerFile; i++)
                {
                    var record = set.Contents[file.Names[0]][(i * (labels + 3072))..((i + 1) * (labels + 3072))];
                    var place = f * CifarSet.PerFile + i;
                    Assert.Equal(record[labels - 1], data.Labels[place]);
                    Assert.Equal(record[labels..], data.Pixels[(place * 3072)..((place + 1) * 3072)]);
                }
        }
    }

    [Theory]
    [InlineData("cifar-10", 10)]
    [InlineData("cifar-100", 100)]
    public void ALabelOutsideTheClassesIsNamedWithItsRecord(string name, byte label)
    {
        using var set = new CifarSet(name);
        var folder = set.Lay();
        var path = Path.Combine(folder, set.Entry.Folders[0], set.Entry.FilesOf(DataSplit.Test)[0].Names[0]);
        var bytes = File.ReadAllBytes(path);
        bytes[name == "cifar-10" ? 2 * 3073 : 2 * 3074 + 1] = label;
        File.WriteAllBytes(path, bytes);
        var message = Assert.Throws<WorkbookException>(() => set.Store(true, folder).Read(set.Entry, DataSplit.Test)).Message;
        Assert.Contains($"{path} has label {label} in record 2, outside 0..{label - 1}", message);
    }

    [Fact]
    public void ATruncatedFileIsNamed()
    {
        using var set = new CifarSet();
        var folder = set.Lay();
        var path = Path.Combine(folder, set.Entry.Folders[0], "data_batch_3.bin");
        File.WriteAllBytes(path, set.Contents["data_batch_3.bin"][..^1]);
        Assert.Contains($"{path} is truncated", Assert.Throws<WorkbookException>(() => set.Store(true, folder).Read(set.Entry, DataSplit.Train)).Message);
    }

    // In another order the images are the same and the files are not.
    [Fact]
    public void AnotherOrderIsAnUnofficialCopy()
    {
        using var set = new CifarSet();
        var folder = set.Lay();
        var path = Path.Combine(folder, set.Entry.Folders[0], "data_batch_1.bin");
        File.WriteAllBytes(path, [.. set.Contents["data_batch_1.bin"].Chunk(3073).Reverse().SelectMany(r => r)]);
        Assert.Contains("--unofficial", Assert.Throws<WorkbookException>(() => set.Store(folder).Read(set.Entry, DataSplit.Train)).Message);
        var copy = set.Store(true, folder).Read(set.Entry, DataSplit.Train);
        Assert.Equal(set.Entry.Counts[DataSplit.Train], copy.Count);
        Assert.False(set.Store(true, folder).Locate(set.Entry).IsOfficial);
    }

    [Fact]
    public void TheCatalogueIsHeldToTheSizesOfRecords()
    {
        var good = File.ReadAllText(Path.Combine(WorkbookFolder.Find()!, "data", "datasets.json"));
        var message = Assert.Throws<WorkbookException>(() => DataSetCatalogue.Parse(good.Replace("153700000", "153700001"), "the test's catalogue")).Message;
        Assert.Contains("\"cifar-100\": the files of the Train split do not hold 50000 records of 3074 bytes", message);
    }
}

using System.Security.Cryptography;
using Lgm.Data;
using Xunit;

namespace Lgm.Tests.Data;

/// <summary>What holds for every data set of the catalogue, on few generated images in files of its own format and names.</summary>
public sealed class DataSetContractTests : IDisposable
{
    private const int PerFile = 12;
    private readonly string folder = Directory.CreateTempSubdirectory("lgm-contract-").FullName;

    public static TheoryData<string> Names => [.. DataSetCatalogue.Load().Sets.Select(s => s.Name)];

    // The catalogue's entry with counts, sizes and hashes of generated files, which lie where other tools lay the real ones.
    private (DataSetEntry Entry, DataStore Store) Generate(string name, Action<DataSetEntry, DataFile, byte[]>? alter = null)
    {
        var real = DataSetCatalogue.Load().Find(name);
        var (image, random) = (real.Image, new Random(3));
        var counts = real.Counts.ToDictionary(c => c.Key, c => real.Kind == "idx" ? PerFile : PerFile * real.FilesOf(c.Key).Count);
        byte[] Contents(DataFile file)
        {
            if (real.Kind == "idx") return file.HoldsLabels ? LittleSet.Idx(random, real.Classes.Count, PerFile) : LittleSet.Idx(random, 256, PerFile, image.Height, image.Width);
            var labels = (int)(file.Size / (real.Counts[real.Splits.First(file.IsOf)] / real.FilesOf(real.Splits.First(file.IsOf)).Count)) - image.Length;
            var bytes = new byte[PerFile * (labels + image.Length)];
            random.NextBytes(bytes);
            for (var i = 0; i < PerFile; i++) bytes[i * (labels + image.Length) + labels - 1] = (byte)random.Next(real.Classes.Count);
            return bytes;
        }
        var place = Directory.CreateDirectory(Path.Combine(folder, real.Folders[0])).FullName;
        var files = new List<DataFile>();
        foreach (var file in real.Files)
        {
            var bytes = Contents(file);
            files.Add(file with { Size = bytes.Length, Sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes)) });
            alter?.Invoke(real, file, bytes);
            File.WriteAllBytes(Path.Combine(place, file.Names[0]), bytes);
        }
        var entry = real with { Counts = counts, Files = files, Sources = [] };
        return (entry, new DataStore(new DataStoreOptions { Folders = [folder], CacheFolder = Path.Combine(folder, "cache"), AllowUnofficial = alter is not null }, new DataSetCatalogue([entry])));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void EverySplitHasItsCountItsShapeAndLabelsOfItsClasses(string name)
    {
        var (entry, store) = Generate(name);
        Assert.True(store.Get(entry).IsOfficial);
        Assert.Equal([DataSplit.Train, DataSplit.Test], entry.Splits);
        foreach (var split in entry.Splits)
        {
            var data = store.Read(entry, split);
            Assert.Equal((entry.Counts[split], entry.Image), (data.Count, new ImageShape(data.Channels, data.Height, data.Width)));
            Assert.Equal(data.Count * entry.Image.Length, data.Pixels.Length);
            Assert.Equal(data.Count, data.Labels.Length);
            Assert.All(data.Labels, l => Assert.InRange(l, 0, entry.Classes.Count - 1));
            Assert.True(data.Labels.Distinct().Count() > 1);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void ALabelOutsideTheClassesIsRefusedEvenInAnUnofficialCopy(string name)
    {
        var (entry, store) = Generate(name, (real, file, bytes) =>
        {
            if (real.Kind != "idx" || file.HoldsLabels) bytes[real.Kind == "cifar-100" ? 1 : real.Kind == "idx" ? 8 : 0] = (byte)real.Classes.Count;
        });
        foreach (var split in entry.Splits)
            Assert.Contains($"has label {entry.Classes.Count} ", Assert.Throws<WorkbookException>(() => store.Read(entry, split)).Message);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void AMissingSetEndsWithOneSentence(string name)
    {
        var entry = DataSetCatalogue.Load().Find(name) with { Sources = [] };
        var store = new DataStore(new DataStoreOptions { Folders = [folder], CacheFolder = Path.Combine(folder, "cache") }, new DataSetCatalogue([entry]));
        var message = Assert.Throws<MissingDataException>(() => store.Get(entry)).Message;
        Assert.All(new[] { entry.Title, folder, entry.Homepage, "--data or LGM_DATA" }, said => Assert.Contains(said, message));
        Assert.DoesNotContain('\n', message);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}

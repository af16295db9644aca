using System.Text;
using SkiaSharp;

namespace Lgm.Tests.Data;

/// <summary>A data set of LFW's form with three sets of three people, three images each, in a folder of its own.</summary>
internal sealed class LittleFaces : IDisposable
{
    public const int Sets = 3, PerSet = 3, PerPerson = 3;
    private readonly string root = Directory.CreateTempSubdirectory("lgm-faces-").FullName;
    private readonly Dictionary<string, string[]> lists = [];

    public LittleFaces()
    {
        foreach (var (p, name) in Names.Index())
            for (var i = 1; i <= PerPerson; i++) Draw(p, name, i);
        string Line(string name) => $"{name}\t{PerPerson}";
        var sets = Names.Chunk(PerSet).ToArray();
        string[] Pairs(string[] set) => [$"{set[0]}\t1\t2", $"{set[1]}\t1\t3", $"{set[0]}\t1\t{set[1]}\t1", $"{set[1]}\t2\t{set[2]}\t3"];
        lists["people.txt"] = [$"{Sets}", .. sets.SelectMany(s => s.Select(Line).Prepend($"{s.Length}"))];
        lists["pairs.txt"] = [$"{Sets}\t2", .. sets.SelectMany(Pairs)];
        lists["peopleDevTrain.txt"] = ["4", .. Names[..4].Select(Line)];
        lists["peopleDevTest.txt"] = ["5", .. Names[4..].Select(Line)];
        lists["pairsDevTrain.txt"] = ["2", .. Pairs(Names[..3])];
        lists["pairsDevTest.txt"] = ["2", .. Pairs(Names[4..])];
    }

    public static string[] Names { get; } = [.. Enumerable.Range(0, Sets * PerSet).Select(p => $"p{p}")];

    /// <summary>The store that has it, under LFW's name.</summary>
    public DataStore Store
    {
        get
        {
            var real = DataSetCatalogue.Load().Find("lfw");
            foreach (var (name, lines) in lists) File.WriteAllLines(Path.Combine(root, name), lines);
            DataFile Own(DataFile file) => file.IsFolder ? file : file with { Size = Contents(file).Length, Sha256 = Convert.ToHexStringLower(SHA256.HashData(Contents(file))) };
            var entry = real with { Counts = new Dictionary<DataSplit, int> { [DataSplit.Train] = Names.Length * PerPerson }, Files = [.. real.Files.Select(Own)], Sources = [] };
            return new DataStore(new DataStoreOptions { Folders = [root], CacheFolder = Path.Combine(root, "cache") }, new DataSetCatalogue([entry]));
        }
    }

    /// <summary>A store that looks through another folder first.</summary>
    public DataStore After(string folder) => new(new DataStoreOptions { Folders = [folder, root], CacheFolder = Path.Combine(root, "cache") }, Store.Catalogue);

    public FaceSet Load() => FaceSet.Load(Store, "lfw");

    /// <summary>What a server has of it: an archive of the images, and each list.</summary>
    public Dictionary<string, byte[]> Served()
    {
        var served = Store.Catalogue.Find("lfw").Files.Where(f => !f.IsFolder).ToDictionary(f => f.Names[0], Contents);
        var images = Directory.GetFiles(Path.Combine(root, "lfw"), "*", SearchOption.AllDirectories);
        served["lfw.tgz"] = LittleSet.Pack(LittleSet.Tar(images.Select(f => LittleSet.Member(Path.GetRelativePath(root, f), File.ReadAllBytes(f)))));
        return served;
    }

    /// <summary>The store that has to fetch it from there.</summary>
    public DataStore Elsewhere(string url, byte[] archive)
    {
        DataSource[] sources = [new("archive", url + "lfw.tgz", Size: archive.Length, Hash: Convert.ToHexStringLower(SHA256.HashData(archive))), new("http", url)];
        return new DataStore(new DataStoreOptions { CacheFolder = Path.Combine(root, "elsewhere") }, new DataSetCatalogue([Store.Catalogue.Find("lfw") with { Sources = sources }]));
    }

    /// <summary>Another line in a list, by its place from 0.</summary>
    public void Change(string list, int line, string text) => lists[list][line] = text;

    /// <summary>An untrained network of the faces' size.</summary>
    public BoundedClassifier Model()
    {
        manual_seed(1);
        var model = new BoundedClassifier(new FaceResNet(10, 8), new Softmax(2, 8), PixelSpace.Faces);
        model.eval();
        return model;
    }

    private byte[] Contents(DataFile file) => File.ReadAllBytes(Path.Combine(root, file.Names[0]));

    private void Draw(int person, string name, int number)
    {
        var random = new Random(100 * person + number);
        using var bitmap = new SKBitmap(128, 128, SKColorType.Rgba8888, SKAlphaType.Opaque);
        bitmap.Erase(new SKColor((byte)random.Next(60), (byte)random.Next(60), 30));
        using (var canvas = new SKCanvas(bitmap))
        using (var paint = new SKPaint { Color = SKColors.White })
            canvas.DrawRect(20 + 30 * (person % 3), 20 + 30 * (person / 3), 25, 25, paint);
        var path = Path.Combine(root, "lfw", name, $"{name}_{number:0000}.png");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bitmap.Encode(SKEncodedImageFormat.Png, 100).ToArray());
    }

    public void Dispose() => Directory.Delete(root, recursive: true);
}

using System.Formats.Tar;
using SkiaSharp;

namespace Lgm.Tests.Data;

/// <summary>Image files in class folders, drawn here and encoded by SkiaSharp.</summary>
[Collection(TorchState.Name)]
public sealed class ImageFolderTests : IDisposable
{
    // One block of full cyan's and black's absence: red, as Adobe writes CMYK, inverted.
    private const string RedCmyk = "/9j/7gAOQWRvYmUAZAAAAAAA/9sAQwAICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI/8AAFAgACAAIBAERAAIRAAMRAAQRAP/EABwAAAAACQAAAAAAAAAAAAAAAAABAgMEBQYHCP/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAOBAEAAgADAAQAAD8Af+h/Q/n/AL//2Q==";
    private static readonly ImageShape s_shape = new(3, 8, 8);
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void ColourGreyAndCmykComeOutAsRedGreenAndBlue()
    {
        Draw("a/colour.png", 8, 8, (_, _) => new SKColor(10, 200, 90));
        Draw("b/grey.jpg", 16, 16, (_, _) => new SKColor(77, 77, 77), SKColorType.Gray8);
        File.WriteAllBytes(Folder("c/cmyk.JPEG"), Convert.FromBase64String(RedCmyk));
        File.WriteAllText(Folder("c/notes.txt"), "no image");
        using var scope = NewDisposeScope();
        using var set = Read();
        Assert.Equal((3, 3), (set.Count, set.Classes));
        var (pixels, labels) = ((set.Images * 255).round().Numbers(), set.Labels.data<long>().ToArray());
        double[][] expected = [[10, 200, 90], [77, 77, 77], [255, 0, 0]];
        for (var i = 0; i < 3; i++)
            for (var c = 0; c < 3; c++)
                Assert.All(pixels.Skip((3 * i + c) * 64).Take(64), p => Assert.InRange(p, expected[labels[i]][c] - 2, expected[labels[i]][c] + 2));
    }

    [Fact]
    public void TheMiddleIsCutOutAsItIsOrOfTheSizeThatCovers()
    {
        // Red grows to the right, green downwards, both by 8 a pixel.
        Draw("a/wide.png", 24, 16, (x, y) => new SKColor((byte)(8 * x), (byte)(8 * y), 0));
        Draw("b/other.png", 24, 16, (x, y) => new SKColor((byte)(8 * x), (byte)(8 * y), 0));
        using var scope = NewDisposeScope();
        using var cut = Read(resize: false);
        using var sized = Read(resize: true);
        var (pixels, smaller) = ((cut.Images[0] * 255).round().Numbers(), (sized.Images[0] * 255).round().Numbers());
        for (var y = 0; y < 8; y++)
            for (var x = 0; x < 8; x++)
            {
                Assert.Equal((8 * (8 + x), 8 * (4 + y)), (pixels[8 * y + x], pixels[64 + 8 * y + x]));
                // Half the size: the mean of two by two pixels of the middle 16 x 16.
                Assert.InRange(smaller[8 * y + x] - 8 * (4 + 2 * x + 0.5), -3, 3);
                Assert.InRange(smaller[64 + 8 * y + x] - 8 * (2 * y + 0.5), -3, 3);
            }
    }

    [Fact]
    public void FilesAreDecodedOnceMixedAlwaysAlikeAndADamagedCacheAnew()
    {
        for (var i = 0; i < 20; i++) Draw($"{(i < 10 ? "a" : "b")}/{i}.png", 8, 8, (_, _) => new SKColor((byte)i, 0, 0));
        using var scope = NewDisposeScope();
        double[] Reds(ImageSet set) => (set.Images * 255).round()[TensorIndex.Colon, 0, 0, 0].Numbers();
        using var first = Read();
        var order = Reds(first);
        Assert.Equal(Enumerable.Range(0, 20).Select(i => (double)i), order.Order());
        Assert.Equal(order.Select(r => r < 10 ? 0L : 1), first.Labels.data<long>().ToArray());
        Assert.Contains(order.Take(10), r => r >= 10);
        var cached = Assert.Single(Directory.GetFiles(folder["cache/decoded"], "*.bytes"));
        var written = File.GetLastWriteTimeUtc(cached);
        using (var again = Read()) Assert.Equal((first.Fingerprint, string.Join(' ', order)), (again.Fingerprint, string.Join(' ', Reds(again))));
        Assert.Equal(written, File.GetLastWriteTimeUtc(cached));
        var bytes = File.ReadAllBytes(cached);
        bytes[100] ^= 1;
        File.WriteAllBytes(cached, bytes);
        using (var mended = Read()) Assert.Equal((first.Fingerprint, string.Join(' ', order)), (mended.Fingerprint, string.Join(' ', Reds(mended))));
        Draw("a/3.png", 8, 8, (_, _) => new SKColor(33, 0, 0));
        using (var changed = Read()) Assert.NotEqual(first.Fingerprint, changed.Fingerprint);
    }

    [Theory]
    [InlineData("truncated", "cut.jpg is damaged (IncompleteInput): replace the file or delete it.")]
    [InlineData("pixel", "one.png has 1 x 1 pixels, fewer than 8 on a side: replace the file or delete it.")]
    [InlineData("text", "text.jpg is no image that can be read (Unimplemented): replace the file or delete it.")]
    [InlineData("alone", "has one class, a: give one subfolder for each of two or more classes, with JPEG or PNG files in it.")]
    [InlineData("empty", "has no subfolder with images: give one subfolder")]
    public void BadInputIsOneSentence(string fault, string said)
    {
        Directory.CreateDirectory(folder["images"]);
        if (fault != "empty") Draw("a/good.png", 8, 8, (_, _) => SKColors.White);
        if (fault is not ("empty" or "alone")) Draw("b/good.png", 8, 8, (_, _) => SKColors.White);
        if (fault == "pixel") Draw("b/one.png", 1, 1, (_, _) => SKColors.White);
        if (fault == "text") File.WriteAllText(Folder("b/text.jpg"), "Please log in");
        if (fault == "truncated")
        {
            Draw("b/cut.jpg", 64, 64, (x, y) => new SKColor((byte)(x * y), (byte)x, (byte)y));
            File.WriteAllBytes(Folder("b/cut.jpg"), File.ReadAllBytes(Folder("b/cut.jpg"))[..^300]);
        }
        var message = Assert.Throws<WorkbookException>(() => Read()).Message;
        Assert.Contains(said, message);
        Assert.False(Directory.Exists(folder["cache/decoded"]) && Directory.EnumerateFileSystemEntries(folder["cache/decoded"]).Any());
    }

    [Fact]
    public void AnArchiveOfFoldersIsUnpackedOnlyIfItIsThePublishedOne()
    {
        foreach (var name in new[] { "train/a/1.png", "train/b/2.png", "val/a/3.png", "val/b/4.png" }) Draw(name, 8, 8, (_, _) => SKColors.Red);
        var archive = LittleSet.Pack(LittleSet.Tar(Directory.GetFiles(folder["images"], "*", SearchOption.AllDirectories).Select(f => (TarEntry)LittleSet.Member("set/" + Path.GetRelativePath(folder["images"], f), File.ReadAllBytes(f)))));
        using var server = new TestServer(new() { ["set.tgz"] = archive });
        DataSource Source(string hash) => new("archive", server.Url + "set.tgz", Size: archive.Length, Hash: hash);
        DataStore Store(string hash) => new(new DataStoreOptions { CacheFolder = folder["cache"] }, new DataSetCatalogue([new DataSetEntry(
            "little", "Little", "folder", s_shape, ["first", "second"], new Dictionary<DataSplit, int> { [DataSplit.Train] = 2, [DataSplit.Test] = 2 }, "none", "none", "https://example.org", [],
            [new DataFile("train-images", ["set/train"], 0, ""), new DataFile("test-images", ["set/val"], 0, "")], [Source(hash)])]));
        Assert.Contains("its set.tgz is not the published archive", Assert.Throws<MissingDataException>(() => ImageSet.Load(Store(new string('0', 64)), "little", 2, 2)).Message);
        Assert.False(Directory.Exists(folder["cache/little/set"]));
        foreach (var hash in new[] { SHA256.HashData(archive), MD5.HashData(archive) })
        {
            var (train, test) = ImageSet.Load(Store(Convert.ToHexStringLower(hash)), "little", 2, 2);
            Assert.Equal((2, 2, "second"), (train.Count, test.Count, test.ClassNames[1]));
            train.Dispose();
            test.Dispose();
            Directory.Delete(folder["cache/little/set"], recursive: true);
        }
    }

    private ImageSet Read(bool resize = true) => ImageFolder.Of(folder["images"]).Read(s_shape, resize, folder["cache"], [], CPU);

    private string Folder(string file)
    {
        var path = Path.Combine(folder["images"], file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }

    private void Draw(string file, int width, int height, Func<int, int, SKColor> colour, SKColorType type = SKColorType.Rgba8888)
    {
        using var bitmap = new SKBitmap(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++) bitmap.SetPixel(x, y, colour(x, y));
        using var typed = bitmap.Copy(type);
        File.WriteAllBytes(Folder(file), typed.Encode(file.EndsWith("png") ? SKEncodedImageFormat.Png : SKEncodedImageFormat.Jpeg, 95).ToArray());
    }

    public void Dispose() => folder.Dispose();
}

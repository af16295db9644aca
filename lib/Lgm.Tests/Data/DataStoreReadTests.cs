using Lgm.Data;
using Xunit;

namespace Lgm.Tests.Data;

public class DataStoreReadTests
{
    [Theory]
    [InlineData("given", false)]
    [InlineData("given", true)]
    [InlineData("given/little", false)]
    [InlineData("given/Little/raw", true)]
    public void ReadsPlainAndPackedFilesFromEveryLayout(string layout, bool packed)
    {
        using var set = new LittleSet();
        set.Lay(layout, packed);
        var store = set.Store(Path.Combine(set.Root, "given"));

        foreach (var (split, count, name) in new[] { (DataSplit.Train, LittleSet.Train, "train"), (DataSplit.Test, LittleSet.Test, "test") })
        {
            var data = store.Read(set.Entry, split);
            Assert.Equal((count, 1, LittleSet.Height, LittleSet.Width), (data.Count, data.Channels, data.Height, data.Width));
            Assert.Equal(set.Contents[name + "-images"].Skip(16), data.Pixels);
            Assert.Equal(set.Contents[name + "-labels"].Skip(8).Select(b => (long)b), data.Labels);
        }
        Assert.True(store.Locate(set.Entry).IsOfficial);
        Assert.NotEqual(store.Read(set.Entry, DataSplit.Train).Fingerprint, store.Read(set.Entry, DataSplit.Test).Fingerprint);
    }

    [Fact]
    public void ReadsAPackedNameThatABrowserHasUnpacked()
    {
        using var set = new LittleSet();
        var folder = set.Lay("given");
        File.Move(Path.Combine(folder, "test-images"), Path.Combine(folder, "test-images.gz"));
        Assert.Equal(LittleSet.Test, set.Store(folder).Read(set.Entry, DataSplit.Test).Count);
    }

    [Fact]
    public void UserFoldersComeBeforeTheCacheAndAGoodFileBeforeABadOne()
    {
        using var set = new LittleSet();
        set.Lay("cache/little");
        var given = set.Lay("given");
        var store = set.Store(given);
        Assert.All(store.Locate(set.Entry).Files, f => Assert.StartsWith(given, f.Path));

        File.WriteAllText(Path.Combine(given, "test-images"), "no image");
        Assert.Equal(Path.Combine(set.Cache, "little", "test-images"), store.Locate(set.Entry).Files.Single(f => f.File.Role == "test-images").Path);
        Assert.Equal(LittleSet.Test, store.Read(set.Entry, DataSplit.Test).Count);
    }

    [Fact]
    public void AMissingSetSaysWhatToRun()
    {
        using var set = new LittleSet();
        var message = Assert.Throws<MissingDataException>(() => set.Store().Read(set.Entry, DataSplit.Test)).Message;
        Assert.Contains("Little is not on this machine", message);
        Assert.Contains("`lgm data get little`", message);
        Assert.Contains("LGM_DATA", message);
    }

    public static TheoryData<string, string> Damages => new()
    {
        { "truncated", "is truncated (it holds 100 bytes of data where 112 belong)" },
        { "empty", "is truncated (it holds 0 bytes of data where 112 belong)" },
        { "longer", "holds more than the 112 bytes that belong" },
        { "flipped", "is damaged (its sha256 is " },
        { "magic", "is not an idx file of 3-dimensional bytes (it starts with 00000903, not 00000803)" },
        { "shape", "has the wrong shape (8 x 3 x 4, not 8 x 4 x 3)" },
        { "packed-truncated", " is " },
        { "packed-flipped", " is damaged (" },
        { "a web page", "is truncated (it holds 6 bytes of data where 112 belong)" },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public void ADamagedFileInTheCacheIsNamedAndNeverUsed(string damage, string said)
    {
        using var set = new LittleSet();
        var good = set.Contents["test-images"];
        var folder = set.Lay("cache/little");
        var path = Path.Combine(folder, "test-images");
        var packed = LittleSet.Pack(good);
        File.WriteAllBytes(path, damage switch
        {
            "truncated" => good[..100],
            "empty" => [],
            "longer" => [.. good, 0],
            "flipped" => With(good, 60, (byte)(good[60] ^ 1)),
            "magic" => With(good, 2, 9),
            "shape" => With(With(good, 11, 3), 15, 4),
            "packed-truncated" => packed[..^12],
            "packed-flipped" => With(packed, packed.Length / 2, (byte)(packed[packed.Length / 2] ^ 0x40)),
            _ => "<html>"u8.ToArray(),
        });

        foreach (var allowUnofficial in new[] { false, true })
        {
            var store = set.Store(allowUnofficial);
            foreach (var attempt in new Action[] { () => store.Read(set.Entry, DataSplit.Test), () => store.Verify(set.Entry) })
            {
                var message = Assert.Throws<WorkbookException>(attempt).Message;
                Assert.StartsWith(path, message);
                Assert.Contains(said, message);
                Assert.EndsWith("delete it and run `lgm data get little`.", message);
            }
            Assert.False(store.Locate(set.Entry).IsReady);
            Assert.Equal(LittleSet.Train, store.Read(set.Entry, DataSplit.Train).Count);
        }
    }

    [Fact]
    public void VerifyFindsAByteThatChangedWithoutATraceAfterItWasRead()
    {
        using var set = new LittleSet();
        var path = Path.Combine(set.Lay("cache/little"), "test-images");
        var store = set.Store();
        store.Read(set.Entry, DataSplit.Test);
        var time = File.GetLastWriteTimeUtc(path);
        File.WriteAllBytes(path, With(set.Contents["test-images"], 60, (byte)(set.Contents["test-images"][60] ^ 1)));
        Assert.Throws<WorkbookException>(() => store.Read(set.Entry, DataSplit.Test));
        File.SetLastWriteTimeUtc(path, time);
        Assert.Throws<WorkbookException>(() => store.Verify(set.Entry));
    }

    [Fact]
    public void AnUnofficialCopyNeedsTheSwitchAndBothFilesFromOneFolder()
    {
        using var set = new LittleSet();
        set.Lay("cache/little");
        var folder = set.Lay("given");
        File.WriteAllBytes(Path.Combine(folder, "test-images"), With(set.Contents["test-images"], 60, (byte)(set.Contents["test-images"][60] ^ 1)));
        var official = set.Store(folder).Read(set.Entry, DataSplit.Test);
        var unofficial = set.Store(true, folder).Read(set.Entry, DataSplit.Test);
        Assert.NotEqual(official.Pixels, unofficial.Pixels);
        Assert.NotEqual(official.Fingerprint, unofficial.Fingerprint);
        Assert.False(set.Store(true, folder).Locate(set.Entry).IsOfficial);

        // Without its labels beside it the copy's images say nothing; the cache holds a pair.
        File.Delete(Path.Combine(folder, "test-labels"));
        Assert.Equal(official.Pixels, set.Store(true, folder).Read(set.Entry, DataSplit.Test).Pixels);
        File.Delete(Path.Combine(set.Cache, "little", "test-images"));
        Assert.False(set.Store(true, folder).Locate(set.Entry).IsReady);
        Assert.Contains("from one folder", Assert.Throws<WorkbookException>(() => set.Store(true, folder).Read(set.Entry, DataSplit.Test)).Message);
    }

    [Fact]
    public void AnUnofficialCopyIsRefusedWithoutTheSwitch()
    {
        using var set = new LittleSet();
        var folder = set.Lay("given");
        File.WriteAllBytes(Path.Combine(folder, "test-images"), With(set.Contents["test-images"], 60, (byte)(set.Contents["test-images"][60] ^ 1)));
        var message = Assert.Throws<WorkbookException>(() => set.Store(folder).Read(set.Entry, DataSplit.Test)).Message;
        Assert.Contains("damaged or an unofficial copy", message);
        Assert.Contains("--unofficial", message);
        // Who trains or opens a notebook is told the same.
        Assert.Contains("accept the copy that is here", Assert.Throws<MissingDataException>(() => set.Store(folder).Get(set.Entry)).Message);
    }

    [Fact]
    public void AnUnofficialCopyStillNeedsLabelsInRange()
    {
        using var set = new LittleSet();
        var folder = set.Lay("given");
        File.WriteAllBytes(Path.Combine(folder, "test-labels"), With(set.Contents["test-labels"], 10, LittleSet.Classes));
        var message = Assert.Throws<WorkbookException>(() => set.Store(true, folder).Read(set.Entry, DataSplit.Test)).Message;
        Assert.Contains("has label 3 at position 2, outside 0..2", message);
    }

    [Fact]
    public void APublishedFileThatBreaksItsFormatIsRefusedToo()
    {
        using var set = new LittleSet(contents => contents["train-labels"][8] = 200);
        set.Lay("cache/little");
        Assert.Contains("has label 200 at position 0", Assert.Throws<WorkbookException>(() => set.Store().Read(set.Entry, DataSplit.Train)).Message);
    }

    [Fact]
    public void AnotherSetsFilesUnderTheSameNamesAreToldApart()
    {
        using var set = new LittleSet();
        using var other = new LittleSet(contents => contents["test-images"][20] ^= 1);
        var catalogue = new DataSetCatalogue([set.Entry, other.Entry with { Name = "other", Title = "Other" }]);
        var folder = other.Lay("given");
        var store = new DataStore(new DataStoreOptions { Folders = [folder], CacheFolder = set.Cache, AllowUnofficial = true }, catalogue);
        Assert.Contains("is a file of Other, not of Little", Assert.Throws<WorkbookException>(() => store.Read(set.Entry, DataSplit.Test)).Message);
    }

    [Fact]
    public void ADirectoryUnderAFilesNameIsNotThatFile()
    {
        using var set = new LittleSet();
        var folder = set.Lay("given", packed: true);
        Directory.CreateDirectory(Path.Combine(folder, "test-images"));
        Assert.True(set.Store(folder).Locate(set.Entry).IsReady);
    }

    [Fact]
    public void AFolderThatDoesNotExistIsNamed()
    {
        using var set = new LittleSet();
        Assert.Contains("nowhere does not exist", Assert.Throws<WorkbookException>(() => set.Store(Path.Combine(set.Root, "nowhere"))).Message);
    }

    [SkippableFact]
    public void AFileWithoutReadPermissionIsNamed()
    {
        Skip.If(OperatingSystem.IsWindows() || Environment.UserName == "root", "root reads every file");
        using var set = new LittleSet();
        var folder = set.Lay("given");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Path.Combine(folder, "test-images"), UnixFileMode.None);
        }
        Assert.Contains("cannot be read", Assert.Throws<WorkbookException>(() => set.Store(folder).Read(set.Entry, DataSplit.Test)).Message);
    }

    private static byte[] With(byte[] bytes, int position, byte value)
    {
        var changed = (byte[])bytes.Clone();
        changed[position] = value;
        return changed;
    }
}

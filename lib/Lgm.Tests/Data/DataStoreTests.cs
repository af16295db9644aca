namespace Lgm.Tests.Data;

/// <summary>What is found on the machine, and what of it is used.</summary>
public class DataStoreTests
{
    [Theory]
    [InlineData("given", false)]
    [InlineData("given/little", false)]
    [InlineData("given/Little/raw", true)]
    public void ReadsPlainAndPackedFilesFromEveryLayout(string layout, bool packed)
    {
        using var set = new LittleSet();
        set.Lay(layout, packed);
        var store = set.Store(Path.Combine(set.Root, "given"));
        foreach (var (split, count, name) in new[] { (DataSplit.Train, LittleSet.Train, "train"), (DataSplit.Test, LittleSet.Test, "test") })
        {
            var data = store.Locate(set.Entry).Read(split);
            Assert.Equal((count, 1, LittleSet.Height, LittleSet.Width), (data.Count, data.Channels, data.Height, data.Width));
            Assert.Equal(set.Contents[name + "-images"].Skip(16), data.Pixels);
            Assert.Equal(set.Contents[name + "-labels"].Skip(8).Select(b => (long)b), data.Labels);
        }
        Assert.True(store.Verify(set.Entry).IsOfficial);
        Assert.NotEqual(store.Locate(set.Entry).Read(DataSplit.Train).Fingerprint, store.Locate(set.Entry).Read(DataSplit.Test).Fingerprint);
    }

    [Theory]
    [InlineData("cifar-10", 1)]
    [InlineData("cifar-100", 2)]
    public void ReadsTheRecordsOfCifar(string name, int labelBytes)
    {
        using var set = LittleSet.Cifar(name);
        var given = set.Lay("given");
        var store = set.Store(given);
        foreach (var split in set.Entry.Splits)
        {
            var data = store.Locate(set.Entry).Read(split);
            var records = set.Entry.FilesOf(split).SelectMany(f => set.Contents[f.Names[0]].Chunk(labelBytes + 3072)).ToList();
            Assert.Equal((records.Count, 3, 32, 32), (data.Count, data.Channels, data.Height, data.Width));
            Assert.Equal(records.Select(r => (long)r[labelBytes - 1]), data.Labels);
            Assert.True(data.Pixels.AsSpan().SequenceEqual(records.SelectMany(r => r[labelBytes..]).ToArray()));
        }
        var path = Path.Combine(given, set.Entry.FilesOf(DataSplit.Test)[0].Names[0]);
        File.WriteAllBytes(path, With(File.ReadAllBytes(path), 2 * (labelBytes + 3072) + labelBytes - 1, (byte)set.Entry.Classes.Count));
        Assert.Contains($"{path} has label {set.Entry.Classes.Count} at position 2, outside 0..", Assert.Throws<MissingDataException>(() => set.Store(true, given).Verify(set.Entry)).Message);
    }

    // A browser unpacks a download and keeps its name; a folder under a file's name is not that file.
    [Fact]
    public void APackedNameMayHoldPlainContents()
    {
        using var set = new LittleSet();
        var folder = set.Lay("given");
        File.Move(Path.Combine(folder, "test-images"), Path.Combine(folder, "test-images.gz"));
        Directory.CreateDirectory(Path.Combine(folder, "test-images"));
        Assert.Equal(LittleSet.Test, set.Store(folder).Locate(set.Entry).Read(DataSplit.Test).Count);
    }

    [Fact]
    public void UserFoldersComeBeforeTheCacheAndAGoodFileBeforeABadOne()
    {
        using var set = new LittleSet();
        set.Lay("cache/little");
        var given = set.Lay("given");
        Assert.All(set.Store(given).Locate(set.Entry).Files, f => Assert.StartsWith(given, f.Path));
        File.WriteAllText(Path.Combine(given, "test-images"), "no image");
        Assert.Equal(Path.Combine(set.Cache, "little", "test-images"), set.Store(given).Verify(set.Entry).Files.Single(f => f.File.Role == "test-images").Path);
    }

    [Theory]
    [InlineData("truncated", "is truncated (it holds 100 bytes of data where 112 belong)")]
    [InlineData("longer", "holds more than the 112 bytes that belong")]
    [InlineData("flipped", "is damaged (its sha256 is ")]
    [InlineData("magic", "is not an idx file of 3-dimensional bytes (it starts with 00000903, not 00000803)")]
    [InlineData("shape", "has the wrong shape (8 x 3 x 4, not 8 x 4 x 3)")]
    [InlineData("packed-truncated", " is ")]
    [InlineData("packed-flipped", " is damaged (")]
    [InlineData("packed-bomb", "holds more than the 112 bytes that belong")]
    public void ADamagedFileInTheCacheIsNamedAndNeverUsed(string damage, string said)
    {
        using var set = new LittleSet();
        var path = Path.Combine(set.Lay("cache/little"), "test-images");
        var good = set.Contents["test-images"];
        var packed = LittleSet.Pack(good);
        File.WriteAllBytes(path, damage switch
        {
            "truncated" => good[..100],
            "longer" => [.. good, 0],
            "flipped" => With(good, 60, (byte)(good[60] ^ 1)),
            "magic" => With(good, 2, 9),
            "shape" => With(With(good, 11, 3), 15, 4),
            "packed-truncated" => packed[..^12],
            "packed-flipped" => With(packed, packed.Length / 2, (byte)(packed[packed.Length / 2] ^ 0x40)),
            _ => LittleSet.Pack(new byte[1 << 24]),
        });
        foreach (var allowUnofficial in new[] { false, true })
        {
            var store = set.Store(allowUnofficial);
            var message = Assert.Throws<MissingDataException>(() => store.Verify(set.Entry)).Message;
            Assert.All(new[] { $"{path} ", said, "run `lgm data get little`" }, part => Assert.Contains(part, message));
            Assert.Equal(LittleSet.Train, store.Locate(set.Entry).Read(DataSplit.Train).Count);
        }
    }

    [Fact]
    public void AnUnofficialCopyNeedsTheSwitchItsOwnLabelsAndLabelsInRange()
    {
        using var set = new LittleSet();
        set.Lay("cache/little");
        var folder = set.Lay("given");
        File.WriteAllBytes(Path.Combine(folder, "test-images"), With(set.Contents["test-images"], 60, (byte)(set.Contents["test-images"][60] ^ 1)));
        var official = set.Store(folder).Locate(set.Entry).Read(DataSplit.Test);
        var unofficial = set.Store(true, folder).Locate(set.Entry).Read(DataSplit.Test);
        Assert.NotEqual(official.Pixels, unofficial.Pixels);
        Assert.NotEqual(official.Fingerprint, unofficial.Fingerprint);
        Assert.False(set.Store(true, folder).Locate(set.Entry).IsOfficial);

        // The cache no longer has the split, so that the copy is all there is.
        File.Delete(Path.Combine(set.Cache, "little", "test-images"));
        string Refusal(bool allow) => Assert.Throws<MissingDataException>(() => set.Store(allow, folder).Verify(set.Entry)).Message;
        Assert.Matches("damaged or an unofficial copy .*--unofficial", Refusal(false));
        Assert.Contains("accept the copy that is here", Assert.Throws<MissingDataException>(() => set.Store(folder).Get(set.Entry)).Message);
        File.WriteAllBytes(Path.Combine(folder, "test-labels"), With(set.Contents["test-labels"], 10, LittleSet.Classes));
        Assert.Contains("has label 3 at position 2, outside 0..2", Refusal(true));
        // Without its labels beside it the copy's images say nothing.
        File.Delete(Path.Combine(folder, "test-labels"));
        Assert.Contains("into one folder", Refusal(true));
    }

    [Fact]
    public void AnotherSetsFilesUnderTheSameNamesAreToldApart()
    {
        using var set = new LittleSet();
        using var other = new LittleSet();
        var folder = set.Lay("given");
        var changed = other.Entry with { Name = "other", Title = "Other", Files = [.. other.Entry.Files.Select(f => f with { Sha256 = new string('0', 64) })] };
        var store = new DataStore(new DataStoreOptions { Folders = [folder], CacheFolder = set.Cache, AllowUnofficial = true }, new DataSetCatalogue([set.Entry, changed]));
        Assert.Contains("is a file of Little, not of Other", Assert.Throws<MissingDataException>(() => store.Verify(changed)).Message);
    }

    private static byte[] With(byte[] bytes, int position, byte value)
    {
        var changed = (byte[])bytes.Clone();
        changed[position] = value;
        return changed;
    }
}

using System.Formats.Tar;
using System.IO.Compression;
using Lgm.Data;
using Xunit;

namespace Lgm.Tests.Data;

public class TarMembersTests
{
    [Theory]
    [InlineData("data/", false)]
    [InlineData("./data/", false)]
    [InlineData("data/", true)]
    public void TakesTheWantedFilesPlainOrPacked(string folder, bool packed)
    {
        using var set = new LittleSet();
        Store(set, Tar(set.Contents.Select(c => (TarEntry)Member(folder + c.Key + (packed ? ".gz" : ""), packed ? LittleSet.Pack(c.Value) : c.Value))));
        Assert.True(set.Store().Verify(set.Entry).IsOfficial);
    }

    [Fact]
    public void AMemberThatPointsOutsideIsNeverWritten()
    {
        using var set = new LittleSet();
        TarEntry[] hostile =
        [
            Member("../../evil", [1, 2, 3]),
            Member("data/../../../evil", [1, 2, 3]),
            Member("/evil", [1, 2, 3]),
            new PaxTarEntry(TarEntryType.SymbolicLink, "data/link") { LinkName = "/etc" },
            Member("data/link/evil", [1, 2, 3]),
        ];
        Store(set, Tar(hostile.Concat(set.Contents.Select(c => (TarEntry)Member($"data/{c.Key}", c.Value)))));
        var written = Directory.EnumerateFileSystemEntries(set.Root, "*", SearchOption.AllDirectories).Select(p => Path.GetRelativePath(set.Root, p)).Order(StringComparer.Ordinal);
        Assert.Equal(["cache", "cache/little", .. set.Contents.Keys.Select(k => $"cache/little/{k}").Order(StringComparer.Ordinal)], written);
    }

    [Fact]
    public void ALinkUnderAWantedNameIsRefused()
    {
        using var set = new LittleSet();
        var tar = Tar([new PaxTarEntry(TarEntryType.SymbolicLink, "data/train-images") { LinkName = "/etc/passwd" }]);
        Assert.Contains("not a plain file", Assert.Throws<SourceUnavailableException>(() => Store(set, tar)).Message);
    }

    [Fact]
    public void AMemberThatIsTooLongOrHasOtherContentsIsRefused()
    {
        using var set = new LittleSet();
        var longer = Tar([Member("data/train-images", [.. set.Contents["train-images"], 0])]);
        Assert.Contains("not a plain file of at most", Assert.Throws<SourceUnavailableException>(() => Store(set, longer)).Message);
        var other = Tar([Member("data/train-images", [.. set.Contents["train-images"].Reverse()])]);
        Assert.Contains("published sha256", Assert.Throws<SourceUnavailableException>(() => Store(set, other)).Message);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(set.Cache, "little")));
    }

    [Fact]
    public void AnArchiveThatClaimsToUnpackToAnythingIsLeftUnread()
    {
        using var set = new LittleSet();
        var header = new byte[1024];
        Tar([Member("data/huge", [])]).ToArray().AsSpan(0, 1024).CopyTo(header);
        // The size field of a tar header: 11 octal digits; then the header's checksum, with its own field as spaces.
        "77777777777"u8.CopyTo(header.AsSpan(124));
        "        "u8.CopyTo(header.AsSpan(148));
        System.Text.Encoding.ASCII.GetBytes(Convert.ToString(header.Take(512).Sum(b => b), 8).PadLeft(6, '0') + "\0 ").CopyTo(header, 148);
        // Through gzip, as archives come: a stream that cannot seek over what is claimed.
        using var packed = new GZipStream(new MemoryStream(LittleSet.Pack(header)), CompressionMode.Decompress);
        Assert.Contains("unpacks to more than", Assert.Throws<SourceUnavailableException>(() => Store(set, packed)).Message);
    }

    // What unpacks is counted, not what the members say of themselves.
    [Fact]
    public void AnArchiveOfEmptyMembersWithoutEndIsLeftUnread()
    {
        using var set = new LittleSet();
        using var endless = new RepeatedMember(Tar([Member("data/empty", [])]).ToArray()[..512]);
        Assert.Contains("unpacks to more than", Assert.Throws<SourceUnavailableException>(() => Store(set, endless)).Message);
    }

    [Fact]
    public void AHardLinkUnderAWantedNameIsRefused()
    {
        using var set = new LittleSet();
        File.WriteAllText(Path.Combine(set.Root, "secret"), "secret");
        var tar = Tar([new UstarTarEntry(TarEntryType.HardLink, "data/train-images") { LinkName = Path.Combine(set.Root, "secret") }]);
        Assert.Contains("not a plain file", Assert.Throws<SourceUnavailableException>(() => Store(set, tar)).Message);
    }

    [Fact]
    public void ATruncatedOrIncompleteArchiveSaysSo()
    {
        using var set = new LittleSet();
        var whole = Tar(set.Contents.Select(c => (TarEntry)Member($"data/{c.Key}", c.Value))).ToArray();
        Assert.Throws<SourceUnavailableException>(() => Store(set, new MemoryStream(whole[..1100])));
        Assert.Contains("lacks", Assert.Throws<SourceUnavailableException>(() => Store(set, Tar([Member("data/readme", [1])]))).Message);
        Assert.Throws<SourceUnavailableException>(() => Store(set, new MemoryStream([.. Enumerable.Repeat((byte)'x', 2048)])));
    }

    private static UstarTarEntry Member(string name, byte[] contents) => new(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(contents) };

    private static MemoryStream Tar(IEnumerable<TarEntry> members)
    {
        var stream = new MemoryStream();
        using (var writer = new TarWriter(stream, leaveOpen: true))
        {
            foreach (var member in members)
            {
                writer.WriteEntry(member);
            }
        }
        stream.Position = 0;
        return stream;
    }

    private static void Store(LittleSet set, Stream tar)
    {
        var cache = new CacheFolder(set.Cache, set.Entry);
        Directory.CreateDirectory(cache.Folder);
        TarMembers.Store(tar, "data", new FetchRequest(set.Entry, set.Entry.Files, cache, TimeSpan.FromSeconds(1), null, default), "a test");
    }

    /// <summary>One header again and again, as a few packed bytes can hold it.</summary>
    private sealed class RepeatedMember(byte[] header) : MemoryStream
    {
        private long place;

        public override int Read(Span<byte> buffer)
        {
            for (var i = 0; i < buffer.Length; i++) buffer[i] = header[place++ % header.Length];
            return buffer.Length;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
    }
}

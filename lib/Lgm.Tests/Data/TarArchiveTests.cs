using System.Formats.Tar;

namespace Lgm.Tests.Data;

public sealed class TarArchiveTests : IDisposable
{
    private readonly LittleSet set = new();

    [Theory]
    [InlineData("data/", false)]
    [InlineData("./data/", true)]
    public void TakesTheWantedFilesPlainOrPackedAndNothingElse(string folder, bool packed)
    {
        TarEntry[] hostile =
        [
            LittleSet.Member("../../evil", [1, 2, 3]), LittleSet.Member("data/../../evil", [1, 2, 3]), LittleSet.Member("/evil", [1, 2, 3]),
            new PaxTarEntry(TarEntryType.SymbolicLink, "data/link") { LinkName = "/etc" }, LittleSet.Member("data/link/evil", [1, 2, 3]),
        ];
        var read = Read([.. hostile, .. set.Contents.Select(c => LittleSet.Member(folder + c.Key + (packed ? ".gz" : ""), packed ? LittleSet.Pack(c.Value) : c.Value))]);
        Assert.Equal(set.Contents.OrderBy(c => c.Key), read.OrderBy(c => c.Key));
    }

    [Fact]
    public void LinksAndMembersThatAreTooLongAreRefused()
    {
        Assert.Contains("not a plain file", Refusal(new PaxTarEntry(TarEntryType.SymbolicLink, "data/train-images") { LinkName = "/etc/passwd" }));
        Assert.Contains("not a plain file", Refusal(new UstarTarEntry(TarEntryType.HardLink, "data/train-images") { LinkName = "/etc/passwd" }));
        Assert.Contains("not a plain file of at most", Refusal(LittleSet.Member("data/train-images", [.. set.Contents["train-images"], 0])));
        Assert.Contains("lacks train-images, train-labels", Refusal(LittleSet.Member("data/readme", [1])));
    }

    [Fact]
    public void AnArchiveThatUnpacksToTooMuchIsLeftUnread()
    {
        // Members without contents count too.
        Assert.Contains("unpacks to more than", Assert.Throws<SourceUnavailableException>(() => Read([.. Enumerable.Range(0, 50).Select(i => LittleSet.Member($"data/{i}", []))], 20 * 512 - TarArchive.ForeignBytes)).Message);
        // The size field of a tar header claims 8 GB in 11 octal digits; then the header's checksum, with its own field as spaces.
        var header = LittleSet.Tar([LittleSet.Member("data/huge", [])])[..1024];
        "77777777777"u8.CopyTo(header.AsSpan(124));
        "        "u8.CopyTo(header.AsSpan(148));
        System.Text.Encoding.ASCII.GetBytes(Convert.ToString(header.Take(512).Sum(b => b), 8).PadLeft(6, '0') + "\0 ").CopyTo(header, 148);
        Assert.Contains("unpacks to more than", Assert.Throws<SourceUnavailableException>(() => Unpack(LittleSet.Pack(header))).Message);
    }

    [Fact]
    public void ATruncatedArchiveSaysSo()
    {
        var whole = LittleSet.Tar(set.Contents.Select(c => LittleSet.Member($"data/{c.Key}", c.Value)));
        Assert.Throws<SourceUnavailableException>(() => Unpack(LittleSet.Pack(whole[..1100])));
        Assert.Throws<SourceUnavailableException>(() => Unpack(LittleSet.Pack(whole)[..^200]));
        Assert.Throws<SourceUnavailableException>(() => Unpack([.. Enumerable.Repeat((byte)'x', 2048)]));
    }

    private string Refusal(TarEntry member) => Assert.Throws<SourceUnavailableException>(() => Read([member])).Message;

    private Dictionary<string, byte[]> Read(TarEntry[] members, long size = 0) => Unpack(LittleSet.Pack(LittleSet.Tar(members)), size);

    private Dictionary<string, byte[]> Unpack(byte[] archive, long size = 0)
    {
        var read = new Dictionary<string, byte[]>();
        TarArchive.Read(new MemoryStream(archive), "data", set.Entry.Files, size, (file, stream) => read.Add(file.Names[0], file.Read(stream).Bytes), default);
        return read;
    }

    public void Dispose() => set.Dispose();
}

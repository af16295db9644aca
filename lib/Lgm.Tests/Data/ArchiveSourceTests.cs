using Lgm.Data;
using Xunit;

namespace Lgm.Tests.Data;

public sealed class ArchiveSourceTests
{
    private const string Name = "set.tar.gz";

    private static (CifarSet Set, TestServer Server) Served()
    {
        using var contents = new CifarSet();
        var server = new TestServer(new() { [Name] = contents.Archive });
        return (new CifarSet(url: server.Url + Name), server);
    }

    [Fact]
    public void TheArchiveIsDownloadedOnceAndItsFilesAreKept()
    {
        var (set, server) = Served();
        using var _ = set;
        using var __ = server;
        Assert.True(set.Store().Get(set.Entry).IsOfficial);
        Assert.Equal(set.Contents.Keys.Append(".lock").Order(StringComparer.Ordinal), Directory.EnumerateFiles(Path.Combine(set.Root, "cache", "cifar-10")).Select(p => Path.GetFileName(p)).Order(StringComparer.Ordinal));
        set.Store().Get(set.Entry);
        Assert.Single(server.Requests);
    }

    [Fact]
    public void ABrokenDownloadIsResumed()
    {
        var (set, server) = Served();
        using var _ = set;
        using var __ = server;
        server.CutAfter = 1000;
        Assert.Throws<MissingDataException>(() => set.Store().Get(set.Entry));
        server.CutAfter = -1;
        Assert.True(set.Store().Get(set.Entry).IsOfficial);
        Assert.Contains($"{Name} 1000", server.Requests);
    }

    [Fact]
    public void AnArchiveInAFolderOfTheUserIsTakenWithoutANetwork()
    {
        using var set = new CifarSet(url: "http://127.0.0.1:1/" + Name);
        var folder = Directory.CreateDirectory(Path.Combine(set.Root, "mine")).FullName;
        Assert.Contains("tried http://127.0.0.1:1/", Assert.Throws<MissingDataException>(() => set.Store(folder).Get(set.Entry)).Message);
        File.WriteAllBytes(Path.Combine(folder, Name), set.Archive);
        Assert.True(set.Store(folder).Get(set.Entry).IsOfficial);
        Assert.Equal(set.Entry.Counts[DataSplit.Test], set.Store(folder).Read(set.Entry, DataSplit.Test).Count);
    }

    [Fact]
    public void AnotherArchiveIsRefusedWherever()
    {
        var (set, server) = Served();
        using var _ = set;
        using var __ = server;
        var folder = Directory.CreateDirectory(Path.Combine(set.Root, "mine")).FullName;
        var changed = (byte[])set.Archive.Clone();
        changed[^5] ^= 1;
        File.WriteAllBytes(Path.Combine(folder, Name), changed);
        var message = Assert.Throws<MissingDataException>(() => set.Store(folder).Get(set.Entry)).Message;
        Assert.Contains($"{Path.Combine(folder, Name)} is not the published archive", message);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public void TheSentenceForAMissingSetNamesTheArchive()
    {
        using var set = new CifarSet(url: "http://127.0.0.1:1/" + Name);
        var folder = Directory.CreateDirectory(Path.Combine(set.Root, "mine")).FullName;
        var message = Assert.Throws<MissingDataException>(() => set.Store(folder).Get(set.Entry)).Message;
        Assert.All(new[] { "CIFAR-10 could not be obtained", folder, $"put {Name} (see https://www.cs.toronto.edu/~kriz/cifar.html)", "--data or LGM_DATA" }, said => Assert.Contains(said, message));
    }
}

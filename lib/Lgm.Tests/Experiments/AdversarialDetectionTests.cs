using System.Globalization;
using System.Text.Json;
using Lgm.Attacks;
using Lgm.Experiments;
using Lgm.Losses;
using Lgm.Tests.Tensors;
using Lgm.Tests.Training;
using Xunit;

namespace Lgm.Tests.Experiments;

/// <summary>The whole experiment on a few dozen generated images: files, training, attack, detection, record, table.</summary>
[Collection(TorchState.Name)]
public sealed class AdversarialDetectionTests : IDisposable
{
    private static readonly IExperiment s_experiment = new AdversarialDetection();
    private static readonly AdversarialDetectionOptions s_options = new()
    {
        DataSet = "digits", Features = 4, TrainImages = DigitSet.Train, TestImages = DigitSet.Test, FitImages = 30, Epsilons = [0.05, 0.3],
        Training = new() { Epochs = 1, BatchSize = 4, LearningRate = 0.01 },
    };

    private static readonly CancelAfter s_reports = new();
    private static RunRecord? s_whole;
    private readonly DigitSet digits = new();
    private readonly TemporaryFolder folder = new();

    private RunRecord Run(AdversarialDetectionOptions options, CancelAfter? watcher = null, string? checkpoints = null) =>
        s_experiment.Run("quick", options, new ExperimentContext { Data = digits.Store(), Checkpoints = checkpoints, Progress = watcher, Cancellation = watcher?.Token ?? default });

    private RunRecord Whole => s_whole ??= Run(s_options, s_reports);

    private static AdversarialDetectionResult Result(RunRecord record) => record.Result.Deserialize<AdversarialDetectionResult>(RunRecord.Json)!;

    [Fact]
    public void EveryLossIsTrainedAttackedAndDetected()
    {
        var result = Result(Whole);
        Assert.Equal(LossCatalogue.Compared, result.Losses.Select(l => l.Loss));
        Assert.Equal(2, result.DataFingerprints.Distinct().Count());
        Assert.All(result.Losses, loss =>
        {
            Assert.Single(loss.EpochLosses);
            Assert.InRange(loss.CleanAccuracy, 1.0 / DigitSet.Test, 1);
            Assert.Equal([0.05, 0.3], loss.Attacks.Select(a => a.Epsilon));
            Assert.All(loss.Attacks, attack =>
            {
                var correct = (int)Math.Round(loss.CleanAccuracy * DigitSet.Test);
                Assert.Equal((correct, correct), (attack.All.Positives, attack.All.Negatives));
                Assert.InRange(attack.All.EqualErrorRate, 0, 1);
                Assert.InRange(attack.Accuracy, 0, loss.CleanAccuracy + 1e-9);
                Assert.Equal(0, attack.Unchanged);
                Assert.Equal(correct - (int)Math.Round(attack.Accuracy * DigitSet.Test) > 0, attack.Successful is not null);
            });
        });
        Assert.Contains(result.Losses, l => l.Attacks[1].Accuracy < l.CleanAccuracy);
    }

    [Fact]
    public void TheSameSeedGivesTheSameResultAndAnotherAnother()
    {
        Assert.Equal(Whole.Result.ToJsonString(), Run(s_options).Result.ToJsonString());
        Assert.NotEqual(Whole.Result["Losses"]!.ToJsonString(), Run(s_options with { Seed = 2 }).Result["Losses"]!.ToJsonString());
    }

    [Theory]
    [InlineData("train Center loss")]
    [InlineData("clean L-GM")]
    public void AnInterruptedRunGoesOn(string task)
    {
        var whole = Whole.Result.ToJsonString();
        // The first report of a training comes before its epoch ends.
        var stop = new CancelAfter(1 + s_reports.Reports.FindIndex(r => r.Task == task));
        Assert.Throws<OperationCanceledException>(() => Run(s_options, stop, folder.Path));
        Assert.Equal(task, stop.Reports[^1].Task);
        var resumed = new CancelAfter();
        Assert.Equal(whole, Run(s_options, resumed, folder.Path).Result.ToJsonString());
        // Neither trained nor attacked again.
        Assert.DoesNotContain(resumed.Reports, r => r.Task is "train Softmax" or "clean Softmax" or "fgsm Softmax");
        Assert.Contains(resumed.Reports, r => r.Task == "fgsm L-GM");
    }

    [Fact]
    public void CheckpointsOfOtherOptionsAreRefused()
    {
        var one = s_options with { Losses = ["softmax"] };
        Run(one, checkpoints: folder.Path);
        var message = Assert.Throws<WorkbookException>(() => Run(one with { Training = one.Training with { LearningRate = 0.3 } }, checkpoints: folder.Path)).Message;
        Assert.Contains("is of another training", message);
    }

    [Fact]
    public void TheTableHasARowForEveryLossAndEpsilon()
    {
        var table = s_experiment.Table(Whole, PaperNumbers.Load());
        Assert.Equal(6, table.Rows.Count);
        Assert.All(table.Rows, r => Assert.Equal(table.Columns.Count, r.Count));
        Assert.All(table.Rows, r => Assert.Equal("", r[4]));
        var mnist = Whole with { Result = Whole.Result.DeepClone().AsObject() };
        mnist.Result["DataSet"] = "mnist";
        var rows = s_experiment.Table(mnist, PaperNumbers.Load()).Rows;
        Assert.Equal(["37.7", "37.7", "10.2", "10.2", "3.1", "3.1"], rows.Select(r => r[4]));
        Assert.All(rows, r => Assert.Equal(double.Parse(r[5], CultureInfo.InvariantCulture) - double.Parse(r[4], CultureInfo.InvariantCulture), double.Parse(r[6], CultureInfo.InvariantCulture), 0.051));
        mnist.Result["Attack"] = "likelihood-raising";
        Assert.Equal(["", "", "", "", "4.3", "4.3"], s_experiment.Table(mnist, PaperNumbers.Load()).Rows.Select(r => r[4]));
        Assert.Equal(["0.05", "0.3"], table.Rows.Take(2).Select(r => r[1]));
        Assert.Contains(table.Notes, n => n.Contains("negatives: the same images clean", StringComparison.Ordinal));
    }

    // Each score is judged by an attack that raises its own likelihood; with one for both, the own means would see the refitted one's.
    [Fact]
    public void AnAttackRaisesTheLikelihoodThatJudgesIt()
    {
        var options = s_options with { Losses = ["lgm"], Attack = "likelihood-raising" };
        var (context, raised) = (new ExperimentContext { Data = digits.Store() }, Result(Run(options)).Losses[0].Attacks);
        using var images = RecognitionImages.Load(options, context);
        using var trained = TrainedModel.Train("lgm", options, images, context);
        using var fit = images.Train.Take(options.FitImages);
        using var trial = new DetectionTrial(trained.Model, fit, images.Test, ["refitted-likelihood", "learned-likelihood"], "", context);
        foreach (var (name, outcomes) in new[] { ("refitted-likelihood", raised.Select(a => a.All)), ("learned-likelihood", raised.Select(a => a.OwnMeans!)) })
            Assert.Equal(trial.Attack("likelihood-raising", options.Epsilons, AttackTarget.RandomWrongClass(options.Seed), name).Select(a => a.Detectors[name].All.Curve().AreaUnderCurve), outcomes.Select(o => o.AreaUnderCurve));
        Assert.Contains("raises the likelihood that judges it", Result(Run(options)).Protocol);
        Assert.Contains("give one of fgsm", Assert.Throws<WorkbookException>((options with { Attack = "pgd" }).Check).Message);
    }

    [Fact]
    public void ATableIsMadeFromTheFileAlone()
    {
        Whole.Save(folder["a.json"]);
        var read = RunRecord.Load(folder["a.json"]);
        Assert.Equal(s_experiment.Table(Whole, PaperNumbers.Load()).ToMarkdown(), s_experiment.Table(read, PaperNumbers.Load()).ToMarkdown());
        Assert.Equal(RunRecord.Key(s_experiment.Name, s_options), RunRecord.Key(read.Experiment, read.Options.Deserialize<AdversarialDetectionOptions>(RunRecord.Json)!));
    }

    public void Dispose()
    {
        digits.Dispose();
        folder.Dispose();
    }
}

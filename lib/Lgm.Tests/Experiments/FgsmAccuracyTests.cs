using System.Text.Json;
using Lgm.Experiments;
using Lgm.Tests.Figures;
using Lgm.Tests.Tensors;
using Lgm.Tests.Training;
using Xunit;
using static TorchSharp.torch;

namespace Lgm.Tests.Experiments;

/// <summary>Accuracy under FGSM over real little networks, re-derived by hand.</summary>
[Collection(TorchState.Name)]
[Trait("Category", "Slow")]
public sealed class FgsmAccuracyTests : IDisposable
{
    private static readonly IExperiment s_experiment = new FgsmAccuracy();
    private readonly DigitSet digits = new(name: "mnist");
    private readonly TemporaryFolder folder = new();
    private readonly FgsmOptions options;

    public FgsmAccuracyTests() => options = new()
    {
        Models = folder.Path, Losses = ["softmax", "lgm"], Features = 4, TrainImages = DigitSet.Train, TestImages = DigitSet.Test, Epsilons = [0.02, 0.3],
        Training = new() { Epochs = 2, BatchSize = 8, LearningRate = 1e-3 },
    };

    private ExperimentContext Context => new() { Data = digits.Store() };

    private static FgsmResult Result(RunRecord record) => record.Result.Deserialize<FgsmResult>(RunRecord.Json)!;

    [Fact]
    public void AccuraciesAreThoseOfEachNetworkOnImagesMovedAlongTheSignOfTheAttackedOnesGradient()
    {
        LittleNetworks.Publish(folder.Path, ["softmax", "lgm"], 4, [1], Context);
        var result = Result(s_experiment.Run("quick", options, Context));
        Assert.Equal([("softmax", "softmax"), ("lgm", "softmax"), ("softmax", "lgm"), ("lgm", "lgm")], result.Curves.Select(c => (c.Loss, c.Source)));
        Assert.All(result.Networks, n => Assert.StartsWith("published", n.Origin));

        using var scope = NewDisposeScope();
        using var images = RecognitionImages.Load(options, Context);
        var (pixels, labels) = images.Test.Range(0, DigitSet.Test);
        var models = options.Losses.ToDictionary(l => l, l => PublishedModel.Load(Path.Combine(folder.Path, PublishedModel.FileName("mnist", l, 4, 1))).Restore(Path.Combine(folder.Path, PublishedModel.FileName("mnist", l, 4, 1)), Context));
        foreach (var curve in result.Curves)
        {
            // The margin log sum_{k != z} exp(logit_k) - logit_z: cross-entropy is saturated in these networks, its gradient 0.
            var x = pixels.clone().requires_grad_(true);
            var logits = models[curve.Source].Logits(x);
            var others = logits - nn.functional.one_hot(labels, logits.shape[1]).to(float32) * 1e30;
            (others.logsumexp(1) - logits.gather(1, labels.unsqueeze(1)).squeeze(1)).sum().backward();
            for (var i = 0; i < 2; i++)
            {
                var moved = (pixels + (x.grad! * 1e20).sign() * options.Epsilons[i]).clamp(0, 1);
                Assert.Equal(models[curve.Loss].Logits(moved).argmax(1).eq(labels).to(float64).mean().item<double>(), curve.Accuracies[i], 0.051);
            }
        }
        foreach (var model in models.Values) model.Dispose();
    }

    [Fact]
    public void TableAndFiguresComeFromTheFileAlone()
    {
        var record = s_experiment.Run("quick", options, Context);
        Assert.All(Result(record).Networks, n => Assert.Equal($"trained here, 2 epochs of {DigitSet.Train} images", n.Origin));
        record.Save(folder["a.json"]);
        var read = RunRecord.Load(folder["a.json"]);
        var table = s_experiment.Table(read, PaperNumbers.Load());
        Assert.Equal(s_experiment.Table(record, PaperNumbers.Load()).ToMarkdown(), table.ToMarkdown());
        Assert.Equal(["itself (white box)", "itself (white box)", "Softmax", "L-GM"], table.Rows.Select(r => r[1]));
        Assert.Equal(["eps 0.02", "eps 0.3"], table.Columns.Skip(3));
        Assert.Contains(table.Notes, n => n.StartsWith("Black box at the same eps", StringComparison.Ordinal));
        var figures = s_experiment.Figures(read);
        Assert.Equal(2, figures.Count);
        // From eps 0, where the accuracy is the clean one.
        Assert.All(figures[0].Json()["data"]!.AsArray(), trace => Assert.Equal(3, trace!["x"]!.AsArray().Count));
        Assert.Equal(s_experiment.Figures(record).Select(f => f.Text()), figures.Select(f => f.Text()));
        Assert.Equal(record.Result.ToJsonString(), s_experiment.Run("quick", options, Context).Result.ToJsonString());
    }

    [Fact]
    public void AnInterruptedRunGoesOnBehindTheLastNetworkWhoseAttacksWereDone()
    {
        LittleNetworks.Publish(folder.Path, ["softmax", "lgm"], 4, [1], Context);
        using var kept = new TemporaryFolder();
        RunRecord Run(CancelAfter watcher, string? checkpoints) => s_experiment.Run("quick", options, Context with { Checkpoints = checkpoints, Progress = watcher, Cancellation = watcher.Token });
        var reports = new CancelAfter();
        var whole = Run(reports, null).Result.ToJsonString();
        var stop = new CancelAfter(1 + reports.Reports.FindIndex(r => r.Task == "fgsm L-GM"));
        Assert.Throws<OperationCanceledException>(() => Run(stop, kept.Path));
        var resumed = new CancelAfter();
        Assert.Equal(whole, Run(resumed, kept.Path).Result.ToJsonString());
        Assert.DoesNotContain(resumed.Reports, r => r.Task == "fgsm Softmax");
        Assert.Contains(resumed.Reports, r => r.Task == "fgsm L-GM");
        // What other options measured is not taken.
        var other = new CancelAfter();
        s_experiment.Run("quick", options with { Epsilons = [0.02, 0.2] }, Context with { Checkpoints = kept.Path, Progress = other });
        Assert.Contains(other.Reports, r => r.Task == "fgsm Softmax");
    }

    [Fact]
    public void OneNetworkHasNoBlackBox()
    {
        var record = s_experiment.Run("quick", options with { Losses = ["softmax"] }, Context);
        Assert.Single(Result(record).Curves);
        Assert.Single(s_experiment.Figures(record));
        Assert.DoesNotContain(s_experiment.Table(record, PaperNumbers.Load()).Notes, n => n.Contains("Black box", StringComparison.Ordinal));
    }

    [Fact]
    public void OptionsAreChecked()
    {
        foreach (var wrong in new double[][] { [], [0], [0.3, 0.1], [1.1] })
            Assert.Contains("Epsilons", Assert.Throws<WorkbookException>(() => (options with { Epsilons = wrong }).Check()).Message);
        Assert.Contains("each loss once", Assert.Throws<WorkbookException>(() => (options with { Losses = ["lgm", "lgm"] }).Check()).Message);
        foreach (var preset in Presets.Names) new FgsmAccuracy().Preset(preset).Check();
    }

    public void Dispose()
    {
        digits.Dispose();
        folder.Dispose();
    }
}

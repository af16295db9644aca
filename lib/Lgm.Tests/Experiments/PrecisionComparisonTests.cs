using Lgm.Experiments;
using Lgm.Models;
using Lgm.Tests.Tensors;
using Xunit;

namespace Lgm.Tests.Experiments;

[Collection(TorchState.Name)]
public sealed class PrecisionComparisonTests
{
    private static readonly PrecisionOptions s_options = new() { DataSet = "digits", Features = 3, Losses = ["softmax"], TrainImages = 40, TestImages = 8, Seeds = 2, Training = new() { Epochs = 1, LearningRate = 1e-3 } };

    [Fact]
    public void EachTypeIsTrainedWithEverySeed()
    {
        using var digits = new DigitSet();
        var context = new ExperimentContext { Data = digits.Store(), Precision = Precision.BFloat16 };
        var loss = Assert.Single(new PrecisionComparison().Run(s_options, context).Losses);
        var single = new Recognition().Run(s_options with { Seed = 2 }, context with { Precision = Precision.Float32 });
        Assert.Equal((2, 2), (loss.Float32.Count, loss.BFloat16.Count));
        Assert.Equal(single.Losses[0].Accuracy, loss.Float32[1]);
    }

    [Fact]
    public void ADifferenceStandsBesideItsStandardError()
    {
        IExperiment experiment = new PrecisionComparison();
        var result = new PrecisionResult([new("lgm", [0.97, 0.98, 0.99], [0.975, 0.975, 0.975])]);
        var record = new RunRecord
        {
            Experiment = "precision", Preset = "quick", Options = [], Provenance = new("", "", "", "", 1, "", 0),
            Result = System.Text.Json.JsonSerializer.SerializeToNode(result, RunRecord.Json)!.AsObject(),
        };
        // The variances are 1e-4 and 0: sqrt(1e-4 / 3) = .00577.
        Assert.Equal([["L-GM", "98.00 (97.00 to 99.00)", "97.50 (97.50 to 97.50)", "-0.50", "0.58"]], experiment.Table(record, PaperNumbers.Load()).Rows);
    }

    [Fact]
    public void OneSeedHasNoSpread() => Assert.Contains("from 2", Assert.Throws<WorkbookException>((s_options with { Seeds = 1 }).Check).Message);
}

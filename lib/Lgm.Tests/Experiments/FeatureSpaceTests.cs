using Lgm.Experiments;
using Lgm.Tests.Figures;
using Lgm.Tests.Tensors;
using Lgm.Tests.Training;
using Xunit;
using static TorchSharp.torch;

namespace Lgm.Tests.Experiments;

/// <summary>Figure 1 over real little networks: published ones are taken, the others trained, and which is which is told.</summary>
[Collection(TorchState.Name)]
[Trait("Category", "Slow")]
public sealed class FeatureSpaceTests : IDisposable
{
    private readonly DigitSet digits = new(name: "mnist");
    private readonly TemporaryFolder folder = new();
    private readonly FeatureSpaceOptions options;

    public FeatureSpaceTests() => options = new()
    {
        Models = folder.Path, Losses = ["softmax", "center", "lgm"], Features = 2, TrainImages = DigitSet.Train, TestImages = DigitSet.Test, PointsPerClass = 5, GridLines = 7, Digits = 2,
        Training = new() { Epochs = 2, BatchSize = 8, LearningRate = 1e-3 },
    };

    private ExperimentContext Context => new() { Data = digits.Store() };

    private void Publish() => LittleNetworks.Publish(folder.Path, ["softmax", "lgm"], 2, [1], Context);

    [Fact]
    public void PublishedNetworksAreTakenAndTheOthersTrained()
    {
        Publish();
        var result = new FeatureSpace().Run(options, Context);
        Assert.Equal([("softmax", true), ("center", false), ("lgm", true)], result.Planes.Select(p => (p.Loss, p.Published)));
        Assert.Equal(["published, quick preset, 12 epochs", $"trained here, 2 epochs of {DigitSet.Train} images", "published, quick preset, 12 epochs"], result.Planes.Select(p => p.Network));
        Assert.Equal(PublishedModel.Load(Path.Combine(folder.Path, PublishedModel.FileName("mnist", "lgm", 2, 1))).WeightsSha256, result.Planes[2].WeightsSha256);
        Assert.Null(result.Planes[1].WeightsSha256);
        Assert.Equal([null, null, 1], result.Planes.Select(p => p.Margin));
        Assert.Equal([0, DigitSet.Classes, DigitSet.Classes], result.Planes.Select(p => p.Means?.Count ?? 0));
        Assert.Contains("not all trained alike", Record(result).Notes[0]);
        Assert.Equal(2, result.DataFingerprints.Distinct().Count());
        // The points are the first of each class, in the order of the test set.
        Assert.All(result.Planes, p => Assert.Equal((15, 15, 15), (p.Labels.Count, p.X.Count, p.Y.Count)));
        Assert.All(result.Planes, p => Assert.Equal([5, 5, 5], p.Labels.GroupBy(l => l).Select(g => g.Count())));
    }

    [Fact]
    public void TheLikelihoodIsTheNetworksOwn()
    {
        Publish();
        var result = new FeatureSpace().Run(options, Context);
        var map = result.Likelihood;
        using var scope = NewDisposeScope();
        var path = Path.Combine(folder.Path, PublishedModel.FileName("mnist", "lgm", 2, 1));
        using var model = PublishedModel.Load(path).Restore(path, Context);
        var head = (Lgm.Losses.GaussianMixture)model.Head;
        // log p(x) the slow way, at one place of the grid.
        double LogLikelihood(double x, double y) => Math.Log(head.Means.to(float64).Numbers().Chunk(2).Average(m => Math.Exp(-(Math.Pow(x - m[0], 2) + Math.Pow(y - m[1], 2)) / 2) / (2 * Math.PI)));
        Assert.Equal((7, 7), (map.X.Count, map.Y.Count));
        Assert.Equal(LogLikelihood(map.X[2], map.Y[5]), map.LogLikelihood[5][2], 0.02);
        Assert.Equal(map.Percentiles.Order(), map.Percentiles);
        Assert.Equal((int)Math.Round(result.Planes[2].Accuracy * DigitSet.Test), map.All.Images);
        Assert.InRange(map.All.BelowFirst, 0, map.All.BelowFifth);
        Assert.True(map.Digits.Count <= 2);
        Assert.All(map.Digits, d =>
        {
            Assert.NotEqual(d.Class, d.Seen);
            Assert.Equal(LogLikelihood(d.Attacked[0], d.Attacked[1]), d.AttackedLogLikelihood, 0.02);
            Assert.InRange(d.Attacked[0], map.X[0], map.X[^1]);
            Assert.InRange(d.Attacked[1], map.Y[0], map.Y[^1]);
        });
    }

    [Fact]
    public void TheSameOptionsGiveTheSameResultAndItsFiguresComeFromTheFileAlone()
    {
        IExperiment experiment = new FeatureSpace();
        var record = experiment.Run("quick", options with { Models = "" }, Context);
        Assert.All(record.Result["Planes"]!.AsArray(), p => Assert.False((bool)p!["Published"]!));
        record.Save(folder["a.json"]);
        var read = RunRecord.Load(folder["a.json"]);
        var (figures, same) = (experiment.Figures(record), experiment.Figures(read));
        Assert.Equal(2, figures.Count);
        Assert.Equal(figures.Select(f => f.Text()), same.Select(f => f.Text()));
        // Three panels of features and one of the likelihood.
        Assert.Equal(4, figures[0].Layout()["annotations"]!.AsArray().Count);
        Assert.Contains(", D 2: ", figures[0].Text());
        Assert.Contains("<br>trained here, 2 epochs\"", figures[0].Text());
        Assert.Equal(record.Result.ToJsonString(), experiment.Run("quick", options with { Models = "" }, Context).Result.ToJsonString());
        Assert.Equal(experiment.Table(record, PaperNumbers.Load()).ToMarkdown(), experiment.Table(read, PaperNumbers.Load()).ToMarkdown());
    }

    [Fact]
    public void TheTableSaysWhetherAttackedDigitsLandInTheDark()
    {
        FeatureSpaceResult With(DarkShares? successful) => new(
            [], 10, [new("lgm", false, "trained here", null, 1, 0.5, [[0, 0]], [0], [0], [0])], new("lgm", 0.3, [0, 1], [0], [[-20, -4]], [], [-9, -5], new(8, 0.1, 0.2), successful));
        Assert.Contains("of 8 attacked digits 20.0 % lie below the fifth percentile of the clean digits' log-likelihood and 10.0 % below the first", Record(With(null)).Notes[0]);
        Assert.Contains("No attack succeeded", Record(With(null)).Notes[1]);
        Assert.Contains("Of the 4 that deceive the network 60.0 % lie below the fifth", Record(With(new(4, 0.3, 0.6))).Notes[1]);
        Assert.Equal("Those percentiles are -5.00 and -9.00 nats; the map goes from -20.00 to -4.00.", Record(With(null)).Notes[2]);
        Assert.Equal([["L-GM, alpha 1", "trained here", "99.29", "50.00", "-49.29", ""]], Record(With(null)).Rows);
    }

    [Fact]
    public void APublishedNetworkOfAnotherCopyIsToldAndOneOfAnotherNameRefused()
    {
        Publish();
        string Path(string loss) => System.IO.Path.Combine(folder.Path, PublishedModel.FileName("mnist", loss, 2, 1));
        var record = PublishedModel.RecordOf(Path("softmax"));
        var text = File.ReadAllText(record);
        File.WriteAllText(record, text.Replace(PublishedModel.Load(Path("softmax")).DataFingerprints[0], "0000000000000000"));
        var origins = new FeatureSpace().Run(options, Context).Planes.ToDictionary(p => p.Loss, p => p.Network);
        Assert.EndsWith(", on another copy of mnist", origins["softmax"]);
        Assert.DoesNotContain("copy", origins["lgm"]);
        File.WriteAllText(record, text.Replace("\"Loss\": \"softmax\"", "\"Loss\": \"center\""));
        Assert.Contains("not what its name says", Assert.Throws<WorkbookException>(() => new FeatureSpace().Run(options, Context)).Message);
        File.WriteAllText(record, text);
        Assert.Contains("another network than the options ask for", Assert.Throws<WorkbookException>(() => new FeatureSpace().Run(options with { Classes = 2, TrainImages = 10, TestImages = 5 }, Context)).Message);
    }

    [Fact]
    public void OptionsAreChecked()
    {
        Assert.Contains("a plane has 2", Assert.Throws<WorkbookException>(() => (options with { Features = 3 }).Check()).Message);
        Assert.Contains("(lgm)", Assert.Throws<WorkbookException>(() => (options with { Likelihood = "softmax" }).Check()).Message);
        Assert.Contains("Epsilon", Assert.Throws<WorkbookException>(() => (options with { Epsilon = 0 }).Check()).Message);
        Assert.Contains("GridLines", Assert.Throws<WorkbookException>(() => (options with { GridLines = 1 }).Check()).Message);
        Assert.Contains("Digits", Assert.Throws<WorkbookException>(() => (options with { Digits = -1 }).Check()).Message);
        foreach (var preset in Presets.Names) new FeatureSpace().Preset(preset).Check();
    }

    private static ResultTable Record(FeatureSpaceResult result)
    {
        IExperiment experiment = new FeatureSpace();
        return experiment.Table(new RunRecord
        {
            Experiment = experiment.Name, Preset = "quick", Options = [], Provenance = new("", "", "", "", 1, "", 0),
            Result = System.Text.Json.JsonSerializer.SerializeToNode(result, RunRecord.Json)!.AsObject(),
        }, PaperNumbers.Load());
    }

    public void Dispose()
    {
        digits.Dispose();
        folder.Dispose();
    }
}

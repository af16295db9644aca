using Lgm.Experiments;
using Lgm.Figures;
using Lgm.Tests.Figures;
using Lgm.Tests.Tensors;
using Xunit;

namespace Lgm.Tests.Experiments;

/// <summary>Variances fall as far as they are let.</summary>
[Collection(TorchState.Name)]
public sealed class VarianceCollapseTests
{
    private static readonly VarianceCollapseOptions s_options = new() { Steps = 150, Every = 50, LearningRate = 0.1, Samples = 10 };
    private static readonly ExperimentContext s_context = new() { Data = new(new Lgm.Data.DataStoreOptions()) };

    [Fact]
    public void TheyCollapseWhereNothingStopsThem()
    {
        var runs = new VarianceCollapse().Run(s_options, s_context).Runs.ToDictionary(r => r.Name);
        Assert.All(runs.Values, r => Assert.Equal([0, 50, 100, 150], r.Steps));
        Assert.All(runs["v = 1, fixed"].SmallestVariance, v => Assert.Equal(1, v));
        Assert.All(runs["floor .001"].SmallestVariance, v => Assert.True(v >= 0.000999));
        var free = runs["learned, no floor"].SmallestVariance;
        Assert.True(free[^1] < 0.1 && free[^1] < free[0], $"the smallest variance went from {free[0]} to {free[^1]}");
        // Ten times slower, but the same way.
        var slow = runs["log v learns ten times slower"].SmallestVariance;
        Assert.InRange(slow[^1], free[^1] * 1.5, 0.999);
    }

    [Fact]
    public void TheSameSeedGivesTheSameRunAndAnotherAnother()
    {
        double[] Losses(long seed) => [.. new VarianceCollapse().Run(s_options with { Seed = seed, Steps = 50 }, s_context).Runs.SelectMany(r => r.Losses)];
        Assert.Equal(Losses(1), Losses(1));
        Assert.NotEqual(Losses(1), Losses(2));
    }

    [Fact]
    public void ATableAndFiguresAreMadeOfIt()
    {
        IExperiment experiment = new VarianceCollapse();
        var record = experiment.Run("quick", s_options, s_context);
        Assert.Equal(5, experiment.Table(record, PaperNumbers.Load()).Rows.Count);
        var figures = experiment.Figures(record);
        Assert.Equal([0.0, 0, 0, 0], figures[0].Trace("v = 1, fixed")["y"].Numbers());
        Assert.Equal(2, figures.Count);
        Assert.Throws<WorkbookException>(() => (s_options with { Every = 0 }).Check());
        Assert.Throws<WorkbookException>(() => (s_options with { LearningRate = double.NaN }).Check());
    }
}

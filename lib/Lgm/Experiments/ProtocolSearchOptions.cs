using Lgm.Detection;
using Lgm.Losses;

namespace Lgm.Experiments;

/// <summary>Which protocols the search tries, and on which trained networks.</summary>
public sealed record ProtocolSearchOptions : IExperimentOptions
{
    /// <summary>The folder of the trained networks (<see cref="PublishedModel.FileName"/>), from the workbook's folder.</summary>
    public string Models { get; init; } = "data/checkpoints";

    /// <summary>D of the networks tried.</summary>
    public IReadOnlyList<int> Features { get; init; } = [2, 100];

    /// <summary>The seed of the networks.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>How far an attack moves a pixel, in pixel units.</summary>
    public IReadOnlyList<double> Epsilons { get; init; } = [0.05, 0.1, 0.15, 0.2, 0.25, 0.3];

    /// <summary>Test images used: the first of the set.</summary>
    public int TestImages { get; init; } = 2_000;

    /// <summary>Training images whose features the detectors are fitted to: the first of the set.</summary>
    public int FitImages { get; init; } = 10_000;

    /// <summary>Where the weights of a loss's network with D features are.</summary>
    internal string PathOf(string loss, int features) => Path.Combine(PublishedModel.Resolve(Models), PublishedModel.FileName(DetectionProtocol.Load().DataSet, loss, features, Seed));

    IEnumerable<string> IExperimentOptions.Networks => Features.SelectMany(d => LossCatalogue.Compared, (d, loss) => PathOf(loss, d));

    /// <exception cref="WorkbookException">A value outside its range.</exception>
    public void Check()
    {
        Require(Features.Count > 0 && Features.All(d => d >= 1), nameof(Features), string.Join(",", Features), "whole numbers from 1");
        Require(Epsilons.Count > 0 && Epsilons.All(e => e is > 0 and <= 1), nameof(Epsilons), string.Join(",", Epsilons), "numbers above 0 and at most 1");
        Require(TestImages >= 1, nameof(TestImages), TestImages, "a whole number from 1");
        Require(FitImages >= 1, nameof(FitImages), FitImages, "a whole number from 1");
    }

    private static void Require(bool holds, string name, object value, string wanted)
    {
        if (!holds) throw new WorkbookException(FormattableString.Invariant($"The option {name} is \"{value}\": give {wanted}."));
    }
}

using Lgm.Attacks;
using Lgm.Detection;
using Lgm.Losses;

namespace Lgm.Experiments;

/// <summary>Which part of the detection protocol is measured, and on which trained networks.</summary>
public sealed record DetectionOptions : IExperimentOptions
{
    /// <summary>The folder of the trained networks (<see cref="PublishedModel.FileName"/>), from the workbook's folder.</summary>
    public string Models { get; init; } = "data/checkpoints";

    /// <summary>The folder of the protocol's separately trained network, which attacks are made on and nothing else, from the workbook's folder.</summary>
    public string SurrogateModels { get; init; } = "data/checkpoints-extra";

    /// <summary>D of the networks.</summary>
    public int Features { get; init; } = 100;

    /// <summary>The losses compared, by their names in the catalogue.</summary>
    public IReadOnlyList<string> Losses { get; init; } = [];

    /// <summary>The first seed of the networks.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>How many trainings of each loss, at least 1: of <see cref="Seed"/> and those that follow it.</summary>
    public int Seeds { get; init; } = 1;

    /// <summary>The attacks, by their names in the catalogue.</summary>
    public IReadOnlyList<string> Attacks { get; init; } = [];

    /// <summary>How far an attack moves a pixel, in pixel units.</summary>
    public IReadOnlyList<double> Epsilons { get; init; } = [];

    /// <summary>Whether a likelihood-raising attack also aims at each wrong class in turn, the metrics being averaged.</summary>
    public bool EveryWrongClass { get; init; }

    /// <summary>
    /// Whether attacks made on the network of each other loss of the same seed, and on the protocol's separately trained one
    /// where it is among the <see cref="SurrogateModels"/>, are shown to the networks too (black box).
    /// </summary>
    public bool Transfer { get; init; }

    /// <summary>The attacks that are so shown, by their names in the catalogue.</summary>
    public IReadOnlyList<string> TransferAttacks { get; init; } = ["fgsm", "bim"];

    /// <summary>Test images used: the first of the set.</summary>
    public int TestImages { get; init; } = 10_000;

    /// <summary>Test images used by the iterated attacks, which take ten times as long: the first of those others use, or all where there are fewer.</summary>
    public int IteratedImages { get; init; } = 10_000;

    /// <summary>Training images whose features the detectors are fitted to: the first of the set.</summary>
    public int FitImages { get; init; } = 10_000;

    /// <summary>The seeds of all trainings.</summary>
    internal IEnumerable<long> AllSeeds => Enumerable.Range(0, Seeds).Select(i => Seed + i);

    /// <summary>Where the weights of a measured network are.</summary>
    internal string PathOf(string loss, long seed) => PathIn(Models, loss, seed);

    /// <summary>Where those of the separately trained one are.</summary>
    internal string PathOf(ProtocolTransfer surrogate) => PathIn(SurrogateModels, surrogate.SurrogateLoss, surrogate.SurrogateSeed);

    IEnumerable<string> IExperimentOptions.Networks =>
        [.. Losses.SelectMany(loss => AllSeeds, PathOf), .. Transfer ? [PathOf(DetectionProtocol.Load().Transfer)] : Array.Empty<string>()];

    private string PathIn(string folder, string loss, long seed) => Path.Combine(PublishedModel.Resolve(folder), PublishedModel.FileName(DetectionProtocol.Load().DataSet, loss, Features, seed));

    /// <exception cref="WorkbookException">A value outside its range.</exception>
    public void Check()
    {
        Require(Losses.Count > 0 && Losses.All(LossCatalogue.Names.Contains) && Losses.Distinct().Count() == Losses.Count, nameof(Losses), string.Join(",", Losses), $"some, each once, of {string.Join(", ", LossCatalogue.Names)}");
        Require(Attacks.Count > 0 && Attacks.All(AttackCatalogue.Names.Contains), nameof(Attacks), string.Join(",", Attacks), $"some of {string.Join(", ", AttackCatalogue.Names)}");
        Require(TransferAttacks.All(AttackCatalogue.Names.Contains) && !(Transfer && TransferAttacks.Count == 0), nameof(TransferAttacks), string.Join(",", TransferAttacks), $"some of {string.Join(", ", AttackCatalogue.Names)}, or Transfer=false");
        Require(!Transfer || !AllSeeds.Contains(DetectionProtocol.Load().Transfer.SurrogateSeed), nameof(Seeds), Seeds, $"seeds without {DetectionProtocol.Load().Transfer.SurrogateSeed}, which is that of the separately trained network, or Transfer=false");
        Require(Epsilons.Count > 0 && Epsilons.All(e => e is > 0 and <= 1), nameof(Epsilons), string.Join(",", Epsilons), "numbers above 0 and at most 1");
        Require(Features >= 1, nameof(Features), Features, "a whole number from 1");
        Require(Seeds >= 1, nameof(Seeds), Seeds, "a whole number from 1");
        Require(TestImages >= 1, nameof(TestImages), TestImages, "a whole number from 1");
        Require(IteratedImages >= 1, nameof(IteratedImages), IteratedImages, "a whole number from 1");
        Require(FitImages >= 1, nameof(FitImages), FitImages, "a whole number from 1");
    }

    private static void Require(bool holds, string name, object value, string wanted)
    {
        if (!holds) throw new WorkbookException(FormattableString.Invariant($"The option {name} is \"{value}\": give {wanted}."));
    }
}

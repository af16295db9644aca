using Lgm.Attacks;
using Lgm.Detection;

namespace Lgm.Experiments;

/// <summary>Which networks <see cref="AdaptiveAttacks"/> attacks, how, and by which scores it tells attacked images from clean ones.</summary>
internal sealed record AdaptiveOptions : ScoringOptions
{
    public AdaptiveOptions() { }
    internal AdaptiveOptions(RecognitionOptions recipe) : base(recipe) { }

    /// <summary>The attacks, by their names in the catalogue of today's. Default: all.</summary>
    public IReadOnlyList<string> Attacks { get; init; } = [.. AdaptiveCatalogue.All.Select(a => a.Name)];

    /// <summary>The detectors that attacks deceive on purpose, one after the other; a network has those that suit its loss. Default: the common score and those that losses have learned. They judge too, whatever <see cref="ScoringOptions.Scores"/> names.</summary>
    public IReadOnlyList<string> Deceived { get; init; } = ["refitted-likelihood", "learned-likelihood", "center-distance"];

    /// <summary>The test images that are attacked: the first. Of all test images those are negatives that a network classifies rightly. Default: 50. Range: 1 and above.</summary>
    public int AttackedImages { get; init; } = 50;

    /// <summary>eps under L_inf, in pixel units. Default: .3. Range: above 0, at most 1.</summary>
    public double Epsilon { get; init; } = 0.3;

    /// <summary>eps under L_2, in pixel units. Default: 2. Range: above 0.</summary>
    public double Radius { get; init; } = 2;

    /// <summary>Steps of one walk. Default: 40. Range: 1 and above.</summary>
    public int Steps { get; init; } = 40;

    /// <summary>Walks from random points, to each target. Default: 1. Range: 1 and above.</summary>
    public int Restarts { get; init; } = 1;

    /// <summary>Queries of the attack without a gradient. Default: 1,000. Range: 1 and above.</summary>
    public int Queries { get; init; } = 1_000;

    /// <summary>Whether every attack on the networks of the first seed is made again with twice the steps and queries. Default: false.</summary>
    public bool Doubled { get; init; }

    /// <summary>The attacks that are made at other eps and with other numbers of steps too, on the networks of the first seed. Default: pgd, margin-and-likelihood.</summary>
    public IReadOnlyList<string> CurveAttacks { get; init; } = ["pgd", "margin-and-likelihood"];

    /// <summary>These eps, under L_inf. Default: none. Range: above 0, at most 1.</summary>
    public IReadOnlyList<double> CurveEpsilons { get; init; } = [];

    /// <summary>These numbers of steps. Default: none. Range: 1 and above.</summary>
    public IReadOnlyList<int> CurveSteps { get; init; } = [];

    /// <summary>Images of the binarisation test, on the networks of the first seed. Default: 0, no test. Range: 0 and above.</summary>
    public int BinarisedImages { get; init; }

    internal override IReadOnlyList<string> Judging => Scores.Count == 0 ? [] : [.. Scores.Union(Deceived)];

    internal AttackBudget Budget => new(Epsilon, Radius, Steps, Restarts, Queries, Seed: 0);

    /// <summary>The attacks to make on a network of a seed with these detectors to deceive.</summary>
    internal IEnumerable<AdaptiveJob> Jobs(long seed, IReadOnlyList<string> deceived)
    {
        IEnumerable<AdaptiveJob> Of(string name, double epsilon, int steps) => AdaptiveCatalogue.Find(name).KnowsDetector
            ? deceived.Select(d => new AdaptiveJob(name, d, epsilon, steps))
            : [new AdaptiveJob(name, "", epsilon, steps)];
        var each = Attacks.SelectMany(a => Of(a, Epsilon, Steps));
        if (seed != Seed) return each;
        var curves = CurveAttacks.SelectMany(a => CurveEpsilons.SelectMany(e => Of(a, e, Steps)).Concat(CurveSteps.SelectMany(s => Of(a, Epsilon, s))));
        return each.Concat(curves).Concat(Doubled ? Attacks.SelectMany(a => Of(a, Epsilon, 2 * Steps)) : []).Distinct();
    }

    internal override void Check()
    {
        base.Check();
        var known = AdaptiveCatalogue.All.Select(a => a.Name).ToList();
        Require(Attacks.Count > 0 && Attacks.Concat(CurveAttacks).All(known.Contains), nameof(Attacks), string.Join(",", Attacks.Concat(CurveAttacks)), $"some of {string.Join(", ", known)}");
        Require(Deceived.All(DetectorCatalogue.Names.Contains), nameof(Deceived), string.Join(",", Deceived), $"some of {string.Join(", ", DetectorCatalogue.Names)}");
        Require(Deceived.Contains(DetectionProtocol.Load().CommonScore), nameof(Deceived), string.Join(",", Deceived), $"{DetectionProtocol.Load().CommonScore} among them, which every loss has");
        RequireEpsilons([Epsilon, .. CurveEpsilons]);
        Require(Radius > 0, nameof(Radius), Radius, "a number above 0");
        foreach (var (name, value, least) in new[] { (nameof(AttackedImages), AttackedImages, 1), (nameof(Steps), Steps, 1), (nameof(Restarts), Restarts, 1), (nameof(Queries), Queries, 1), (nameof(BinarisedImages), BinarisedImages, 0) })
            Require(value >= least, name, value, $"a whole number from {least}");
        Require(CurveSteps.All(s => s >= 1), nameof(CurveSteps), string.Join(",", CurveSteps), "whole numbers from 1");
    }
}

/// <summary>One attack on one network.</summary>
/// <param name="Attack">Its name in the catalogue.</param>
/// <param name="Deceived">The detector that it deceives on purpose; empty where it knows none.</param>
/// <param name="Epsilon">Under L_inf, in pixel units; an attack under L_2 has the options' radius.</param>
/// <param name="Steps">Of one walk; the queries of an attack without a gradient are in proportion.</param>
internal sealed record AdaptiveJob(string Attack, string Deceived, double Epsilon, int Steps)
{
    /// <summary>A name for its file.</summary>
    public string Name => FormattableString.Invariant($"{Attack}{(Deceived.Length > 0 ? "-on-" : "")}{Deceived}-eps{Epsilon}-{Steps}steps");
}

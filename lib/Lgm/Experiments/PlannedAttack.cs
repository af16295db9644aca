using Lgm.Attacks;
using Lgm.Detection;

namespace Lgm.Experiments;

/// <summary>One attack of the protocol on one network.</summary>
/// <param name="Attack">Its name in the catalogue.</param>
/// <param name="TargetTitle">Which class it speaks of, in words.</param>
/// <param name="Target">The same.</param>
/// <param name="Deceived">The detector whose likelihood it raises; null where it raises none.</param>
/// <param name="Scores">The network's own detectors that it counts for.</param>
/// <param name="Transfers">Whether it is shown to other networks too.</param>
internal sealed record PlannedAttack(string Attack, string TargetTitle, AttackTarget Target, string? Deceived, IReadOnlyList<string> Scores, bool Transfers)
{
    /// <summary>All attacks on one network, in the order of the options.</summary>
    /// <param name="trial">The network, with its detectors, the common score's first.</param>
    /// <param name="classes">K.</param>
    /// <param name="options">Names the attacks.</param>
    /// <param name="protocol">Their constants.</param>
    public static IEnumerable<PlannedAttack> On(DetectionTrial trial, int classes, DetectionOptions options, DetectionProtocol protocol) =>
        from attack in options.Attacks.Union(options.Transfer ? options.TransferAttacks : [])
        from target in TargetsOf(attack, classes, options, protocol)
        from deception in Deceptions(attack, trial, protocol.CommonScore)
        select new PlannedAttack(
            attack, target.Title, target.Target, deception.Deceived, options.Attacks.Contains(attack) ? deception.Scores : [],
            options.Transfer && options.TransferAttacks.Contains(attack) && target.Title != EveryWrongClass && (deception.Deceived ?? protocol.CommonScore) == protocol.CommonScore);

    /// <summary>The title of targets that are averaged over.</summary>
    public const string EveryWrongClass = "every wrong class";

    // One wrong class for each image; where a likelihood is raised and it is asked for, then each wrong class in turn.
    private static IEnumerable<(string Title, AttackTarget Target)> TargetsOf(string attack, int classes, DetectionOptions options, DetectionProtocol protocol)
    {
        if (!AttackCatalogue.IsTargeted(attack)) return [("true class", AttackTarget.TrueClass)];
        var random = ("random wrong class", AttackTarget.RandomWrongClass(protocol.Attacks.TargetSeed));
        return options.EveryWrongClass && AttackCatalogue.RaisesLikelihood(attack) ? [random, .. AttackTarget.EveryWrongClass(classes).Select(t => (EveryWrongClass, t))] : [random];
    }

    // An attack that raises a likelihood deceives one density: the scores of that density are shown what was made for it, and
    // scores that are no likelihood what was made for the common one.
    private static IEnumerable<(string? Deceived, IReadOnlyList<string> Scores)> Deceptions(string attack, DetectionTrial trial, string common) =>
        AttackCatalogue.RaisesLikelihood(attack)
            ? trial.Detectors.GroupBy(s => trial.IsLikelihood(s) ? trial.DensityOf(s) : trial.DensityOf(common)).Select(g => ((string?)g.First(), (IReadOnlyList<string>)[.. g]))
            : [(null, [.. trial.Detectors])];
}

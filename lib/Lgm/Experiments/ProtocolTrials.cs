using Lgm.Attacks;
using Lgm.Detection;

namespace Lgm.Experiments;

/// <summary>What identifies a <see cref="DetectionCell"/>; seeds and wrong classes are averaged in it.</summary>
internal sealed record TrialCell(string Attack, string Target, string Loss, string? Source, string Score, double Epsilon, int Images);

/// <summary>What one network, at one wrong class, adds to a cell.</summary>
internal sealed record CellTrial(TrialCell Cell, double Accuracy, double Unchanged, DetectorTrial Scores);

/// <summary>Every attack on every network, white box and by transfer; what an interrupted run has measured is not measured again.</summary>
/// <param name="networks">Whom to attack.</param>
/// <param name="images">Of the protocol's data set.</param>
/// <param name="options">Which attacks.</param>
/// <param name="protocol">Their constants.</param>
/// <param name="context">Device, progress, cancellation, and where an interrupted run is kept.</param>
internal sealed class ProtocolTrials(TrialNetworks networks, RecognitionImages images, DetectionOptions options, DetectionProtocol protocol, ExperimentContext context)
{
    private readonly UnfinishedParts<SeenAttackKey, IReadOnlyList<SeenAttack>> unfinished = new(context.Checkpoints);
    private readonly SignSteps steps = new(protocol.Attacks.Iterations, protocol.Attacks.StepShare);

    /// <summary>Network by network and attack by attack, so that one attack's images are in memory at a time.</summary>
    public IEnumerable<CellTrial> Measure()
    {
        foreach (var source in networks.Surrogate is { } surrogate ? networks.Measured.Append(surrogate) : networks.Measured)
            foreach (var planned in PlannedAttack.On(source.Trial(iterated: false), images.Test.Classes, options, protocol))
            {
                var audience = Audience(source, planned).ToList();
                foreach (var (shown, seen) in audience.Zip(See(source, planned, audience)))
                    foreach (var cell in CellsOf(source, planned, shown, seen)) yield return cell;
            }
    }

    // The network itself, then others; nobody for an attack that is only shown to others, on a network that has none.
    private IEnumerable<TrialNetwork> Audience(TrialNetwork source, PlannedAttack planned) =>
        [.. source != networks.Surrogate && planned.Scores.Count > 0 ? new[] { source } : [], .. planned.Transfers ? networks.Others(source) : []];

    private IReadOnlyList<SeenAttack>[] See(TrialNetwork source, PlannedAttack planned, IReadOnlyList<TrialNetwork> audience)
    {
        var seen = audience.Select(shown => unfinished.Find(KeyOf(source, planned, shown)) is { } kept && kept.All(TrialOf(shown, planned).Fits) ? kept : null).ToArray();
        if (seen.All(s => s is not null)) return seen!;
        var made = TrialOf(source, planned).Make(planned.Attack, options.Epsilons, planned.Target, planned.Deceived, steps);
        try
        {
            for (var i = 0; i < seen.Length; i++)
                if (seen[i] is null)
                {
                    seen[i] = [.. made.Select(TrialOf(audience[i], planned).See)];
                    unfinished.Keep(KeyOf(source, planned, audience[i]), seen[i]!);
                }
        }
        finally
        {
            foreach (var one in made) one.Dispose();
        }
        return seen!;
    }

    private IEnumerable<CellTrial> CellsOf(TrialNetwork source, PlannedAttack planned, TrialNetwork shown, IReadOnlyList<SeenAttack> seen)
    {
        var trial = TrialOf(shown, planned);
        var origin = shown == source ? null : source == networks.Surrogate ? DetectionCell.Surrogate : source.Loss;
        return from attack in seen.Select(trial.Judge)
               from score in shown == source ? planned.Scores : trial.Detectors
               select new CellTrial(new TrialCell(planned.Attack, planned.TargetTitle, shown.Loss, origin, score, attack.Ball.Epsilon, trial.Images), attack.Accuracy, attack.Unchanged, attack.Detectors[score]);
    }

    private static DetectionTrial TrialOf(TrialNetwork network, PlannedAttack planned) => network.Trial(AttackCatalogue.IsIterated(planned.Attack));

    private SeenAttackKey KeyOf(TrialNetwork source, PlannedAttack planned, TrialNetwork shown) => new(
        images.Fingerprints, images.Train.Count, TrialOf(shown, planned).Images, source.Measured.WeightsSha256, shown.Measured.WeightsSha256, [.. TrialOf(shown, planned).Detectors],
        planned.Attack, planned.Target.ToString(), planned.Deceived, options.Epsilons, steps.Count, steps.Share, context.Device.ToString());
}

using Lgm.Attacks;
using Lgm.Detection;

namespace Lgm.Experiments;

/// <summary>What <see cref="AdaptiveAttacks"/> measured. Rates are shares in [0, 1], means over the seeds.</summary>
/// <param name="DataFingerprints">Of the training and test data.</param>
/// <param name="Networks">The networks attacked.</param>
/// <param name="Cells">One entry an attack, eps, number of steps, loss and score.</param>
/// <param name="Binarised">The binarisation test of each attack that it can be made with.</param>
internal sealed record AdaptiveResult(IReadOnlyList<string> DataFingerprints, IReadOnlyList<DetectionNetwork> Networks, IReadOnlyList<AdaptiveCell> Cells, IReadOnlyList<Binarised> Binarised);

/// <summary>How many of the images that a binarisation test could be made on an attack found a way through.</summary>
internal sealed record Binarised(string Attack, string Loss, int Images, int Found);

/// <summary>One cell. Positives are the misclassified versions of attacked images that were classified rightly, negatives all test images that are.</summary>
/// <param name="Attack">Its name in the catalogue, or <see cref="Worst"/> or <see cref="Noise"/>.</param>
/// <param name="Loss">The loss's name in the catalogue.</param>
/// <param name="Score">The detector's name in the catalogue, or <see cref="Grey"/>.</param>
/// <param name="Epsilon">Under L_inf; an attack under L_2 has the options' radius.</param>
/// <param name="Steps">Of one walk.</param>
/// <param name="Success">The share of attacked images that are misclassified.</param>
/// <param name="SuccessChange">What twice the steps and queries add to that; null where they were not tried.</param>
/// <param name="EqualErrorRate">EER; null where a network has no positive.</param>
/// <param name="WithNoise">EER where images under noise of the same size are negatives too; null under L_2, and at other eps and steps.</param>
/// <param name="AreaUnderCurve">AUROC.</param>
/// <param name="Detected1">The share of positives detected at a false positive rate of 1 %.</param>
/// <param name="Detected5">At 5 %.</param>
/// <param name="Through1">The share of attacked images that are misclassified and not detected at 1 %.</param>
/// <param name="Through5">At 5 %.</param>
/// <param name="ThroughChange">What twice the steps and queries add to that; null where they were not tried.</param>
/// <param name="SeedErrors">EER of each seed.</param>
/// <param name="SeedThroughs">Through5 of each seed.</param>
internal sealed record AdaptiveCell(
    string Attack, string Loss, string Score, double Epsilon, int Steps, double Success, double? SuccessChange, double? EqualErrorRate, double? WithNoise, double? AreaUnderCurve,
    double? Detected1, double? Detected5, double Through1, double Through5, double? ThroughChange, IReadOnlyList<double> SeedErrors, IReadOnlyList<double> SeedThroughs)
{
    /// <summary>All attacks under L_inf together, with the options' eps and steps.</summary>
    public const string Worst = "worst";

    /// <summary>Noise of the same size, a sign for each pixel; every image counts, misclassified or not.</summary>
    public const string Noise = "noise";

    /// <summary>The detector that sees pixels alone: the mean distance of a pixel from black and white.</summary>
    public const string Grey = "grey";

    public static IReadOnlyList<AdaptiveCell> Of(IReadOnlyList<AdaptiveTrial> trials, AdaptiveOptions options)
    {
        bool HasBudget(AdaptiveJob job) => (job.Epsilon, job.Steps) == (options.Epsilon, options.Steps);
        bool IsInBall(AdaptiveJob job) => job.Attack != Noise && HasBudget(job) && AdaptiveCatalogue.Find(job.Attack).Norm == Norm.Max;
        bool IsShown(AdaptiveJob job) => job.Steps == options.Steps || (options.CurveAttacks.Contains(job.Attack) && options.CurveSteps.Contains(job.Steps));
        var noise = trials.Where(t => t.Job.Attack == Noise).ToDictionary(t => (t.Loss, t.Seed));
        // Every attack, whichever detectors it deceived; the worst has all of them.
        var rows = trials.Where(t => IsInBall(t.Job)).Select(t => (Name: Worst, Trial: t)).Concat(trials.Where(t => IsShown(t.Job)).Select(t => (Name: t.Job.Attack, Trial: t)))
            .GroupBy(row => (row.Name, row.Trial.Loss, row.Trial.Job.Epsilon, row.Trial.Job.Steps), row => row.Trial);
        return [.. from row in rows
                   let own = row.ToList()
                   let twice = options.Doubled && HasBudget(own[0].Job) ? trials.Where(t => (t.Job.Attack, t.Loss, t.Job.Epsilon, t.Job.Steps) == (row.Key.Name, row.Key.Loss, options.Epsilon, 2 * options.Steps)).ToList() : []
                   from score in Enumerable.Range(0, own[0].Scores.Count)
                   let cell = Measured(row.Key.Name, own, score, IsInBall(own[0].Job) ? noise : null)
                   select twice.Count == 0 ? cell : Changed(cell, Measured(row.Key.Name, [.. own.Where(t => twice.Any(other => other.Seed == t.Seed))], score), Measured(row.Key.Name, twice, score))];
    }

    private static AdaptiveCell Changed(AdaptiveCell cell, AdaptiveCell once, AdaptiveCell twice) =>
        cell with { SuccessChange = twice.Success - once.Success, ThroughChange = twice.Through5 - once.Through5 };

    private static AdaptiveCell Measured(string name, IReadOnlyList<AdaptiveTrial> trials, int score, IReadOnlyDictionary<(string Loss, long Seed), AdaptiveTrial>? noise = null)
    {
        var (loss, job, shown) = (trials[0].Loss, trials[0].Job, trials[0].Scores[score]);
        var seeds = trials.GroupBy(t => t.Seed).Select(own => (own.Key, Clean: own.First().Clean[score], Scores: name == Noise ? [.. own.First().Outcome.Scores[score].Select(s => (double?)s)] : Lowest([.. own], score))).ToList();
        double[] success = [.. seeds.Select(s => s.Scores.Count(x => x is not null) / (double)s.Scores.Length)];
        // Null where a network has no positive: nothing then comes through, and the means over the seeds that need a curve are not known.
        RocCurve? Curve(double[] clean, double?[] scores) => scores.OfType<double>().ToArray() is { Length: > 0 } positives ? RocCurve.Of(clean, positives) : null;
        var curves = seeds.Select(s => Curve(s.Clean, s.Scores)).ToList();
        double? Mean(Func<RocCurve, double> of) => curves.Contains(null) ? null : curves.Average(c => of(c!));
        double[] Through(double rate) => [.. curves.Zip(success, (c, s) => c is null ? 0 : s * (1 - c.TruePositiveRateAt(rate)))];
        return new(
            name, loss, shown, job.Epsilon, job.Steps, success.Average(), null, Mean(c => c.EqualErrorRate), noise is null || curves.Contains(null) ? null : seeds.Average(s => Curve([.. s.Clean, .. noise[(loss, s.Key)].Outcome.Scores[score]], s.Scores)!.EqualErrorRate),
            Mean(c => c.AreaUnderCurve), Mean(c => c.TruePositiveRateAt(0.01)), Mean(c => c.TruePositiveRateAt(0.05)), Through(0.01).Average(), Through(0.05).Average(), null, curves.Contains(null) ? [] : [.. curves.Select(c => c!.EqualErrorRate)], Through(0.05));
    }

    // Of each image the lowest score of a misclassified version; null where there is none.
    private static double?[] Lowest(IReadOnlyList<AdaptiveTrial> trials, int score) =>
        [.. Enumerable.Range(0, trials[0].Outcome.Wrong.Count).Select(i => trials.Where(t => t.Outcome.Wrong[i]).Min(t => (double?)t.Outcome.Scores[score][i]))];
}

/// <summary>What an attack made of the attacked images that a network classifies rightly (noise: of all test images that it does): whether each is now misclassified, and its scores, a row a detector.</summary>
internal sealed record AdaptiveOutcome(IReadOnlyList<bool> Wrong, IReadOnlyList<double[]> Scores);

/// <summary>One attack on one network, with the scores of the clean images.</summary>
internal sealed record AdaptiveTrial(string Loss, long Seed, AdaptiveJob Job, IReadOnlyList<string> Scores, IReadOnlyList<double[]> Clean, AdaptiveOutcome Outcome);

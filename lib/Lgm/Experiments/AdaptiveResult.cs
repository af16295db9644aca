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

/// <summary>One cell. Positives are the misclassified versions of images that were classified rightly, negatives these images.</summary>
/// <param name="Attack">Its name in the catalogue, or <see cref="Worst"/> or <see cref="Noise"/>.</param>
/// <param name="Loss">The loss's name in the catalogue.</param>
/// <param name="Score">The detector's name in the catalogue, or <see cref="Grey"/>.</param>
/// <param name="Epsilon">Under L_inf; an attack under L_2 has the options' radius.</param>
/// <param name="Steps">Of one walk.</param>
/// <param name="Success">The share of images that are misclassified.</param>
/// <param name="Change">What twice the steps and queries add to that; null where they were not tried.</param>
/// <param name="EqualErrorRate">EER; null where a network has no positive.</param>
/// <param name="WithNoise">EER where images under noise of the same size are negatives too.</param>
/// <param name="AreaUnderCurve">AUROC.</param>
/// <param name="Detected1">The share of positives detected at a false positive rate of 1 %.</param>
/// <param name="Detected5">At 5 %.</param>
/// <param name="Through1">The share of images that are misclassified and not detected at 1 %.</param>
/// <param name="Through5">At 5 %.</param>
/// <param name="SeedErrors">EER of each seed.</param>
internal sealed record AdaptiveCell(
    string Attack, string Loss, string Score, double Epsilon, int Steps, double Success, double? Change, double? EqualErrorRate, double? WithNoise, double? AreaUnderCurve,
    double? Detected1, double? Detected5, double Through1, double Through5, IReadOnlyList<double> SeedErrors)
{
    /// <summary>All attacks under L_inf together, with the options' eps and steps.</summary>
    public const string Worst = "worst";

    /// <summary>Noise of the same size, a sign for each pixel; every image counts, misclassified or not.</summary>
    public const string Noise = "noise";

    /// <summary>The detector that sees pixels alone: the mean distance of a pixel from black and white.</summary>
    public const string Grey = "grey";

    public static IReadOnlyList<AdaptiveCell> Of(IReadOnlyList<AdaptiveTrial> trials, AdaptiveOptions options)
    {
        var noise = trials.Where(t => t.Job.Attack == Noise).ToDictionary(t => (t.Loss, t.Seed));
        bool Counts(AdaptiveTrial t) => t.Job.Attack != Noise && t.Job.Epsilon == options.Epsilon && t.Job.Steps == options.Steps && AdaptiveCatalogue.Find(t.Job.Attack).Norm == Norm.Max;
        bool Shown(AdaptiveJob job) => job.Steps == options.Steps || (options.CurveAttacks.Contains(job.Attack) && options.CurveSteps.Contains(job.Steps));
        // Every attack, whichever detectors it deceived, by the scores that are deceived on purpose; the worst of all by every score.
        var rows = trials.Where(Counts).Select(t => (t, (t.Loss, Worst, options.Epsilon, options.Steps))).Concat(trials.Where(t => Shown(t.Job)).Select(t => (t, (t.Loss, t.Job.Attack, t.Job.Epsilon, t.Job.Steps)))).GroupBy(row => row.Item2, row => row.t);
        return [.. rows.SelectMany(row => row.First().Scores.Index().Where(score => row.Key.Item2 == Worst || score.Item == Grey || options.Deceived.Contains(score.Item)).Select(score =>
        {
            var (loss, attack, epsilon, steps) = row.Key;
            var seeds = row.GroupBy(t => t.Seed).ToList();
            var changes = from ofSeed in seeds
                          let twice = trials.Where(t => (t.Loss, t.Seed, t.Job.Attack, t.Job.Epsilon, t.Job.Steps) == (loss, ofSeed.Key, attack, epsilon, 2 * options.Steps)).ToList()
                          where options.Doubled && steps == options.Steps && twice.Count > 0
                          select Misclassified(Lowest(twice, score.Index)) - Misclassified(Lowest([.. ofSeed], score.Index));
            return Of(attack, loss, score.Item, epsilon, steps, changes.Any() ? changes.Average() : null, [.. seeds.Select(ofSeed => (ofSeed.First().Clean[score.Index], noise[(loss, ofSeed.Key)].Outcome.Scores[score.Index],
                attack == Noise ? [.. ofSeed.First().Outcome.Scores[score.Index].Select(s => (double?)s)] : Lowest([.. ofSeed], score.Index)))]);
        }))];
    }

    // Of each image the lowest score of a misclassified version; null where there is none.
    private static double?[] Lowest(IReadOnlyList<AdaptiveTrial> trials, int score) =>
        [.. Enumerable.Range(0, trials[0].Outcome.Wrong.Count).Select(i => trials.Where(t => t.Outcome.Wrong[i]).Min(t => (double?)t.Outcome.Scores[score][i]))];

    private static double Misclassified(double?[] lowest) => lowest.Count(l => l is not null) / (double)lowest.Length;

    private static AdaptiveCell Of(string attack, string loss, string score, double epsilon, int steps, double? change, IReadOnlyList<(double[] Clean, double[] Noise, double?[] Lowest)> seeds)
    {
        var success = seeds.Select(s => Misclassified(s.Lowest)).ToList();
        if (success.Any(s => s == 0)) return new(attack, loss, score, epsilon, steps, success.Average(), change, null, null, null, null, null, 0, 0, []);
        var curves = seeds.Select(s => RocCurve.Of(s.Clean, [.. s.Lowest.OfType<double>()])).ToList();
        double Detected(double rate) => curves.Average(c => c.TruePositiveRateAt(rate));
        double Through(double rate) => curves.Zip(success, (c, s) => s * (1 - c.TruePositiveRateAt(rate))).Average();
        return new(
            attack, loss, score, epsilon, steps, success.Average(), change, curves.Average(c => c.EqualErrorRate), seeds.Average(s => RocCurve.Of([.. s.Clean, .. s.Noise], [.. s.Lowest.OfType<double>()]).EqualErrorRate),
            curves.Average(c => c.AreaUnderCurve), Detected(0.01), Detected(0.05), Through(0.01), Through(0.05), [.. curves.Select(c => c.EqualErrorRate)]);
    }
}

/// <summary>What an attack made of the images that a network classifies rightly: whether each is now misclassified, and its scores, a row a detector.</summary>
internal sealed record AdaptiveOutcome(IReadOnlyList<bool> Wrong, IReadOnlyList<double[]> Scores);

/// <summary>One attack on one network, with the scores of the clean images.</summary>
internal sealed record AdaptiveTrial(string Loss, long Seed, AdaptiveJob Job, IReadOnlyList<string> Scores, IReadOnlyList<double[]> Clean, AdaptiveOutcome Outcome);

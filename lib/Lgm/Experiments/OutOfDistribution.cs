using Lgm.Data;
using Lgm.Detection;
using Lgm.Losses;

namespace Lgm.Experiments;

/// <summary>Which networks <see cref="OutOfDistribution"/> shows what, and by which scores.</summary>
internal sealed record OutOfDistributionOptions : ScoringOptions
{
    public OutOfDistributionOptions() { }
    internal OutOfDistributionOptions(RecognitionOptions recipe) : base(recipe) { }

    /// <summary>The outside sets; one that is not on this machine is left out, and the table says so. Default: those of the networks' data set.</summary>
    public IReadOnlyList<string> Outside { get; init; } = [];

    /// <summary>Images of each, as far as there are so many. Default: 2,000. Range: 1 and above.</summary>
    public int OutsideImages { get; init; } = 2_000;

    internal override void Check()
    {
        base.Check();
        Require(Outside.Count > 0 && Outside.All(Data.OutsideImages.Names.Contains), nameof(Outside), string.Join(",", Outside), $"some of {string.Join(", ", Data.OutsideImages.Names)}");
        Require(OutsideImages >= 1, nameof(OutsideImages), OutsideImages, "a whole number from 1");
    }
}

/// <summary>What <see cref="OutOfDistribution"/> measured.</summary>
/// <param name="DataFingerprints">Of the networks' training and test data.</param>
/// <param name="Cells">One entry a loss, outside set and score.</param>
/// <param name="Missing">The outside sets that are not on this machine.</param>
internal sealed record OutOfDistributionResult(IReadOnlyList<string> DataFingerprints, IReadOnlyList<OutOfDistributionCell> Cells, IReadOnlyList<string> Missing);

/// <summary>How well outside images, the positives, are told from a network's test images: shares in [0, 1], means over seeds.</summary>
/// <param name="Loss">The loss's name in the catalogue.</param>
/// <param name="Outside">The set.</param>
/// <param name="Score">The detector's name in the catalogue.</param>
/// <param name="Images">Of the outside set.</param>
/// <param name="AreaUnderCurve">AUROC.</param>
/// <param name="PrecisionOut">AUPR, outside images being the positives.</param>
/// <param name="PrecisionIn">AUPR, the network's own being the positives, by the score turned round.</param>
/// <param name="FalsePositiveRateAt95">OpenOOD's FPR95: outside images are positive; the false positive rate at the first threshold that finds 95 % of them.</param>
/// <param name="SeedAreas">AUROC of each seed.</param>
internal sealed record OutOfDistributionCell(
    string Loss, string Outside, string Score, int Images, double AreaUnderCurve, double PrecisionOut, double PrecisionIn, double FalsePositiveRateAt95, IReadOnlyList<double> SeedAreas)
{
    /// <summary>Of the scores of clean and outside images, a pair a seed.</summary>
    public static OutOfDistributionCell Of(string loss, string outside, string score, IReadOnlyList<(double[] Own, double[] Outside)> seeds)
    {
        var metrics = seeds.Select(s => RocCurve.Of(s.Own, s.Outside).Metrics).ToList();
        static double[] Turned(double[] scores) => [.. scores.Select(s => -s)];
        return new(
            loss, outside, score, seeds[0].Outside.Length, metrics.Average(m => m.AreaUnderCurve), metrics.Average(m => m.AveragePrecision),
            seeds.Average(s => RocCurve.Of(Turned(s.Outside), Turned(s.Own)).Metrics.AveragePrecision), metrics.Average(m => m.FalsePositiveRateAt95), [.. metrics.Select(m => m.AreaUnderCurve)]);
    }
}

/// <summary>Do the scores that find attacked images find images of something else? Stored networks are shown sets that they were not trained for.</summary>
internal sealed class OutOfDistribution : Experiment<OutOfDistributionOptions, OutOfDistributionResult>
{
    public override string Name => "out-of-distribution";
    public override string Title => "Images of something else told from a network's own test images";

    public override OutOfDistributionOptions Preset(string name, string? dataSet = null, int? features = null)
    {
        var recipe = Recipes.Of(name, dataSet, features);
        var options = new OutOfDistributionOptions(recipe)
        {
            Networks = ["data/checkpoints", "data/checkpoints-extra"], FitImages = Math.Min(recipe.TrainImages, 10_000),
            Outside = recipe.DataSet is "cifar-10" or "cifar-100" ? ["mnist", "cifar-100", "textures", "noise", "inverted", "constant"] : ["notmnist", "fashion-mnist", "omniglot", "textures", "noise", "inverted", "constant"],
        };
        return name == "quick" ? options with { TestImages = 500, OutsideImages = 200, FitImages = 2_000 } : options with { Seeds = recipe.DataSet == "mnist" ? 3 : 1 };
    }

    public override OutOfDistributionResult Run(OutOfDistributionOptions options, Context context)
    {
        using var images = context.Images(options.Reading);
        using var fit = images.Train.Take(options.FitImages);
        var outside = new OutsideImages(context.Data, images.Test, options.OutsideImages, options.Seed);
        var sets = options.Outside.Select(name => (Name: name, Pixels: outside.Of(name))).ToList();
        var seen = new List<(string Loss, Dictionary<string, Dictionary<string, double[]>> Scores)>();
        try
        {
            foreach (var (loss, seed) in options.Needs)
                seen.Add((loss, context.Kept(FormattableString.Invariant($"{loss}-seed{seed}"), () =>
                {
                    using var network = new AttackedNetwork(loss, seed, options, images, fit, context);
                    // The network's own images count whether they are classified rightly or not.
                    using var own = images.Test.Images;
                    var all = sets.Where(s => s.Pixels is not null).Select(s => (s.Name, s.Pixels)).Append((Own, own)).ToList();
                    return all.ToDictionary(s => s.Item1, s => network.Scores.Zip(network.Judge(s.Item2!).Scores).ToDictionary(p => p.First, p => p.Second));
                })));
        }
        finally
        {
            foreach (var (_, pixels) in sets) pixels?.Dispose();
        }
        var cells = from network in seen.GroupBy(n => n.Loss)
                    from set in sets where set.Pixels is not null
                    from score in network.First().Scores[Own].Keys
                    select OutOfDistributionCell.Of(network.Key, set.Name, score, [.. network.Select(n => (n.Scores[Own][score], n.Scores[set.Name][score]))]);
        return new OutOfDistributionResult(images.Fingerprints, [.. cells], [.. sets.Where(s => s.Pixels is null).Select(s => s.Name)]);
    }

    private const string Own = "own";

    protected override ResultTable Table(OutOfDistributionOptions options, OutOfDistributionResult result)
    {
        string[] sets = [.. result.Cells.Select(c => c.Outside).Distinct()];
        return new ResultTable(
            $"Images of something else told from test images of {options.DataSet}: AUROC in %, and means over the sets",
            ["loss", "score", .. sets, "AUROC", "AUPR out", "AUPR in", "FPR95"],
            [.. result.Cells.GroupBy(c => (c.Loss, c.Score)).Select(row => (IReadOnlyList<Cell>)[
                LossCatalogue.Title(row.Key.Loss), DetectorCatalogue.Title(row.Key.Score), .. row.Select(c => Cell.Mean([.. c.SeedAreas.Select(a => a * 100)], "0.0")),
                Cell.Percent(row.Average(c => c.AreaUnderCurve)), Cell.Percent(row.Average(c => c.PrecisionOut)), Cell.Percent(row.Average(c => c.PrecisionIn)), Cell.Percent(row.Average(c => c.FalsePositiveRateAt95))])],
            [
                $"{options.TestImages} test images and, of each set, up to {options.OutsideImages} images ({string.Join(", ", result.Cells.DistinctBy(c => c.Outside).Select(c => $"{c.Outside} {c.Images}").Concat(result.Missing.Select(m => $"{m} not on this machine")))}); detectors fitted to {options.FitImages} training images{(options.Seeds > 1 ? "; means over seeds, in brackets the smallest and the largest" : "")}.",
                "Outside images are the positives; FPR95 as OpenOOD has it, at the first threshold that finds 95 % of them; AUPR out counts them as positives, AUPR in the network's own.",
            ]);
    }

    protected override IReadOnlyList<string> Summary(OutOfDistributionOptions options, OutOfDistributionResult result)
    {
        var means = result.Cells.GroupBy(c => (c.Loss, c.Score)).ToDictionary(g => g.Key, g => g.Average(c => c.AreaUnderCurve));
        string Of(string loss, string score) => means.TryGetValue((loss, score), out var mean) ? $"{DetectorCatalogue.Title(score)} {Cell.Percent(mean)}" : "";
        return
        [
            .. from loss in options.Losses
                let best = means.Where(m => m.Key.Loss == loss).OrderByDescending(m => m.Value).First().Key.Score
                select $"{LossCatalogue.Title(loss)}, mean AUROC over the sets in %: best {Of(loss, best)}; {string.Join(", ", new[] { "learned-likelihood", "learned-mixture", DetectionProtocol.Load().CommonScore, "energy" }.Select(score => Of(loss, score)).Where(s => s.Length > 0))}.",
        ];
    }
}

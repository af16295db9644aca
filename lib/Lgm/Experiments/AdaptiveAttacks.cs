using Lgm.Attacks;
using Lgm.Data;
using Lgm.Detection;
using Lgm.Losses;

namespace Lgm.Experiments;

/// <summary>
/// Does detection survive somebody who knows the detector? Stored networks are attacked by today's means, and an image counts as detected only
/// if it is after every one of them: of each image the lowest score counts that a misclassified version of it has got.
/// </summary>
internal sealed class AdaptiveAttacks : Experiment<AdaptiveOptions, AdaptiveResult>
{
    // Robust accuracy on MNIST at eps .3, the best in the list of the authors of AutoAttack (github.com/fra31/auto-attack).
    private const double BestKnown = 96.34;

    private static string Common => DetectionProtocol.Load().CommonScore;

    public override string Name => "adaptive";
    public override string Title => "What somebody who knows the detector leaves of detection";

    public override AdaptiveOptions Preset(string name, string? dataSet = null, int? features = null)
    {
        var recipe = Recipes.Of(name, dataSet, features);
        var digits = recipe.DataSet is "mnist" or "fashion-mnist";
        var options = new AdaptiveOptions(recipe) { Networks = ["data/checkpoints", "data/checkpoints-extra"], FitImages = Math.Min(recipe.TrainImages, 10_000), Epsilon = digits ? 0.3 : 8 / 255.0, Radius = digits ? 2 : 0.5 };
        return name == "quick"
            ? options with { TestImages = 200, AttackedImages = 20, FitImages = 2_000, Steps = 10, Queries = 50 }
            : digits
            ? options with { TestImages = 2_000, AttackedImages = 50, Steps = 60, Seeds = 3, Doubled = true, CurveEpsilons = [0.1, 0.2], CurveSteps = [10, 20, 30, 120], BinarisedImages = 20 }
            : options with { TestImages = 2_000, AttackedImages = 30, Steps = 40, CurveEpsilons = [2 / 255.0, 4 / 255.0], BinarisedImages = 10 };
    }

    public override AdaptiveResult Run(AdaptiveOptions options, Context context)
    {
        using var images = context.Images(options.Reading);
        using var fit = images.Train.Take(options.FitImages);
        var (networks, trials, binarised) = (new List<DetectionNetwork>(), new List<AdaptiveTrial>(), new List<Binarised>());
        foreach (var (loss, seed) in options.Needs)
        {
            using var network = new AttackedNetwork(loss, seed, options, images, fit, context);
            networks.Add(network.Record);
            trials.AddRange(Attack(network, images.Test, options, context));
            if (seed == options.Seed) binarised.AddRange(context.Kept(FormattableString.Invariant($"{loss}-seed{seed}-binarised"), () => Binarise(network, images.Test, options)));
        }
        return new AdaptiveResult(images.Fingerprints, networks, AdaptiveCell.Of(trials, options), binarised);
    }

    // Every attack on one network; each is kept as it ends, so that an interrupted run goes on with the next.
    private static IEnumerable<AdaptiveTrial> Attack(AttackedNetwork network, ImageSet test, AdaptiveOptions options, Context context)
    {
        using var scope = NewDisposeScope();
        (Tensor Pixels, Tensor Labels) At(IEnumerable<int> places) => test.Batch(tensor(places.Select(p => (long)p).ToArray()).to(test.Labels.device));
        var (unharmed, right) = At(network.Right);
        var (pixels, labels) = At(network.Right.Where(p => p < options.AttackedImages));
        if (labels.shape[0] == 0) throw new WorkbookException($"{network.Title} classifies none of the first {options.AttackedImages} test images rightly, so that there is nothing to attack: take more of them with AttackedImages.");
        AdaptiveOutcome Outcome(Tensor attacked, Tensor classes)
        {
            using var inner = NewDisposeScope();
            var truth = classes.cpu().data<long>().ToArray();
            var (predicted, scores) = network.Judge(attacked);
            return new AdaptiveOutcome([.. predicted.Zip(truth, (p, z) => p != z)], [.. scores, Grey(attacked)]);
        }
        AdaptiveOutcome Made(AdaptiveJob job)
        {
            using var inner = NewDisposeScope();
            using var attacked = Make(network, job, options).Perturb(network.Model, pixels, labels, $"{job.Attack}, {job.Steps} steps, {network.Title}");
            return Outcome(attacked, labels);
        }
        AdaptiveOutcome Noise()
        {
            using var stream = new Generator((ulong)options.Seed);
            return Outcome(network.Model.Pixels.Clip(unharmed + (rand(unharmed.shape, float32, generator: stream) - 0.5).sign().to(unharmed.device) * options.Epsilon), right);
        }
        string[] scores = [.. network.Scores, AdaptiveCell.Grey];
        double[][] clean = [.. network.Normal, Grey(unharmed)];
        AdaptiveTrial Trial(AdaptiveJob job, AdaptiveOutcome outcome) => new(network.Loss, network.Seed, job, scores, clean, outcome);
        var file = FormattableString.Invariant($"{network.Loss}-seed{network.Seed}-");
        return
        [
            Trial(new AdaptiveJob(AdaptiveCell.Noise, "", options.Epsilon, options.Steps), Noise()),
            .. options.Jobs(network.Seed, [.. options.Deceived.Intersect(network.Scores)]).Select(job => Trial(job, context.Kept(file + job.Name, () => Made(job)))),
        ];
    }

    private static Attack Make(AttackedNetwork network, AdaptiveJob job, AdaptiveOptions options)
    {
        var common = network.Detectors.Single(d => d.Name == Common);
        var detector = network.Detectors.FirstOrDefault(d => d.Name == job.Deceived) ?? common;
        return AdaptiveCatalogue.Find(job.Attack).Create(
            options.Budget with { Epsilon = job.Epsilon, Steps = job.Steps, Queries = Math.Max(1, options.Queries * job.Steps / options.Steps) }, new Defence(detector, detector.Density ?? common.Density!, network.Seen));
    }

    private static Binarised[] Binarise(AttackedNetwork network, ImageSet test, AdaptiveOptions options)
    {
        if (options.BinarisedImages == 0) return [];
        using var scope = NewDisposeScope();
        int[] places = [.. network.Right.Take(options.BinarisedImages)];
        var (pixels, _) = test.Batch(tensor(places.Select(p => (long)p).ToArray()).to(test.Labels.device));
        return [.. options.Attacks.Select(AdaptiveCatalogue.Find).Where(a => !a.KnowsDetector && !a.Name.Contains("dlr")).Select(a =>
        {
            var (tested, found) = Binarisation.Of(network.Model, pixels, a.Create(options.Budget, null!), options.Seed, $"binarisation test of {a.Name}, {network.Title}");
            return new Binarised(a.Name, network.Loss, tested, found);
        })];
    }

    // How grey the pixels are on average, from 0 (all black or white): what a detector finds that never asks the network.
    private static double[] Grey(Tensor pixels)
    {
        using var scope = NewDisposeScope();
        return pixels.minimum(1 - pixels).flatten(1).mean([1]).to(float64).cpu().data<double>().ToArray();
    }

    protected override ResultTable Table(AdaptiveOptions options, AdaptiveResult result)
    {
        var primary = result.Cells.Where(c => c.Epsilon == options.Epsilon && c.Steps == options.Steps).ToList();
        var rows = primary.Where(c => c.Attack == AdaptiveCell.Worst).Concat(primary.Where(c => c.Attack != AdaptiveCell.Worst && (options.Deceived.Contains(c.Score) || c.Score == AdaptiveCell.Grey)));
        return new ResultTable(
            FormattableString.Invariant($"Attacked {(options.DataSet == "mnist" ? "digits" : $"images of {options.DataSet}")} told from clean ones by detectors that the attacker knows, in %: eps {Short(options.Epsilon)}, under L2 {Short(options.Radius)}"),
            ["attack", "loss", "score", "success", .. options.Doubled ? new[] { "twice the steps" } : [], "EER", "EER, noise among the clean", "AUROC", "detected at FPR 1", "detected at FPR 5", "through at FPR 5", .. options.Doubled ? new[] { "twice the steps" } : []],
            [.. rows.Select(c => (IReadOnlyList<Cell>)[
                TitleOf(c.Attack), LossCatalogue.Title(c.Loss), Score(c.Score), c.Attack == AdaptiveCell.Noise ? Cell.Of(null) : Cell.Percent(c.Success), .. options.Doubled ? new[] { Cell.Percent(c.SuccessChange, "+0.0;-0.0;0.0") } : [],
                Cell.Of(c.EqualErrorRate * 100, "0.0", seeds: [.. c.SeedErrors.Select(e => e * 100)]), Cell.Percent(c.WithNoise), Cell.Percent(c.AreaUnderCurve), Cell.Percent(c.Detected1), Cell.Percent(c.Detected5),
                c.Attack == AdaptiveCell.Noise ? Cell.Of(null) : Cell.Percent(c.Through5), .. options.Doubled ? new[] { Cell.Percent(c.ThroughChange, "+0.0;-0.0;0.0") } : []])],
            [
                $"The first {options.AttackedImages} test images are attacked, with {options.Steps} steps or {options.Queries} queries (Carlini-Wagner: {AdaptiveCatalogue.Searches} searches of so many), {options.Restarts} walk{(options.Restarts > 1 ? "s" : "")} to each target; negatives are the first {options.TestImages}, of both the ones that a network classifies rightly, and detectors are fitted to {options.FitImages} training images.",
                "An attack counts where the image is misclassified; \"through\" is misclassified and not detected; the worst row has the lowest score of each image over all attacks under L_inf, of which those that know a detector aimed at "
                    + $"{string.Join(", ", options.Deceived.Where(d => result.Cells.Any(c => c.Score == d)).Select(DetectorCatalogue.Title))}{(result.Networks.Select(n => n.Seed).Distinct().Count() > 1 ? "; means over seeds, in brackets the smallest and the largest" : "")}{(options.Doubled ? $"; twice the steps: seed {options.Seed} alone" : "")}.",
            ]);
    }

    /// <summary>One row for the table of the paper's numbers: L-GM's equal error rate where of each image the worst attack counts.</summary>
    public static ResultTable Headline(AdaptiveOptions options, AdaptiveResult result) => new(
        "Equal error rates in %, smaller is better", ["loss", "paper", "ours"],
        [.. result.Cells.Where(c => (c.Attack, c.Loss, c.Score) == (AdaptiveCell.Worst, "lgm", Common)).Select(c => (IReadOnlyList<Cell>)[
            $"{LossCatalogue.Title(c.Loss)}, the worst of {options.Attacks.Count(a => AdaptiveCatalogue.Find(a).Norm == Norm.Max)} attacks on each of {options.AttackedImages} images", Cell.Remark("not known"), Cell.Of(c.EqualErrorRate * 100, "0.0", seeds: [.. c.SeedErrors.Select(e => e * 100)])])], []);

    /// <summary>What comes through at several eps and with several numbers of steps, of the first seed.</summary>
    public static ResultTable Curves(AdaptiveOptions options, AdaptiveResult result)
    {
        var points = result.Cells.Where(c => options.CurveAttacks.Contains(c.Attack) && options.Deceived.Contains(c.Score)).OrderBy(c => c.Attack).ThenBy(c => c.Loss).ThenBy(c => c.Score).ThenBy(c => c.Epsilon).ThenBy(c => c.Steps);
        return new ResultTable(
            $"Misclassified and not detected at a false positive rate of 5 %, in % of the images (seed {options.Seed})", ["attack", "loss", "score", "eps", "steps", "through"],
            [.. points.Select(c => (IReadOnlyList<Cell>)[TitleOf(c.Attack), LossCatalogue.Title(c.Loss), Score(c.Score), Cell.Of(c.Epsilon, "0.###"), Cell.Of(c.Steps, "0"), Cell.Percent(c.SeedThroughs[0])])], []);
    }

    // What is left of the scores that were aimed at: no other can be trusted to hold.
    protected override IReadOnlyList<string> Summary(AdaptiveOptions options, AdaptiveResult result) =>
    [
        .. from worst in result.Cells.Where(c => c.Attack == AdaptiveCell.Worst && options.Deceived.Contains(c.Score)).GroupBy(c => c.Loss)
            select $"{LossCatalogue.Title(worst.Key)}, the worst attack on each image: {Percent(worst.First().Success)} % are misclassified; {string.Join("; ", worst.Select(c => $"EER by {Score(c.Score)} {Cell.Of(c.EqualErrorRate * 100, "0.0", seeds: [.. c.SeedErrors.Select(e => e * 100)])} %, {Percent(c.Through5)} % come through at FPR 5 %"))}.",
        .. Implied(options, result), .. Unsteady(options, result), .. Tests(result),
    ];

    // Tramer (2022): whoever detects robustly at eps could classify robustly at eps / 2.
    private static IEnumerable<string> Implied(AdaptiveOptions options, AdaptiveResult result)
    {
        if (result.Cells.Where(c => c.Attack == AdaptiveCell.Worst && options.Deceived.Contains(c.Score)).MinBy(c => c.Through5) is not { } best) yield break;
        var clean = result.Networks.Where(n => n.Loss == best.Loss).Average(n => n.CleanAccuracy);
        var robust = clean * Math.Max(0, 1 - best.Through5 - 0.05);
        yield return string.Create(CultureInfo.InvariantCulture, $"Were the best of these detectors ({LossCatalogue.Title(best.Loss)}, {Score(best.Score)}) as good against every attack, {(robust > 0 ? $"a classifier with {Percent(robust)} % robust accuracy at eps {Short(options.Epsilon / 2)} would follow" : "no robust classifier would follow")}{(options.DataSet == "mnist" ? $"; the best known at eps .3 has {BestKnown} %" : "")}.");
    }

    // Twice the steps change a result by less than a point, or this says so.
    private static IEnumerable<string> Unsteady(AdaptiveOptions options, AdaptiveResult result)
    {
        var changes = result.Cells.Where(c => options.Deceived.Contains(c.Score) && c.SuccessChange is not null).ToLookup(c => Math.Max(Math.Abs(c.SuccessChange!.Value), Math.Abs(c.ThroughChange ?? 0)) >= 0.01, c => TitleOf(c.Attack));
        if (changes[true].Any()) yield return $"Twice the steps change, under some loss, what is deceived or comes through by a point or more; {(changes[false].Except(changes[true]).ToList() is { Count: > 0 } steady ? $"not so: {string.Join("; ", steady)}" : "so it is with every attack")}.";
    }

    private static IEnumerable<string> Tests(AdaptiveResult result)
    {
        if (result.Binarised.Count > 0) yield return $"Binarisation test of the first seed's networks, images found of those that could be tested: {string.Join("; ", result.Binarised.GroupBy(b => b.Attack).Select(g => $"{TitleOf(g.Key)} {g.Sum(b => b.Found)} of {g.Sum(b => b.Images)}"))}. It does not apply to DLR, which needs three classes, nor to attacks that know a detector.";
    }

    private static string Score(string name) => name == AdaptiveCell.Grey ? "pixels alone" : DetectorCatalogue.Title(name);
    private static string TitleOf(string attack) => attack switch { AdaptiveCell.Worst => "worst of all", AdaptiveCell.Noise => "noise (control)", _ => AdaptiveCatalogue.Find(attack).Title };
    private static string Short(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
    private static string Percent(double? share) => (share * 100)?.ToString("0.0", CultureInfo.InvariantCulture) ?? "(none)";
}

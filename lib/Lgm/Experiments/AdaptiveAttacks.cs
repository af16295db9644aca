using Lgm.Attacks;
using Lgm.Data;
using Lgm.Detection;
using TorchSharp;
using static TorchSharp.torch;

namespace Lgm.Experiments;

/// <summary>
/// Does detection survive somebody who knows the detector? Stored networks are attacked by today's means, and an image counts as detected only
/// if it is after every one of them: of each image the lowest score counts that a misclassified version of it has got.
/// </summary>
internal sealed class AdaptiveAttacks : Experiment<AdaptiveOptions, AdaptiveResult>
{
    public override string Name => "adaptive";
    public override string Title => "What somebody who knows the detector leaves of detection";

    /// <inheritdoc/>
    public override AdaptiveOptions Preset(string name, string? dataSet = null, int? features = null)
    {
        var recipe = Recipes.Of(name, dataSet, features);
        var digits = recipe.DataSet is "mnist" or "fashion-mnist";
        var options = new AdaptiveOptions(recipe) { Networks = ["data/checkpoints", "data/checkpoints-extra"], FitImages = Math.Min(recipe.TrainImages, 10_000), Epsilon = digits ? 0.3 : 8 / 255.0, Radius = digits ? 2 : 0.5 };
        return name == "quick"
            ? options with { TestImages = 20, FitImages = 2_000, Steps = 10, Queries = 50 }
            : options with { TestImages = 100, Seeds = digits ? 3 : 1, Doubled = true, CurveEpsilons = digits ? [0.05, 0.1, 0.2] : [2 / 255.0, 4 / 255.0], BinarisedImages = 20 };
    }

    /// <inheritdoc/>
    public override AdaptiveResult Run(AdaptiveOptions options, Context context)
    {
        using var images = context.Images(options.Reading);
        using var fit = images.Train.Take(options.FitImages);
        var (networks, trials, binarised) = (new List<DetectionNetwork>(), new List<AdaptiveTrial>(), new List<Binarised>());
        foreach (var (loss, seed) in options.Needs)
        {
            var trained = Network.Of(loss, options with { Seed = seed }, images, context);
            var suited = DetectorCatalogue.NamesFor(trained.Model.Head);
            using var network = new AttackedNetwork(trained, seed, options.Scores.Count == 0 ? suited : suited.Intersect(options.Scores.Union(options.Deceived)), fit, images.Test);
            networks.Add(network.Record);
            trials.AddRange(Attack(network, images.Test, options, context));
            binarised.AddRange(context.Kept(FormattableString.Invariant($"{loss}-seed{seed}-binarised"), () => Binarise(network, images.Test, options)));
        }
        return new AdaptiveResult(images.Fingerprints, networks, AdaptiveCell.Of(trials, options), [.. binarised.GroupBy(b => (b.Attack, b.Loss)).Select(g => new Binarised(g.Key.Attack, g.Key.Loss, g.Sum(b => b.Images), g.Sum(b => b.Found)))]);
    }

    // Every attack on one network; each is kept as it ends, so that an interrupted run goes on with the next.
    private static IEnumerable<AdaptiveTrial> Attack(AttackedNetwork network, ImageSet test, AdaptiveOptions options, Context context)
    {
        using var scope = NewDisposeScope();
        var (pixels, labels) = test.Batch(tensor(network.Right.Select(p => (long)p).ToArray()).to(test.Labels.device));
        var truth = labels.cpu().data<long>().ToArray();
        AdaptiveOutcome Outcome(Tensor attacked)
        {
            using var inner = NewDisposeScope();
            var (predicted, scores) = network.Judge(attacked);
            return new AdaptiveOutcome([.. predicted.Zip(truth, (p, z) => p != z)], [.. scores, Grey(attacked)]);
        }
        AdaptiveOutcome Made(AdaptiveJob job)
        {
            using var inner = NewDisposeScope();
            using var attacked = Make(network, job, options).Perturb(network.Model, pixels, labels, $"{job.Attack}{(job.Times > 1 ? ", twice the steps" : "")}, {network.Title}");
            return Outcome(attacked);
        }
        AdaptiveOutcome Noise()
        {
            using var stream = new Generator((ulong)options.Seed);
            return Outcome(network.Model.Pixels.Clip(pixels + (rand(pixels.shape, float32, generator: stream) - 0.5).sign().to(pixels.device) * options.Epsilon));
        }
        string[] scores = [.. network.Scores, AdaptiveCell.Grey];
        double[][] clean = [.. network.Normal, Grey(pixels)];
        AdaptiveTrial Trial(AdaptiveJob job, AdaptiveOutcome outcome) => new(network.Loss, network.Seed, job, scores, clean, outcome);
        var file = FormattableString.Invariant($"{network.Loss}-seed{network.Seed}-");
        return
        [
            Trial(new AdaptiveJob(AdaptiveCell.Noise, "", options.Epsilon, 1), Noise()),
            .. options.Jobs(network.Seed, [.. options.Deceived.Intersect(network.Scores)]).Select(job => Trial(job, context.Kept(file + job.Name, () => Made(job)))),
        ];
    }

    private static Attack Make(AttackedNetwork network, AdaptiveJob job, AdaptiveOptions options)
    {
        var common = network.Detectors.Single(d => d.Name == DetectionProtocol.Load().CommonScore);
        var detector = network.Detectors.FirstOrDefault(d => d.Name == job.Deceived) ?? common;
        return AdaptiveCatalogue.Find(job.Attack).Create(
            options.Budget with { Epsilon = job.Epsilon, Steps = options.Steps * job.Times, Queries = options.Queries * job.Times }, new Defence(detector, detector.Density ?? common.Density!, network.Seen));
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

    /// <inheritdoc/>
    protected override ResultTable Table(AdaptiveOptions options, AdaptiveResult result, PaperNumbers paper) => new AdaptiveReport(options, result).Table();

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Summary(AdaptiveOptions options, AdaptiveResult result, PaperNumbers paper) => new AdaptiveReport(options, result).Summary();
}

/// <summary>What an attack made of the images that a network classifies rightly: whether each is now misclassified, and its scores, a row a detector.</summary>
internal sealed record AdaptiveOutcome(IReadOnlyList<bool> Wrong, IReadOnlyList<double[]> Scores);

/// <summary>One attack on one network, with the scores of the clean images.</summary>
internal sealed record AdaptiveTrial(string Loss, long Seed, AdaptiveJob Job, IReadOnlyList<string> Scores, IReadOnlyList<double[]> Clean, AdaptiveOutcome Outcome);

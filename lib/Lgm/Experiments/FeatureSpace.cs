using Lgm.Attacks;
using Lgm.Data;
using Lgm.Figures;
using Lgm.Losses;
using Lgm.Models;

namespace Lgm.Experiments;

/// <summary>Which two-dimensional networks <see cref="FeatureSpace"/> draws.</summary>
internal sealed record FeatureSpaceOptions : RecognitionOptions
{
    public FeatureSpaceOptions() { }
    internal FeatureSpaceOptions(RecognitionOptions recipe) : base(recipe) { }

    /// <summary>The loss whose learned likelihood is drawn, one of <see cref="RecognitionOptions.Losses"/> that learns one. Default: lgm.</summary>
    public string Likelihood { get; init; } = "lgm";

    /// <summary>How far FGSM moves a pixel, in pixel units. Default: .3. Range: above 0, at most 1.</summary>
    public double Epsilon { get; init; } = 0.3;

    internal override void Check()
    {
        base.Check();
        if (Features != 2) throw new WorkbookException($"The option Features is {Features}: a plane has 2.");
        Require(Losses.Where(LearnsOne).Contains(Likelihood), nameof(Likelihood), Likelihood, $"one of the losses that learns one ({string.Join(", ", Losses.Where(LearnsOne))})");
        RequireEpsilons([Epsilon]);
    }

    private static bool LearnsOne(string loss)
    {
        using var head = LossCatalogue.Create(loss, 2, 2);
        return head is IFeatureDensity;
    }
}

/// <summary>What <see cref="FeatureSpace"/> measured. Rates are shares in [0, 1], features are rounded to three decimals.</summary>
/// <param name="DataFingerprints">Of the training and test data.</param>
/// <param name="Likelihood">The learned likelihood and what FGSM does in it.</param>
public sealed record FeatureSpaceResult(IReadOnlyList<string> DataFingerprints, LikelihoodSurvey Likelihood)
{
    /// <summary>One entry a loss.</summary>
    [JsonInclude]
    internal IReadOnlyList<PlaneNetwork> Planes { get; init; } = [];
}

/// <summary>One network's features.</summary>
/// <param name="Loss">Its name in the catalogue.</param>
/// <param name="Stored">Whether the network lay trained in a folder; else it was trained in this run.</param>
/// <param name="Network">How it was trained, in words.</param>
/// <param name="WeightsSha256">Of those weights; null where it was trained in this run.</param>
/// <param name="Margin">alpha at the end of its training; null for losses without that margin.</param>
/// <param name="Accuracy">On the test images.</param>
/// <param name="Means">The learned mean or centre of each class, <c>[K][2]</c>; null where the loss learns none.</param>
/// <param name="Labels">Classes <c>[N]</c> of the images kept for drawing.</param>
/// <param name="X">Their first features <c>[N]</c>.</param>
/// <param name="Y">Their second features <c>[N]</c>.</param>
/// <param name="EpochAccuracies">On the test images after each epoch of its training; null where the last alone was recorded.</param>
internal sealed record PlaneNetwork(
    string Loss, bool Stored, string Network, string? WeightsSha256, double? Margin, double Accuracy,
    IReadOnlyList<IReadOnlyList<double>>? Means, IReadOnlyList<int> Labels, IReadOnlyList<double> X, IReadOnlyList<double> Y,
    IReadOnlyList<double>? EpochAccuracies = null);

/// <summary>A learned log-likelihood over the plane, and attacked digits in it.</summary>
/// <param name="Loss">Whose.</param>
/// <param name="Epsilon">How far FGSM moved a pixel.</param>
/// <param name="X">Grid lines <c>[W]</c>.</param>
/// <param name="Y">Grid lines <c>[H]</c>.</param>
/// <param name="LogLikelihood">log p(x) in nats, <c>[H][W]</c>.</param>
/// <param name="Percentiles">The first and the fifth percentile of log p(x) over the clean, correctly classified test images.</param>
/// <param name="All">The attacked versions of all of those.</param>
/// <param name="Successful">Those of them that are now misclassified; null where there are none.</param>
public sealed record LikelihoodSurvey(
    string Loss, double Epsilon, IReadOnlyList<double> X, IReadOnlyList<double> Y, IReadOnlyList<IReadOnlyList<double>> LogLikelihood,
    IReadOnlyList<double> Percentiles, DarkShares All, DarkShares? Successful)
{
    /// <summary>A few attacked digits.</summary>
    [JsonInclude]
    internal IReadOnlyList<AttackedDigit> Digits { get; init; } = [];
}

/// <summary>One digit of the test set, before and after the attack.</summary>
/// <param name="Image">Its place in the test set, from 0.</param>
/// <param name="Class">Its true class, which the network saw in the clean one.</param>
/// <param name="Seen">The class that the network sees after the attack.</param>
/// <param name="Clean">Features <c>[2]</c> before.</param>
/// <param name="Attacked">Features <c>[2]</c> after.</param>
/// <param name="CleanLogLikelihood">log p(x) before, in nats.</param>
/// <param name="AttackedLogLikelihood">After.</param>
internal sealed record AttackedDigit(int Image, int Class, int Seen, IReadOnlyList<double> Clean, IReadOnlyList<double> Attacked, double CleanLogLikelihood, double AttackedLogLikelihood);

/// <summary>How many attacked digits landed where hardly a clean one lies.</summary>
/// <param name="Images">How many there are.</param>
/// <param name="BelowFirst">The share below the first percentile of clean ones.</param>
/// <param name="BelowFifth">The share below the fifth.</param>
public sealed record DarkShares(int Images, double BelowFirst, double BelowFifth);

/// <summary>
/// The paper's figure 1: the test digits in the plane of two features under each loss, and the likelihood that L-GM has
/// learned over it, with digits attacked by FGSM.
/// </summary>
internal sealed class FeatureSpace : Experiment<FeatureSpaceOptions, FeatureSpaceResult>
{
    // What is kept for drawing: so many images of each class, attacked digits.
    private const int PointsPerClass = 150, Digits = 6;

    public override string Name => "feature-space";
    public override string Title => "MNIST digits in the plane of two features under each loss";

    public override FeatureSpaceOptions Preset(string name, string? dataSet = null, int? features = null) =>
        new(Recipes.Of(name, dataSet, features: 2)) { EachEpoch = true, Losses = ["softmax", "center", "l-softmax", "gm", "lgm"], Networks = ["data/checkpoints"] };

    public override FeatureSpaceResult Run(FeatureSpaceOptions options, Context context)
    {
        using var images = context.Images(options);
        var planes = new List<PlaneNetwork>();
        LikelihoodSurvey? likelihood = null;
        foreach (var loss in options.Losses)
        {
            using var scope = NewDisposeScope();
            using var network = Network.Of(loss, options, images, context);
            var clean = network.Model.Evaluate(images.Test, $"test {LossCatalogue.Title(loss)}");
            planes.Add(Plane(network, clean, Classes(images.Test.Labels)));
            if (loss == options.Likelihood) likelihood = Survey(network.Model, planes[^1], clean, images.Test, options);
        }
        return new FeatureSpaceResult(images.Fingerprints, likelihood!) { Planes = planes };
    }

    private static PlaneNetwork Plane(TrainedNetwork network, Evaluation clean, long[] classes)
    {
        var (all, seen) = (Coordinates(clean.Features), Classes(clean.Predicted));
        int[] kept = [.. Enumerable.Range(0, classes.Length).GroupBy(i => classes[i]).SelectMany(ofClass => ofClass.Take(PointsPerClass)).Order()];
        var means = network.Model.Head switch { GaussianMixture mixture => Coordinates(mixture.Means), CenterLoss center => Coordinates(center.Centers), _ => null };
        return new PlaneNetwork(
            network.Loss, network.Record is not null, network.Origin, network.Record?.WeightsSha256, (network.Model.Head as GaussianMixture)?.Options.Margin.To, classes.Index().Count(c => seen[c.Index] == c.Item) / (double)classes.Length,
            means, [.. kept.Select(i => (int)classes[i])], [.. kept.Select(i => all[i][0])], [.. kept.Select(i => all[i][1])], network.History.Accuracies is { Count: > 0 } each ? each : null);
    }

    // A learned log-likelihood over the plane, and where FGSM takes the test digits in it.
    private static LikelihoodSurvey Survey(BoundedClassifier model, PlaneNetwork plane, Evaluation clean, ImageSet test, FeatureSpaceOptions options)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var density = (IFeatureDensity)model.Head;
        var (pixels, labels) = test.Range(0, test.Count);
        var after = model.Evaluate(new Fgsm(options.Epsilon).Perturb(model, pixels, labels, $"attack {LossCatalogue.Title(plane.Loss)}"));
        var (cleanScores, attackedScores) = (Numbers(density.LogLikelihood(clean.Features)), Numbers(density.LogLikelihood(after.Features)));
        var (truth, before, seen) = (Classes(labels), Classes(clean.Predicted), Classes(after.Predicted));

        int[] correct = [.. Enumerable.Range(0, truth.Length).Where(i => before[i] == truth[i])];
        if (correct.Length == 0) throw new WorkbookException($"{LossCatalogue.Title(plane.Loss)} classifies none of the {test.Count} test images rightly, so that there is nothing to attack: train it for longer or with a lower learning rate.");
        int[] fooled = [.. correct.Where(i => seen[i] != truth[i])];
        double[] sorted = [.. correct.Select(i => cleanScores[i]).Order()];
        double[] percentiles = [sorted[(int)(0.01 * (sorted.Length - 1))], sorted[(int)(0.05 * (sorted.Length - 1))]];
        DarkShares Dark(int[] images) => new(images.Length, images.Average(i => attackedScores[i] < percentiles[0] ? 1.0 : 0), images.Average(i => attackedScores[i] < percentiles[1] ? 1.0 : 0));

        var (from, to) = (Coordinates(clean.Features), Coordinates(after.Features));
        AttackedDigit[] digits = [.. fooled.DistinctBy(i => truth[i]).Take(Digits).Select(i =>
            new AttackedDigit(i, (int)truth[i], (int)seen[i], from[i], to[i], Math.Round(cleanScores[i], 3), Math.Round(attackedScores[i], 3)))];
        // As far as something is drawn.
        double[] drawn = [.. plane.X.Zip(plane.Y).Concat(digits.Select(d => (First: d.Attacked[0], Second: d.Attacked[1]))).SelectMany(p => new[] { p.First, p.Second })];
        var map = LikelihoodMap.Of(density, tensor(drawn).reshape(-1, 2).to(clean.Features.dtype).to(clean.Features.device));
        return new LikelihoodSurvey(plane.Loss, options.Epsilon, map.X, map.Y, [.. map.LogLikelihood.Select(row => row.Select(v => Math.Round(v, 2)).ToArray())], percentiles, Dark(correct), fooled.Length == 0 ? null : Dark(fooled)) { Digits = digits };
    }

    // Features [N, 2], rounded to three decimals.
    private static double[][] Coordinates(Tensor features) => [.. Numbers(features.detach()).Select(v => Math.Round(v, 3)).Chunk(2)];

    private static double[] Numbers(Tensor scores) => scores.to(float64).cpu().data<double>().ToArray();

    private static long[] Classes(Tensor labels) => labels.cpu().data<long>().ToArray();

    protected override ResultTable Table(FeatureSpaceOptions options, FeatureSpaceResult result) => new(
        $"Two features: accuracy on {options.TestImages} test digits in %",
        ["loss", "network", "authors' code", "ours, last epoch", "difference", "ours, best epoch"],
        [.. result.Planes.Select(p => (IReadOnlyList<Cell>)[
            PanelTitle(p), Cell.Remark(p.Network), .. Accuracies.Cells("mnist", p.Loss, 2, [p.Accuracy]), Accuracies.BestEpoch(p.EpochAccuracies)])],
        [Accuracies.Note("mnist")]);

    protected override IReadOnlyList<string> Summary(FeatureSpaceOptions options, FeatureSpaceResult result)
    {
        var map = result.Likelihood;
        var (attacked, which) = map.Successful is { } successful ? (successful, "that deceive the network") : (map.All, "of which none deceives it");
        return
        [
            .. result.Planes.Select(p => p.Network).Distinct().Count() == 1 ? Array.Empty<string>() : ["The networks were not all trained alike: compare the shapes, not the accuracies."],
            string.Create(CultureInfo.InvariantCulture, $"{LossCatalogue.Title(map.Loss)}, FGSM with eps {map.Epsilon:0.##}: of {attacked.Images} attacked digits {which}, {Cell.Percent(attacked.BelowFifth)} % lie below the fifth percentile of the clean digits' log-likelihood and {Cell.Percent(attacked.BelowFirst)} % below the first."),
        ];
    }

    internal static string PanelTitle(PlaneNetwork plane) => LossCatalogue.Title(plane.Loss) + (plane.Margin is { } alpha ? string.Create(CultureInfo.InvariantCulture, $", alpha {alpha:0.##}") : "");
}

using System.Globalization;
using Lgm.Figures;
using Lgm.Losses;
using Lgm.Models;
using Plotly.NET;
using TorchSharp;
using Figure = Lgm.Figures.Figure;
using static TorchSharp.torch;

namespace Lgm.Experiments;

/// <summary>
/// The paper's figure 1: the test digits in the plane of two features under each loss, and the likelihood that L-GM has
/// learned over it, with digits attacked by FGSM.
/// </summary>
public sealed class FeatureSpace : Experiment<FeatureSpaceOptions, FeatureSpaceResult>
{
    public override string Name => "feature-space";
    public override string Title => "MNIST digits in the plane of two features under each loss";

    /// <inheritdoc/>
    public override FeatureSpaceOptions Preset(string name) => new(RecognitionRecipes.Of(name, features: 2)) { EachEpoch = true, Losses = ["softmax", "center", "l-softmax", "gm", "lgm"] };

    /// <inheritdoc/>
    public override FeatureSpaceResult Run(FeatureSpaceOptions options, ExperimentContext context)
    {
        options.Check();
        using var images = RecognitionImages.Load(options, context);
        var planes = new List<FeaturePlane>();
        LikelihoodPlane? likelihood = null;
        foreach (var loss in options.Losses)
        {
            using var scope = NewDisposeScope();
            using var found = FoundNetwork.Of(loss, options.Models, options, images, context);
            var clean = Evaluation.Of(found.Model, images.Test, $"test {LossCatalogue.Title(loss)}", context);
            planes.Add(Plane(loss, found, clean, images.Test.Labels, options.PointsPerClass));
            if (loss == options.Likelihood) likelihood = LikelihoodSurvey.Of(found.Model, planes[^1], clean, images.Test, options, context);
        }
        return new FeatureSpaceResult(images.Fingerprints, options.TestImages, planes, likelihood!);
    }

    private static FeaturePlane Plane(string loss, FoundNetwork found, Evaluation clean, Tensor labels, int pointsPerClass)
    {
        var (all, classes) = (Coordinates(clean.Features), labels.cpu().data<long>().ToArray());
        int[] kept = [.. Enumerable.Range(0, classes.Length).GroupBy(i => classes[i]).SelectMany(ofClass => ofClass.Take(pointsPerClass)).Order()];
        var head = found.Model.Head;
        var means = head is GaussianMixture mixture ? Coordinates(mixture.Means) : head is CenterLoss center ? Coordinates(center.Centers) : null;
        return new FeaturePlane(
            loss, found.Published is not null, found.Origin, found.Published?.WeightsSha256, (head as GaussianMixture)?.Options.Margin.To, clean.Accuracy(labels),
            means, [.. kept.Select(i => (int)classes[i])], [.. kept.Select(i => all[i][0])], [.. kept.Select(i => all[i][1])], found.EpochAccuracies);
    }

    /// <summary>Features <c>[N, 2]</c>, rounded to three decimals.</summary>
    internal static double[][] Coordinates(Tensor features) => [.. features.detach().to(float64).cpu().data<double>().ToArray().Select(v => Math.Round(v, 3)).Chunk(2)];

    /// <inheritdoc/>
    protected override ResultTable Table(FeatureSpaceResult result, PaperNumbers paper) => new(
        $"Two features: accuracy on {result.TestImages} test digits in %",
        ["loss", "network", "paper", "ours, last epoch", "difference", "ours, best epoch"],
        [.. result.Planes.Select(p => (IReadOnlyList<string>)[
            PanelTitle(p), p.Network, .. AccuracyBesidePaper.Cells(AccuracyBesidePaper.Published(paper, "mnist", p.Loss, features: 2), [p.Accuracy]), AccuracyBesidePaper.BestEpoch(p.EpochAccuracies)])],
        [.. Summary(result, paper), AccuracyBesidePaper.Reason(paper, "mnist", null, result.Planes.Where(p => p.Published).Select(_ => ("cpu", 2))), "Of one training the spread over seeds is not known.", AccuracyBesidePaper.AboutBestEpoch]);

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Summary(FeatureSpaceResult result, PaperNumbers paper)
    {
        var map = result.Likelihood;
        var whose = $"{LossCatalogue.Title(map.Loss)}, FGSM with eps {map.Epsilon.ToString("0.##", CultureInfo.InvariantCulture)}";
        string Dark(DarkShares shares) => $"{Percent(shares.BelowFifth, "0.0")} % lie below the fifth percentile of the clean digits' log-likelihood and {Percent(shares.BelowFirst, "0.0")} % below the first";
        string[] mixed = result.Planes.Select(p => p.Network).Distinct().Count() == 1 ? [] : ["The networks were not all trained alike: compare the shapes, not the accuracies."];
        return
        [
            .. mixed,
            $"{whose}: of {map.All.Images} attacked digits {Dark(map.All)}.",
            map.Successful is not { } successful ? "No attack succeeded."
                : $"Of the {successful.Images} that deceive the network {Dark(successful)}.",
            $"Those percentiles are {Nats(map.Percentiles[1])} and {Nats(map.Percentiles[0])} nats; the map goes from {Nats(map.LogLikelihood.Min(line => line.Min()))} to {Nats(map.LogLikelihood.Max(line => line.Max()))}.",
        ];
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<GenericChart> Figures(FeatureSpaceResult result)
    {
        var map = result.Likelihood;
        var plane = result.Planes.First(p => p.Loss == map.Loss);
        using var scope = NewDisposeScope();
        static Tensor? Points(IReadOnlyList<IReadOnlyList<double>>? places) => places is { Count: > 0 } ? tensor(places.SelectMany(p => p).ToArray(), [places.Count, 2]) : null;
        FeaturePanel Panel(FeaturePlane p, string name) => new(name, stack([tensor(p.X.ToArray()), tensor(p.Y.ToArray())], 1), tensor(p.Labels.Select(l => (long)l).ToArray()))
        {
            Means = Points(p.Means),
        };
        var likelihood = Panel(plane, $"<b>{LossCatalogue.Title(map.Loss)}: learned log-likelihood</b><br>red: under FGSM, eps {map.Epsilon.ToString("0.##", CultureInfo.InvariantCulture)}") with
        {
            Likelihood = new LikelihoodMap(map.X, map.Y, map.LogLikelihood),
            Attacked = Points([.. map.Digits.Select(d => d.Attacked)]),
            AttackedFrom = Points([.. map.Digits.Select(d => d.Clean)]),
        };
        return
        [
            Figure.FeaturePanels($"MNIST test digits in two features ({result.TestImages} digits)",
                [.. result.Planes.Select(p => Panel(p, $"<b>{PanelTitle(p)}, D 2: {Percent(p.Accuracy, "0.0")} %</b><br>{p.Network.Split(" of ")[0]}")), likelihood]),
            Figure.FeaturePanels("Where attacked digits land", likelihood),
        ];
    }

    private static string PanelTitle(FeaturePlane plane) =>
        LossCatalogue.Title(plane.Loss) + (plane.Margin is { } alpha ? $", alpha {alpha.ToString("0.##", CultureInfo.InvariantCulture)}" : "");

    private static string Nats(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);
    private static string Percent(double share, string format) => (share * 100).ToString(format, CultureInfo.InvariantCulture);
}

using System.Globalization;
using Lgm.Attacks;
using Lgm.Detection;
using Lgm.Figures;
using Lgm.Losses;
using Plotly.NET;
using static TorchSharp.torch;
using Figure = Lgm.Figures.Figure;

namespace Lgm.Cli;

/// <summary>The figures of results.</summary>
internal static class ResultFigures
{
    private const string Interval = "equal error rate, with its 95 % interval";

    /// <summary>The figures of a run; none where its training diverged.</summary>
    public static IReadOnlyList<GenericChart> Of(RunRecord run) => (run.Options, run.Result) switch
    {
        (RecognitionOptions o, RecognitionResult r) => Epochs($"{o.DataSet}: accuracy after each epoch", o.HeldOut > 0 ? "held-out" : "test", r.Losses.Select(l => (LossCatalogue.Title(l.Loss), l.EpochAccuracies))),
        (StoredNetworksOptions o, NetworksResult r) => Epochs($"{o.DataSet}: accuracy after each epoch of the trainings", "test", r.Networks.Select(n => (FormattableString.Invariant($"{LossCatalogue.Title(n.Loss)}, D {n.Features}, seed {n.Seed}"), n.EpochAccuracies))),
        (DetectionOptions o, DetectionResult r) => Detected(o, r),
        (FeatureSpaceOptions o, FeatureSpaceResult r) => Planes(o, r),
        (FacesOptions o, FacesResult r) => [Figure.Roc($"Pairs of {o.DataSet.ToUpperInvariant()}", "two people taken for one", "one person recognised", [.. r.Losses.Select(l => new RocLine(LossCatalogue.Title(l.Loss), ScoreSample.FalsePositiveRates, l.Curve, l.EqualErrorRate))])],
        (AdaptiveOptions o, AdaptiveResult r) =>
        [
            .. o.CurveEpsilons.Count > 0 ? [Through(o, r, "eps, in pixel units", c => c.Steps == o.Steps, c => c.Epsilon)] : Array.Empty<GenericChart>(),
            .. o.CurveSteps.Count > 0 ? [Through(o, r, "steps", c => c.Epsilon == o.Epsilon, c => c.Steps)] : Array.Empty<GenericChart>(),
        ],
        _ => [],
    };

    private static GenericChart[] Epochs(string title, string measured, IEnumerable<(string Name, IReadOnlyList<double>? Accuracies)> trainings)
    {
        (string, IReadOnlyList<double>)[] curves = [.. trainings.Where(t => t.Accuracies is { Count: > 1 }).Select(t => (t.Name, t.Accuracies!.Select(a => a * 100).ToArray()))];
        return curves.Length == 0 ? [] : [Figure.Curves(title, "epoch", $"{measured} accuracy in %", curves)];
    }

    private static GenericChart[] Detected(DetectionOptions options, DetectionResult result)
    {
        if (result.Samples.Count == 0) return [];
        var (report, primary) = (new DetectionTables(options, result), options.Primary);
        var what = string.Create(CultureInfo.InvariantCulture, $"successful {AttackCatalogue.Find(primary.Attack).Title} attacks, eps {primary.Epsilon}");
        var score = DetectorCatalogue.Title(primary.Score);
        // Of several seeds, curves and histograms are of the first; rates are means.
        var one = options.Seeds > 1 ? FormattableString.Invariant($" (seed {options.Seed})") : "";
        // A percentile interval need not hold the number itself; a bar's does.
        static Bar Bar(string name, Estimate rate, double? reported) => new(name, rate.Value, Math.Min(rate.Low ?? rate.Value, rate.Value), Math.Max(rate.High ?? rate.Value, rate.Value), reported);
        var bars = result.Samples.Select(s => (s.Loss, Rate: report.Primary(s.Loss)?.Successful?.EqualErrorRate)).Where(b => b.Rate is not null).Select(b => Bar(LossCatalogue.Title(b.Loss), b.Rate!, report.PrimaryOfPaper(b.Loss) / 100));
        Bar[] others = [.. report.Transferred.Where(c => c.Successful is not null).Select(c => Bar($"{LossCatalogue.Title(c.Loss)}, made on {report.MadeOn(c.Source)}", c.Successful!.EqualErrorRate, null))];
        return
        [
            Figure.Bars($"Images under {what}, told from clean ones by {score}", Interval, [.. bars]),
            Figure.Roc($"Images under {what}, found by {score}{one}", [.. result.Samples.Select(s => new RocLine(LossCatalogue.Title(s.Loss), ScoreSample.FalsePositiveRates, s.Curve, s.EqualErrorRate))]),
            .. others.Length == 0 ? Array.Empty<GenericChart>() : [Figure.Bars($"Images under {what}, made on other networks (black box), told from clean ones by {score}", Interval, others)],
            .. result.Samples.Where(s => s.Clean.Count > 0).Select(s => Figure.Scores($"{LossCatalogue.Title(s.Loss)}{one}: {score} of clean images and under {what}", ("clean", s.Clean), ("attacked", s.Attacked))),
        ];
    }

    private static GenericChart Through(AdaptiveOptions options, AdaptiveResult result, string over, Func<AdaptiveCell, bool> counts, Func<AdaptiveCell, double> at)
    {
        var common = DetectionProtocol.Load().CommonScore;
        var curves = from c in result.Cells.Where(c => c.Score == common && options.CurveAttacks.Contains(c.Attack) && counts(c))
                     group c by (c.Attack, c.Loss) into curve
                     let points = curve.OrderBy(at).ToList()
                     select ($"{LossCatalogue.Title(curve.Key.Loss)}, {AdaptiveCatalogue.Find(curve.Key.Attack).Title}", (double[])[.. points.Select(at)], (double[])[.. points.Select(c => c.SeedThroughs[0] * 100)]);
        return Figure.Curves($"Misclassified and not found by {DetectorCatalogue.Title(common)} ({options.DataSet}, {options.AttackedImages} images, seed {options.Seed})", over, "images that come through at FPR 5 %, in %", [.. curves]);
    }

    private static GenericChart[] Planes(FeatureSpaceOptions options, FeatureSpaceResult result)
    {
        var map = result.Likelihood;
        using var scope = NewDisposeScope();
        static Tensor Points(IEnumerable<IReadOnlyList<double>> places) => tensor(places.SelectMany(p => p).ToArray()).reshape(-1, 2);
        static FeaturePanel Panel(PlaneNetwork p, string name) => new(name, stack([tensor(p.X.ToArray()), tensor(p.Y.ToArray())], 1), tensor(p.Labels.Select(l => (long)l).ToArray())) { Means = p.Means is null ? null : Points(p.Means) };
        var likelihood = Panel(result.Planes.First(p => p.Loss == map.Loss), string.Create(CultureInfo.InvariantCulture, $"<b>{LossCatalogue.Title(map.Loss)}: learned log-likelihood</b><br>red: under FGSM, eps {map.Epsilon:0.##}")) with
        {
            Likelihood = new LikelihoodMap(map.X, map.Y, map.LogLikelihood),
            AttackedFrom = Points(map.Digits.Select(d => d.Clean)),
            Attacked = Points(map.Digits.Select(d => d.Attacked)),
        };
        return
        [
            Figure.FeaturePanels($"MNIST test digits in two features ({options.TestImages} digits)", [
                .. result.Planes.Select(p => Panel(p, $"<b>{FeatureSpace.PanelTitle(p)}, D 2: {Cell.Percent(p.Accuracy)} %</b><br>{p.Network.Split(" of ")[0]}")), likelihood]),
            Figure.FeaturePanels("Where attacked digits land", likelihood),
        ];
    }
}

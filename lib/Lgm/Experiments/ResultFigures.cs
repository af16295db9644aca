using System.Globalization;
using Lgm.Attacks;
using Lgm.Detection;
using Lgm.Figures;
using Lgm.Losses;
using Plotly.NET;

namespace Lgm.Experiments;

/// <summary>The figures of results.</summary>
public static class ResultFigures
{
    /// <summary>The figures of a run; none where its training diverged.</summary>
    public static IReadOnlyList<GenericChart> Of(RunRecord run) => (run.Options, run.Result) switch
    {
        (RecognitionOptions o, RecognitionResult r) => Epochs($"{o.DataSet}: accuracy after each epoch", o.HeldOut > 0 ? "held-out" : "test", r.Losses.Select(l => (LossCatalogue.Title(l.Loss), l.EpochAccuracies))),
        (NetworksOptions o, NetworksResult r) => Epochs($"{o.DataSet}: accuracy after each epoch of the trainings", "test", r.Networks.Select(n => (FormattableString.Invariant($"{LossCatalogue.Title(n.Loss)}, D {n.Features}, seed {n.Seed}"), n.EpochAccuracies))),
        (DetectionOptions o, DetectionResult r) => Detected(o, r),
        (FgsmOptions o, FgsmResult r) => Attacked(o, r),
        (FeatureSpaceOptions o, FeatureSpaceResult r) => Planes(o, r),
        (_, VarianceCollapseResult r) => Collapses(r),
        _ => [],
    };

    private static GenericChart[] Epochs(string title, string measured, IEnumerable<(string Name, IReadOnlyList<double>? Accuracies)> trainings)
    {
        Curve[] curves = [.. trainings.Where(t => t.Accuracies is { Count: > 1 }).Select(t => new Curve(t.Name, [.. t.Accuracies!.Select((_, epoch) => epoch + 1.0)], [.. t.Accuracies!.Select(a => a * 100)]))];
        return curves.Length == 0 ? [] : [CurvesFigure.Create(title, curves, "epoch", $"{measured} accuracy in %")];
    }

    private static GenericChart[] Detected(DetectionOptions options, DetectionResult result)
    {
        if (result.Samples.Count == 0) return [];
        var (report, primary) = (new DetectionReport(options, result, PaperNumbers.Load()), options.Primary);
        var what = string.Create(CultureInfo.InvariantCulture, $"successful {AttackCatalogue.Find(primary.Attack).Title} attacks, eps {primary.Epsilon}");
        var score = DetectorCatalogue.Title(primary.Score);
        // Of several seeds, curves and histograms are of the first; rates are means.
        var one = options.Seeds > 1 ? FormattableString.Invariant($" (seed {options.Seed})") : "";
        // A percentile interval need not hold the number itself; a bar's does.
        static IntervalBar Bar(string name, Rate rate, double? reported) => new(name, rate.Value, Math.Min(rate.Low ?? rate.Value, rate.Value), Math.Max(rate.High ?? rate.Value, rate.Value), reported);
        var bars = result.Samples.Select(s => (s.Loss, Rate: report.Primary(s.Loss)?.Successful?.EqualErrorRate)).Where(b => b.Rate is not null).Select(b => Bar(LossCatalogue.Title(b.Loss), b.Rate!, report.PrimaryOfPaper(b.Loss) / 100));
        IntervalBar[] others = [.. report.Transferred.Where(c => c.Successful is not null).Select(c => Bar($"{LossCatalogue.Title(c.Loss)}, made on {report.MadeOn(c.Source)}", c.Successful!.EqualErrorRate, null))];
        return
        [
            EqualErrorBars.Create($"Images under {what}, told from clean ones by {score}", [.. bars]),
            RocFigure.Create($"Images under {what}, found by {score}{one}", [.. result.Samples.Select(s => new RocSeries(LossCatalogue.Title(s.Loss), ScoreSample.FalsePositiveRates, s.Curve, s.EqualErrorRate))]),
            .. others.Length == 0 ? Array.Empty<GenericChart>() : [EqualErrorBars.Create($"Images under {what}, made on other networks (black box), told from clean ones by {score}", others)],
            // A score is minus a log-likelihood; drawn is the likelihood itself.
            .. result.Samples.Where(s => s.Clean.Count > 0).Select(s => LikelihoodHistogram.Create($"{LossCatalogue.Title(s.Loss)}{one}: {score} of clean images and under {what}", [.. s.Clean.Select(x => -x)], [.. s.Attacked.Select(x => -x)])),
        ];
    }

    private static GenericChart[] Attacked(FgsmOptions options, FgsmResult result)
    {
        GenericChart Draw(string title, IEnumerable<FgsmCurve> curves, Func<FgsmCurve, string> name) => CurvesFigure.Create(
            $"{title} ({options.DataSet}, {options.TestImages} images)",
            [.. curves.Select(c => new Curve(name(c), [0, .. options.Epsilons], [.. c.Accuracies.Prepend(result.Networks.First(n => n.Loss == c.Loss).CleanAccuracy).Select(a => a * 100)]))], "eps, in pixel units", "accuracy in %", yRange: (0, 101));
        var white = Draw("FGSM on the network itself", result.Curves.Where(c => c.Loss == c.Source), c => LossCatalogue.Title(c.Loss));
        return result.Curves.All(c => c.Loss == c.Source) ? [white] : [white, Draw("FGSM on another network", result.Curves.Where(c => c.Loss != c.Source), c => $"{LossCatalogue.Title(c.Loss)}, attacked on {LossCatalogue.Title(c.Source)}")];
    }

    private static GenericChart[] Planes(FeatureSpaceOptions options, FeatureSpaceResult result)
    {
        var map = result.Likelihood;
        var likelihood = new LikelihoodPanel(
            string.Create(CultureInfo.InvariantCulture, $"<b>{LossCatalogue.Title(map.Loss)}: learned log-likelihood</b><br>orange: under FGSM, eps {map.Epsilon:0.##}"),
            new FeatureDensity(map.X, map.Y, map.LogLikelihood), result.Planes.First(p => p.Loss == map.Loss).Means!,
            [.. map.Digits.Select(d => new FeatureMove(d.Clean[0], d.Clean[1], d.Attacked[0], d.Attacked[1], $"{d.Class}"))]);
        return
        [
            FeaturePanels.Create($"MNIST test digits in two features ({options.TestImages} digits)", [
                .. result.Planes.Select(p => new FeaturePanel($"<b>{FeatureSpace.PanelTitle(p)}, D 2: {Cell.Percent(p.Accuracy)} %</b><br>{p.Network.Split(" of ")[0]}", p.X, p.Y, p.Labels, Means: p.Means)), likelihood]),
            FeaturePanels.Create("Where attacked digits land", [likelihood]),
        ];
    }

    private static GenericChart[] Collapses(VarianceCollapseResult result)
    {
        Curve Of(VarianceRun run, IReadOnlyList<double> values) => new(run.Name, [.. run.Steps.Select(s => (double)s)], values);
        return
        [
            CurvesFigure.Create("Learned variances collapse, unless something stops them", [.. result.Runs.Select(r => Of(r, [.. r.SmallestVariance.Select(Math.Log10)]))], "step", "log10 of the smallest variance"),
            CurvesFigure.Create("The loss falls with them, until a step is too long", [.. result.Runs.Select(r => Of(r, r.Losses))], "step", "L_GM", yRange: (-0.75, 1.5)),
        ];
    }
}

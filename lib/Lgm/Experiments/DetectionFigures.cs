using System.Globalization;
using Lgm.Attacks;
using Lgm.Detection;
using Lgm.Figures;
using Lgm.Losses;
using Plotly.NET;
using Figure = Lgm.Figures.Figure;

namespace Lgm.Experiments;

/// <summary>The primary cell of a detection run as figures: error rates with their intervals, ROC curves, and how the scores spread.</summary>
internal static class DetectionFigures
{
    private const string Label = "equal error rate, with its 95 % bootstrap interval (smaller is better)";

    /// <summary>None where no attack of the primary cell was measured or succeeded.</summary>
    public static IReadOnlyList<GenericChart> Of(DetectionResult result, PaperNumbers paper)
    {
        if (result.Samples.Count == 0) return [];
        var primary = result.Primary;
        var what = string.Create(CultureInfo.InvariantCulture, $"successful {AttackCatalogue.Title(primary.Attack)} attacks, eps {primary.Epsilon}");
        var score = DetectorCatalogue.Title(primary.Score);
        // Of several seeds, curves and histograms are of the first; rates are means.
        var seeds = result.Networks.Select(n => n.Seed).Distinct().ToList();
        var one = seeds.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $" (seed {seeds[0]})") : "";
        var bars = result.Samples.Select(s => (s.Loss, Rate: result.PrimaryOf(s.Loss)?.Successful?.EqualErrorRate)).Where(b => b.Rate is not null)
            .Select(b => Bar(LossCatalogue.Title(b.Loss), b.Rate!.Value, DetectionReport.PrimaryOfPaper(b.Loss, result, paper) / 100));
        return
        [
            Figure.Bars($"Digits under {what}, told from clean ones by {score}", Label, [.. bars]),
            Figure.Roc($"Digits under {what}, found by {score}{one}", [.. result.Samples.Select(s => new RocLine(LossCatalogue.Title(s.Loss), DetectionOutcome.FalsePositiveRates, s.Curve, s.EqualErrorRate))]),
            .. Transferred(result, what, score),
            .. result.Samples.Select(s => Figure.Scores($"{LossCatalogue.Title(s.Loss)}{one}: {score} of clean digits and under {what}", ("clean", s.Clean), ("attacked", s.Attacked))),
        ];
    }

    // Black box: one bar for each network that the attack was made on and each that it was shown to.
    private static IEnumerable<GenericChart> Transferred(DetectionResult result, string what, string score)
    {
        Bar[] bars = [.. from cell in result.Cells
                                 where cell.Source is not null && cell == result.Transferred(cell.Loss, cell.Source) && cell.Successful is not null
                                 select Bar($"{LossCatalogue.Title(cell.Loss)}, made on {DetectionReport.MadeOn(cell.Source, result)}", cell.Successful!.EqualErrorRate, null)];
        if (bars.Length > 0) yield return Figure.Bars($"Digits under {what}, made on other networks (black box), told from clean ones by {score}", Label, bars);
    }

    // A percentile interval need not hold the number itself; a bar's does.
    private static Bar Bar(string name, Estimate rate, double? reported) => new(name, rate.Value, Math.Min(rate.Low, rate.Value), Math.Max(rate.High, rate.Value), reported);
}

using System.Globalization;
using Plotly.NET;
using Plotly.NET.TraceObjects;
using Chart = Plotly.NET.CSharp.Chart;

namespace Lgm.Figures;

/// <summary>How the scores of clean and attacked images are spread: the less they overlap, the better the detector.</summary>
public static class LikelihoodHistogram
{
    /// <summary>Draws two histograms over common bins, each as shares of its own sample.</summary>
    /// <param name="title">Which model, which attack, which data.</param>
    /// <param name="clean">Scores <c>[N]</c>, at least one finite.</param>
    /// <param name="attacked">Scores <c>[M]</c>, at least one finite.</param>
    /// <param name="scoreLabel">What a score is, with its unit.</param>
    /// <param name="threshold">Drawn as a line, in the scores' unit: usually the one of equal errors. Default: null, none.</param>
    /// <param name="bins">Range: 5 to 500. Default: 60.</param>
    /// <remarks>Scores that are not finite are left out and counted in the legend.</remarks>
    /// <exception cref="WorkbookException">A sample has no finite score, or the number of bins is out of range.</exception>
    public static GenericChart Create(
        string title,
        IReadOnlyCollection<double> clean,
        IReadOnlyCollection<double> attacked,
        string scoreLabel = "log-likelihood of the features (nats)",
        double? threshold = null,
        int bins = 60)
    {
        RequireFinite(title, "clean", clean);
        RequireFinite(title, "attacked", attacked);
        if (bins is < 5 or > 500) throw new WorkbookException($"Figure '{title}': {bins} bins; choose from 5 to 500.");
        var common = ScoreBins.Over(clean.Concat(attacked), bins);
        var beyond = common.Overflows(clean.Concat(attacked)) ? "; the end bins hold all beyond" : string.Empty;
        var (ofClean, ofAttacked) = (common.Shares(clean), common.Shares(attacked));
        var top = ofClean.Concat(ofAttacked).Max();
        var charts = new List<GenericChart> { Sample("clean", clean, ofClean, common, 0), Sample("attacked", attacked, ofAttacked, common, 1) };
        if (threshold is { } at && double.IsFinite(at))
        {
            charts.Add(Threshold(at, top, common.Width));
        }

        return Chart.Combine(charts)
            .Dressed(title)
            .WithLayout(
                ("bargap", 0.0),
                ("barmode", "overlay"),
                ("xaxis", FigureStyle.Numbers(scoreLabel + beyond, range: (common.Start - common.Width, common.End + common.Width))),
                ("yaxis", FigureStyle.Numbers("share of images in a bin", ".0%", (0, 1.05 * top))));
    }

    // Binned here and summed by plotly: a notebook then holds sixty numbers and not every score.
    private static GenericChart Sample(string name, IReadOnlyCollection<double> scores, double[] shares, ScoreBins bins, int colour) =>
        Chart.Histogram<double, double, string>(
            X: bins.Centres,
            Y: Digits.Of(shares),
            Name: Entry(name, scores),
            Opacity: 0.65,
            HistFunc: StyleParam.HistFunc.Sum,
            XBins: new Bins().With(("start", bins.Start), ("end", bins.End), ("size", bins.Width)),
            MarkerColor: Palette.Series(colour),
            UseDefaults: false);

    private static GenericChart Threshold(double at, double top, double binWidth) => Chart.Line<double, double, string>(
        x: new[] { Digits.Near(at, binWidth), Digits.Near(at, binWidth) },
        y: new[] { 0, Digits.Of(top) },
        Name: string.Create(CultureInfo.InvariantCulture, $"threshold {at:G4}"),
        LineColor: Palette.Ink,
        LineWidth: 2,
        LineDash: StyleParam.DrawingStyle.Dash,
        UseDefaults: false);

    private static string Entry(string name, IReadOnlyCollection<double> scores)
    {
        var left = scores.Count(score => !double.IsFinite(score));
        var note = left == 0 ? string.Empty : string.Create(CultureInfo.InvariantCulture, $", {left:N0} more not finite");
        return string.Create(CultureInfo.InvariantCulture, $"{name} (n = {scores.Count - left:N0}{note})");
    }

    private static void RequireFinite(string title, string sample, IReadOnlyCollection<double> scores)
    {
        if (!scores.Any(double.IsFinite)) throw new WorkbookException($"Figure '{title}': the {sample} sample of {scores.Count} scores has no finite one; check the detector before drawing it.");
    }
}

/// <summary>
/// The common bins of several samples of scores. They span the middle 99 % of all finite scores, so that a few extreme
/// ones do not press the rest into one bin; what lies beyond is counted in the first or last bin.
/// </summary>
internal sealed record ScoreBins(double Start, double End, int Count)
{
    private const double Tail = 0.005;

    public double Width => (End - Start) / Count;

    public double[] Centres => [.. Enumerable.Range(0, Count).Select(i => Digits.Near(Start + ((i + 0.5) * Width), Width))];

    public static ScoreBins Over(IEnumerable<double> scores, int count)
    {
        var sorted = scores.Where(double.IsFinite).Order().ToArray();
        var start = sorted[(int)(Tail * (sorted.Length - 1))];
        var end = sorted[^(1 + (int)(Tail * (sorted.Length - 1)))];
        return start < end ? new ScoreBins(start, end, count) : new ScoreBins(start - 0.5, start + 0.5, count);
    }

    /// <summary>True where a score lies beyond the bins and is counted in an end bin.</summary>
    public bool Overflows(IEnumerable<double> scores) => scores.Any(score => double.IsFinite(score) && (score < Start || score > End));

    /// <summary>The share of the finite scores in each bin; they sum to 1.</summary>
    public double[] Shares(IReadOnlyCollection<double> scores)
    {
        var shares = new double[Count];
        var finite = scores.Where(double.IsFinite).ToArray();
        foreach (var score in finite)
        {
            shares[(int)Math.Clamp(Math.Floor((score - Start) / Width), 0, Count - 1)] += 1.0 / finite.Length;
        }

        return shares;
    }
}

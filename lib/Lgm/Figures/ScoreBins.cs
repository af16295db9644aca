namespace Lgm.Figures;

/// <summary>
/// The common bins of several samples of scores. They span the middle 99 % of all finite scores, so that a few extreme
/// ones do not press the rest into one bin; what lies beyond is counted in the first or last bin.
/// </summary>
internal sealed class ScoreBins
{
    private const double Tail = 0.005;

    private ScoreBins(double start, double end, int count) => (Start, End, Count) = (start, end, count);

    public double Start { get; }

    public double End { get; }

    public int Count { get; }

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

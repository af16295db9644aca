using Lgm.Detection;

namespace Lgm.Figures;

/// <summary>One named curve of a <see cref="RocFigure"/>.</summary>
public sealed class RocSeries
{
    /// <summary>Checks and keeps a curve.</summary>
    /// <param name="name">The legend's entry.</param>
    /// <param name="falsePositiveRate">Shares <c>[P]</c> in [0, 1], rising, P &gt;= 2.</param>
    /// <param name="truePositiveRate">Shares <c>[P]</c> in [0, 1], rising.</param>
    /// <param name="equalErrorRate">The share in [0, 1] where the false positive rate equals the miss rate.</param>
    /// <exception cref="WorkbookException">Lengths differ, or a value is not a share, or the rates fall.</exception>
    public RocSeries(string name, IReadOnlyList<double> falsePositiveRate, IReadOnlyList<double> truePositiveRate, double equalErrorRate)
    {
        if (falsePositiveRate.Count != truePositiveRate.Count || falsePositiveRate.Count < 2)
        {
            throw new WorkbookException(
                $"ROC curve '{name}': {falsePositiveRate.Count} false positive rates and {truePositiveRate.Count} true positive rates; give two or more of both, as many of one as of the other.");
        }

        RequireRising(name, "false positive", falsePositiveRate);
        RequireRising(name, "true positive", truePositiveRate);
        if (equalErrorRate is not (>= 0 and <= 1))
        {
            throw new WorkbookException($"ROC curve '{name}': the equal error rate {equalErrorRate} is not a share between 0 and 1.");
        }

        Name = name;
        FalsePositiveRate = falsePositiveRate;
        TruePositiveRate = truePositiveRate;
        EqualErrorRate = equalErrorRate;
    }

    /// <summary>The legend's entry.</summary>
    public string Name { get; }

    /// <summary><c>[P]</c>, shares.</summary>
    public IReadOnlyList<double> FalsePositiveRate { get; }

    /// <summary><c>[P]</c>, shares.</summary>
    public IReadOnlyList<double> TruePositiveRate { get; }

    /// <summary>A share.</summary>
    public double EqualErrorRate { get; }

    /// <summary>A measured curve under its name.</summary>
    public static RocSeries Of(string name, RocCurve curve) => new(name, curve.FalsePositiveRate, curve.TruePositiveRate, curve.EqualErrorRate);

    private static void RequireRising(string name, string kind, IReadOnlyList<double> rates)
    {
        for (var i = 0; i < rates.Count; i++)
        {
            if (rates[i] is not (>= 0 and <= 1) || (i > 0 && rates[i] < rates[i - 1]))
            {
                throw new WorkbookException($"ROC curve '{name}': {kind} rate number {i} is {rates[i]}; the rates must rise between 0 and 1.");
            }
        }
    }
}

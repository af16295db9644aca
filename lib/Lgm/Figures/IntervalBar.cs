namespace Lgm.Figures;

/// <summary>One measured share with its interval, and what the paper reports for it where that is known.</summary>
public sealed record IntervalBar
{
    /// <summary>Checks and keeps a bar.</summary>
    /// <param name="name">The bar's label.</param>
    /// <param name="value">A share in [0, 1].</param>
    /// <param name="low">The interval's lower end, in [0, value].</param>
    /// <param name="high">The interval's upper end, in [value, 1].</param>
    /// <param name="reported">The paper's number as a share in [0, 1]; null where it is not known.</param>
    /// <exception cref="WorkbookException">A number is out of its range.</exception>
    public IntervalBar(string name, double value, double low, double high, double? reported = null)
    {
        if (!(low >= 0 && low <= value && value <= high && high <= 1) || reported is not (null or (>= 0 and <= 1)))
        {
            throw new WorkbookException(
                FormattableString.Invariant($"Bar '{name}': {value} in [{low}, {high}], reported {reported}; give shares between 0 and 1, low <= value <= high."));
        }

        (Name, Value, Low, High, Reported) = (name, value, low, high, reported);
    }

    public string Name { get; }

    /// <summary>A share in [0, 1].</summary>
    public double Value { get; }

    /// <summary>A share in [0, 1].</summary>
    public double Low { get; }

    /// <summary>A share in [0, 1].</summary>
    public double High { get; }

    /// <summary>A share in [0, 1], or null.</summary>
    public double? Reported { get; }
}

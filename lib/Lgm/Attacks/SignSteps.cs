namespace Lgm.Attacks;

/// <summary>
/// How an attack walks: along the sign of the gradient, the steepest way within a ball that bounds every pixel alike.
/// </summary>
/// <param name="Count">Steps, 1 or more; each takes a gradient of its own.</param>
/// <param name="Share">One step as a share of eps, above 0 and at most 1.</param>
public sealed record SignSteps(int Count, double Share)
{
    /// <summary>One step of eps: the fast gradient sign method (Goodfellow et al., 2015).</summary>
    public static SignSteps Single { get; } = new(1, 1);

    /// <summary>
    /// The basic iterative method (Kurakin et al., 2017): ten steps of eps / 4, so that a pixel can cross the ball and come
    /// back. The detection protocol's choice.
    /// </summary>
    public static SignSteps Iterated { get; } = new(10, 0.25);

    /// <exception cref="WorkbookException">A value outside its range.</exception>
    internal void Check()
    {
        if (Count < 1) throw new WorkbookException($"An attack of {Count} steps does nothing: give at least 1.");
        if (Share is not (> 0 and <= 1)) throw new WorkbookException(FormattableString.Invariant($"A step of {Share} eps is out of range: give a share above 0 and at most 1."));
    }
}

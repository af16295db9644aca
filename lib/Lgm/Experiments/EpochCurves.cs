using Lgm.Figures;
using Plotly.NET;

namespace Lgm.Experiments;

/// <summary>Accuracy after each epoch, a curve a training: what choosing the best epoch would have added.</summary>
internal static class EpochCurves
{
    /// <returns>One figure; none where no training was measured more than once.</returns>
    /// <param name="title">Of the figure.</param>
    /// <param name="measured">On which images: test or held-out.</param>
    /// <param name="trainings">Their names, and shares in [0, 1]; null where only the last epoch was measured.</param>
    public static IReadOnlyList<GenericChart> Create(string title, string measured, IEnumerable<(string Name, IReadOnlyList<double>? Accuracies)> trainings)
    {
        Curve[] curves = [.. trainings.Where(t => t.Accuracies is { Count: > 1 }).Select(t => new Curve(t.Name, [.. t.Accuracies!.Select((_, epoch) => epoch + 1.0)], [.. t.Accuracies!.Select(a => Digits.Of(a * 100))]))];
        return curves.Length == 0 ? [] : [CurvesFigure.Create(title, curves, "epoch", $"{measured} accuracy in %")];
    }
}

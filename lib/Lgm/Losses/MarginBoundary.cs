using TorchSharp;
using static TorchSharp.torch;

namespace Lgm.Losses;

/// <summary>
/// What the margin does to two classes in a plane, found on the loss itself: mu_0 = (0, 0) and mu_1 = (S, 0), Lambda = I,
/// equal priors. In training a sample of class z is on the right side where its training logit (eq. 17) is the larger one;
/// with alpha above 0 the boundaries of the two classes part, and between them lies what training lets neither have.
/// </summary>
/// <remarks>
/// On the line through the means the boundary is S / (1 + sqrt(1 + alpha)) from the class's own mean, and the gap
/// S (sqrt(1 + alpha) - 1) / (sqrt(1 + alpha) + 1); in the plane it is a circle around that mean, for alpha = 0 a line.
/// </remarks>
/// <param name="margin">alpha, 0 or more.</param>
/// <param name="separation">S, the distance of the means, above 0.</param>
public sealed class MarginBoundary(double margin, double separation = 1)
{
    // Each halves the interval: beyond 50 a double has no digit left to gain.
    private const int Halvings = 50;

    /// <summary>alpha.</summary>
    public double Margin => margin;

    /// <summary>Where the boundary of a class crosses the heights: first coordinates, one a height.</summary>
    /// <param name="trueClass">0 or 1.</param>
    /// <param name="heights">Second coordinates, none farther from 0 than S / sqrt(alpha): beyond, the class has no room on the line between the means.</param>
    /// <exception cref="ArgumentOutOfRangeException">The class is neither 0 nor 1.</exception>
    public double[] Of(int trueClass, IReadOnlyList<double> heights)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(trueClass);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(trueClass, 1);
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        using var head = Head();
        var (y, labels) = (tensor(heights.ToArray()), full([heights.Count], trueClass, ScalarType.Int64));
        // From the class's own mean, where it is right, to the other's, where it is wrong.
        var right = full([heights.Count], separation * trueClass, ScalarType.Float64);
        var wrong = full([heights.Count], separation * (1 - trueClass), ScalarType.Float64);
        for (var i = 0; i < Halvings; i++)
        {
            using var step = NewDisposeScope();
            var middle = (right + wrong) * 0.5;
            var logits = MixtureTerms.TrainingLogits(head, stack([middle, y], 1), labels);
            var isRight = logits.select(1, trueClass).ge(logits.select(1, 1 - trueClass));
            (right, wrong) = (where(isRight, middle, right).MoveToOuterDisposeScope(), where(isRight, wrong, middle).MoveToOuterDisposeScope());
        }
        return wrong.data<double>().ToArray();
    }

    /// <summary>The width of what neither class has on the line through the means, as a share of S; 0 or more.</summary>
    public double Gap => Math.Max(0, (Of(1, [0])[0] - Of(0, [0])[0]) / separation);

    private GaussianMixture Head()
    {
        var head = new GaussianMixture(2, 2, new() { Margin = margin, LikelihoodWeight = 0 });
        head.to(float64);
        head.Means.copy_(tensor(new double[,] { { 0, 0 }, { separation, 0 } }));
        return head;
    }
}

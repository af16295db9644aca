namespace Lgm.Losses;

/// <summary>
/// The terms of the L-GM loss one by one, for looking at them. Training goes through <see cref="GaussianMixture.Loss"/>,
/// which multiplies out and never makes most of them; L_cls is the mean cross-entropy of <see cref="TrainingLogits"/>, and
/// L_lkd of the paper the mean of <see cref="Distances"/> at the true class and of 1/2 log|Lambda_z|.
/// </summary>
public static class MixtureTerms
{
    /// <summary>d_k = 1/2 sum_j (x_j - mu_kj)^2 / v_kj (eq. 13, 18) for features <c>[B, D]</c>: <c>[B, K]</c>, 0 or more.</summary>
    public static Tensor Distances(GaussianMixture head, Tensor features)
    {
        using var scope = NewDisposeScope();
        // [K, D], whatever of it is shared or fixed.
        var log = (head.LogVariances ?? full([1, 1], Math.Log(head.Options.InitialVariance), head.Means.dtype, head.Means.device)).expand(head.Classes, head.Features).contiguous();
        return DiagonalGaussian.HalfSquaredDistances(features, head.Means, log.neg().exp()).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// log pi_k - 1/2 log|Lambda_k| - (1 + alpha [k = z]) d_k (eq. 17) for features <c>[B, D]</c> and labels z <c>[B]</c>:
    /// <c>[B, K]</c>; alpha is that of the head's present <see cref="ClassificationHead.Epoch"/>.
    /// </summary>
    public static Tensor TrainingLogits(GaussianMixture head, Tensor features, Tensor labels)
    {
        using var scope = NewDisposeScope();
        var column = labels.unsqueeze(1);
        var margin = Distances(head, features).gather(1, column) * head.Options.Margin.At(head.Epoch);
        return head.Logits(features).scatter_add(1, column, -margin).MoveToOuterDisposeScope();
    }
}

/// <summary>
/// What the margin does to two classes in a plane, found on the loss itself: mu_0 = (0, 0) and mu_1 = (S, 0), Lambda = I,
/// equal priors; all lengths are in units of S. In training a sample of class z is on the right side where its training logit (eq. 17) is the larger one;
/// with alpha above 0 the boundaries of the two classes part, and between them lies what training lets neither have.
/// </summary>
/// <remarks>
/// On the line through the means the boundary is 1 / (1 + sqrt(1 + alpha)) from the class's own mean, and the gap
/// (sqrt(1 + alpha) - 1) / (sqrt(1 + alpha) + 1); in the plane it is a circle around that mean, for alpha = 0 a line.
/// </remarks>
/// <param name="margin">alpha, 0 or more.</param>
public sealed class MarginBoundary(double margin)
{
    // Each halves the interval: beyond 50 a double has no digit left to gain.
    private const int Halvings = 50;

    /// <summary>Where the boundary of a class crosses the heights: first coordinates, one a height.</summary>
    /// <param name="trueClass">0 or 1.</param>
    /// <param name="heights">Second coordinates, none farther from 0 than 1 / sqrt(alpha): beyond, the class has no place on the line between the means.</param>
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
        var right = full([heights.Count], trueClass, ScalarType.Float64);
        var wrong = full([heights.Count], 1 - trueClass, ScalarType.Float64);
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
    public double Gap => Math.Max(0, Of(1, [0])[0] - Of(0, [0])[0]);

    private GaussianMixture Head()
    {
        var head = new GaussianMixture(2, 2, new GaussianMixtureOptions { Margin = margin, LikelihoodWeight = 0 });
        head.to(float64);
        head.Means.copy_(tensor(new double[,] { { 0, 0 }, { 1, 0 } }));
        return head;
    }
}

using System.Globalization;
using Lgm.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace Lgm.Experiments;

/// <summary>
/// The L-GM loss of one sample, small enough to be checked by hand: x = (1, 2), means (0, 0), (1, 1), (3, 2), true class
/// z = 1 (the second), alpha = .3, lambda = .1, in double precision.
/// </summary>
public static class WorkedExample
{
    private const double Alpha = 0.3, Lambda = 0.1;
    private const long TrueClass = 1;
    private static readonly double[] s_means = [0, 0, 1, 1, 3, 2];

    /// <summary>Case A: variances (1, 1), (.5, 2), (1, 4) and priors .5, .3, .2.</summary>
    public static IReadOnlyList<ResultTable> Diagonal() => Tables("case A, diagonal covariances", Covariance.Diagonal, [1, 1, 0.5, 2, 1, 4], [0.5, 0.3, 0.2]);

    /// <summary>Case B: Lambda = I and equal priors.</summary>
    public static IReadOnlyList<ResultTable> Identity() => Tables("case B, identity covariance", Covariance.Identity, [1, 1, 1, 1, 1, 1], [1 / 3.0, 1 / 3.0, 1 / 3.0]);

    // A table of the terms of each class, and one of what they come to.
    private static ResultTable[] Tables(string name, Covariance covariance, double[] variances, double[] priors)
    {
        using var scope = NewDisposeScope();
        GaussianMixture Head(double lambda)
        {
            var head = new GaussianMixture(3, 2, new() { Covariance = covariance, LearnedPriors = covariance == Covariance.Diagonal, Margin = Alpha, LikelihoodWeight = lambda });
            head.to(float64);
            using var quiet = no_grad();
            head.Means.copy_(tensor(s_means, [3, 2]));
            head.LogVariances?.copy_(tensor(variances, [3, 2]).log());
            head.PriorLogits?.copy_(tensor(priors).log());
            return head;
        }
        using var head = Head(Lambda);
        using var classification = Head(0);
        var (x, z) = (tensor(new double[] { 1, 2 }, [1, 2]).requires_grad_(), tensor(new[] { TrueClass }));
        var training = MixtureTerms.TrainingLogits(head, x, z);
        var (d, halves, test, train, p) = (Values(MixtureTerms.Distances(head, x)), Values(MixtureTerms.HalfLogDeterminants(head)), Values(head.Logits(x)), Values(training), Values(training.softmax(1)));
        var loss = head.Loss(x, z);
        loss.backward();
        var gradient = Values(x.grad!);
        return
        [
            new ResultTable(
                $"Terms of each class, {name}; the true class is 1",
                ["k", "mean", "variances", "prior", "d_k (13, 18)", "1/2 log det Lambda_k", "test logit", "train logit (17)", "p_k"],
                [.. Enumerable.Range(0, 3).Select(k => (IReadOnlyList<string>)[
                    $"{k}", Pair(s_means, k, "0.##"), Pair(variances, k, "0.##"), Text(priors[k], "0.###"), Text(d[k]), Text(halves[k]), Text(test[k]), Text(train[k]), Text(p[k])])],
                []),
            new ResultTable(
                $"What they come to, {name}",
                ["L_cls", "L_lkd", "L_GM = L_cls + lambda L_lkd", "log p(x)", "dL/dx (23)"],
                [[Text(classification.Loss(x, z).item<double>()), Text(d[TrueClass] + halves[TrueClass]), Text(loss.item<double>()), Text(Values(head.LogLikelihood(x))[0]), $"({Text(gradient[0])}, {Text(gradient[1])})"]],
                []),
        ];
    }

    private static double[] Values(Tensor tensor) => tensor.detach().data<double>().ToArray();

    private static string Pair(double[] values, int k, string format) => $"({Text(values[2 * k], format)}, {Text(values[2 * k + 1], format)})";

    private static string Text(double value, string format = "0.000000") => value.ToString(format, CultureInfo.InvariantCulture);
}

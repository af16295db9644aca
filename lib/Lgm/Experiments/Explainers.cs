using Lgm.Data;
using Lgm.Detection;
using Lgm.Losses;
using Lgm.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Lgm.Experiments;

/// <summary>Small tables that explain the loss: one sample worked out, the published variants side by side, and whether features follow their Gaussians.</summary>
public static class Explainers
{
    private const string Headline = "lgm";

    /// <summary>The losses that were published under the one name of L-GM, by their names in the catalogue.</summary>
    public static IReadOnlyList<string> PublishedVariants { get; } = ["lgm-paper", "lgm-caffe", "lgm-tensorflow", "lgm-tpami-cifar", "lgm-tpami-mnist"];

    /// <summary>
    /// The L-GM loss of one sample, small enough to be checked by hand, in double precision: x = (1, 2), means (0, 0), (1, 1), (3, 2), true
    /// class z = 1 (the second), alpha = .3, lambda = .1.
    /// </summary>
    /// <param name="diagonal">Variances (1, 1), (.5, 2), (1, 4) and priors .5, .3, .2. Default: false, Lambda = I and equal priors.</param>
    /// <returns>The terms of each class, and what they come to.</returns>
    public static (ResultTable Terms, ResultTable Loss) WorkedExample(bool diagonal = false)
    {
        using var scope = NewDisposeScope();
        double[] places = [0, 0, 1, 1, 3, 2], variances = diagonal ? [1, 1, 0.5, 2, 1, 4] : [1, 1, 1, 1, 1, 1], priors = diagonal ? [0.5, 0.3, 0.2] : [1 / 3.0, 1 / 3.0, 1 / 3.0];
        const int z = 1;
        using var head = new GaussianMixture(3, 2, new GaussianMixtureOptions { Covariance = diagonal ? Covariance.Diagonal : Covariance.Identity, LearnedPriors = diagonal, Margin = 0.3, LikelihoodWeight = 0.1 });
        head.to(float64);
        using (no_grad())
        {
            head.Means.copy_(tensor(places, [3, 2]));
            head.LogVariances?.copy_(tensor(variances, [3, 2]).log());
            head.PriorLogits?.copy_(tensor(priors).log());
        }
        var (x, labels) = (tensor(new double[] { 1, 2 }, [1, 2]).requires_grad_(), tensor(new long[] { z }));
        var training = MixtureTerms.TrainingLogits(head, x, labels);
        var (d, halves, test, train, p) = (Values(MixtureTerms.Distances(head, x)), Values(MixtureTerms.HalfLogDeterminants(head)), Values(head.Logits(x)), Values(training), Values(training.softmax(1)));
        var loss = head.Loss(x, labels);
        loss.backward();
        var gradient = Values(x.grad!);
        var name = diagonal ? "diagonal covariances" : "identity covariance";
        return (
            new ResultTable(
                $"Terms of each class, {name}; the true class is {z}",
                ["k", "mean", "variances", "prior", "d_k (13, 18)", "1/2 log det Lambda_k", "test logit", "train logit (17)", "p_k"],
                [.. Enumerable.Range(0, 3).Select(k => (IReadOnlyList<Cell>)[
                    $"{k}", Pair(places, k, "0.##"), Pair(variances, k, "0.##"), Cell.Of(priors[k], "0.###"), Six(d[k]), Six(halves[k]), Six(test[k]), Six(train[k]), Six(p[k])])], []),
            new ResultTable(
                $"What they come to, {name}", ["L_cls", "L_lkd", "L_GM = L_cls + lambda L_lkd", "log p(x)", "dL/dx (23)"],
                [[Six(-Math.Log(p[z])), Six(d[z] + halves[z]), Six(loss.item<double>()), Six(Values(head.LogLikelihood(x))[0]), Pair(gradient, 0, "0.000000")]], []));
    }

    /// <summary>
    /// The published losses and this workbook's on the same features <c>[64, 2]</c>, labels and means of ten classes, at the end of their
    /// ramps; variances, where they are learned, are drawn too.
    /// </summary>
    /// <param name="seed">Gives the batch, the means and the variances.</param>
    public static ResultTable Variants(long seed)
    {
        const int batch = 64, classes = 10, features = 2;
        using var scope = NewDisposeScope();
        manual_seed(seed);
        var means = randn([classes, features], float64) * 3;
        var labels = randint(classes, [batch], ScalarType.Int64);
        var x = means.index_select(0, labels) + randn([batch, features], float64);
        var variances = randn([classes, features], float64) * 0.5;
        return new ResultTable(
            $"Five losses of one name, and this workbook's, on the same batch ({batch} samples, {classes} classes, {features} features)",
            ["variant", "covariance", "likelihood term", "alpha", "lambda", "L_cls", "lambda L_lkd", "L", "norm of dL/dx"],
            [.. PublishedVariants.Append(Headline).Select(name => Variant(name, x, labels, means, variances))],
            ["alpha and lambda are those at the end of each ramp (the paper's row: this workbook's), for half squared distances; where the source takes whole ones, lambda is doubled.",
             "Caffe's layer leaves its likelihood term out of the loss it prints, and adds its gradient."]);
    }

    private static IReadOnlyList<Cell> Variant(string name, Tensor features, Tensor labels, Tensor means, Tensor variances)
    {
        using var head = (GaussianMixture)LossCatalogue.Create(name, (int)means.shape[0], (int)means.shape[1]);
        head.to(float64);
        head.Epoch = double.MaxValue;
        using (no_grad())
        {
            head.Means.copy_(means);
            head.LogVariances?.copy_(variances);
        }
        var x = features.clone().requires_grad_();
        var loss = head.Loss(x, labels);
        loss.backward();
        var (whole, classification) = (loss.item<double>(), nn.functional.cross_entropy(MixtureTerms.TrainingLogits(head, x, labels), labels).item<double>());
        var options = head.Options;
        return
        [
            LossCatalogue.Title(name) + (name == Headline ? ", this workbook" : ""), options.Covariance + (options.FixedCovariance ? ", fixed" : ""), options.Likelihood.ToString(),
            Cell.Of(options.Margin.To, "0.###"), Cell.Of(options.LikelihoodWeight.To, "0.###"), Cell.Of(classification, "0.0000"), Cell.Of(whole - classification, "0.0000"), Cell.Of(whole, "0.0000"), Cell.Of(x.grad!.square().sum().sqrt().item<double>(), "0.0000"),
        ];
    }

    /// <summary>
    /// Whether features follow the Gaussians that stand for them: where features of class z are drawn from N(mu_z, Lambda_z), 2 d_z (eq. 18)
    /// follows <see cref="ChiSquare"/> with D degrees of freedom. Each network's learned mixture, where it has one, and Gaussians refitted to
    /// training features, held against test features of the true classes.
    /// </summary>
    /// <param name="fit">Training images, of every class at least one.</param>
    /// <param name="test">Test images.</param>
    /// <param name="networks">In evaluation mode, by what tables call them.</param>
    /// <exception cref="WorkbookException">A class has no training images, or a feature is not finite.</exception>
    public static ResultTable GaussianFit(ImageSet fit, ImageSet test, params IReadOnlyList<(string Name, BoundedClassifier Model)> networks)
    {
        var rows = new List<IReadOnlyList<Cell>>();
        foreach (var (name, model) in networks)
        {
            using var scope = NewDisposeScope();
            using var quiet = no_grad();
            var features = model.Evaluate(test, $"clean {name}").Features;
            if (model.Head is GaussianMixture learned)
                rows.Add(Fitted(name, "learned", Values((MixtureTerms.Distances(learned, features).gather(1, test.Labels.unsqueeze(1)) * 2).to(float64).cpu()), features.shape[1]));
            using var refitted = RefittedMixture.Fit(model.Evaluate(fit, $"fit {name}").Features, fit.Labels, fit.Classes, RefittedCovariance.Shared);
            rows.Add(Fitted(name, "refitted, shared diagonal", refitted.SquaredDistances(features, test.Labels), features.shape[1]));
        }
        return new ResultTable(
            "2 d of the true class on clean test images, beside the chi-square distribution that it has if features follow their Gaussian",
            ["loss", "density", "mean, if they do", "mean", "median", "Kolmogorov-Smirnov distance"], rows,
            [FormattableString.Invariant($"The distance is 0 for equal distributions and at most 1; by chance it exceeds {1.36 / Math.Sqrt(test.Count):0.000} in one of twenty samples of {test.Count} that do follow it.")]);
    }

    private static IReadOnlyList<Cell> Fitted(string name, string density, double[] squares, long features) =>
        [name, density, Cell.Of(features, "0"), Cell.Of(squares.Average(), "0.000"), Cell.Of(squares.Order().ElementAt(squares.Length / 2), "0.000"), Cell.Of(ChiSquare.Distance(squares, (int)features), "0.000")];

    private static double[] Values(Tensor tensor) => tensor.detach().data<double>().ToArray();

    private static Cell Six(double value) => Cell.Of(value, "0.000000");

    private static Cell Pair(double[] values, int k, string format) => Cell.Remark($"({Cell.Of(values[2 * k], format)}, {Cell.Of(values[2 * k + 1], format)})");
}

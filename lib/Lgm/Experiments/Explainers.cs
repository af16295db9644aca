using Lgm.Data;
using Lgm.Detection;
using Lgm.Losses;
using Lgm.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Lgm.Experiments;

/// <summary>Small tables that explain the loss: its published variants side by side, and whether features follow their Gaussians.</summary>
internal static class Explainers
{
    private const string Headline = "lgm";

    /// <summary>The losses that were published under the one name of L-GM, by their names in the catalogue.</summary>
    public static IReadOnlyList<string> PublishedVariants { get; } = ["lgm-paper", "lgm-caffe", "lgm-tensorflow", "lgm-tpami-cifar", "lgm-tpami-mnist"];

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
}

using System.Globalization;
using Lgm.Data;
using Lgm.Detection;
using Lgm.Losses;
using Lgm.Models;
using static TorchSharp.torch;

namespace Lgm.Experiments;

/// <summary>
/// Whether features follow the Gaussians that stand for them. Where features of class z are drawn from N(mu_z, Lambda_z),
/// 2 d_z (eq. 18) follows <see cref="ChiSquare"/> with D degrees of freedom, and its mean is D.
/// </summary>
public static class GaussianFit
{
    /// <summary>
    /// A row for each loss and density: the mixture it has learned, where it has one, and Gaussians refitted to training
    /// features. Both are held against test features, whose classes are the true ones.
    /// </summary>
    /// <param name="losses">By their names in the catalogue.</param>
    /// <param name="network">The trained network of a loss, in evaluation mode; disposed of here.</param>
    /// <param name="fit">Training images, of every class at least one.</param>
    /// <param name="test">Test images.</param>
    /// <param name="context">Progress and cancellation.</param>
    /// <exception cref="WorkbookException">A class has no training images, or a feature is not finite.</exception>
    public static ResultTable Compare(IReadOnlyList<string> losses, Func<string, BoundedClassifier> network, ImageSet fit, ImageSet test, ExperimentContext context)
    {
        var rows = new List<IReadOnlyList<string>>();
        foreach (var loss in losses)
        {
            using var scope = NewDisposeScope();
            using var model = network(loss);
            using var quiet = no_grad();
            var features = Evaluation.Of(model, test, $"clean {LossCatalogue.Title(loss)}", context).Features;
            if (model.Head is GaussianMixture learned)
                rows.Add(Row(loss, "learned", (MixtureTerms.Distances(learned, features).gather(1, test.Labels.unsqueeze(1)) * 2).to(float64).cpu().data<double>().ToArray(), features.shape[1]));
            using var refitted = RefittedMixture.Fit(Evaluation.Of(model, fit, $"fit {LossCatalogue.Title(loss)}", context).Features, fit.Labels, fit.Classes, RefittedCovariance.Shared);
            rows.Add(Row(loss, "refitted, shared diagonal", refitted.SquaredDistances(features, test.Labels), features.shape[1]));
        }
        return new ResultTable(
            "2 d of the true class on clean test images, beside the chi-square distribution that it has if features follow their Gaussian",
            ["loss", "density", "mean, if they do", "mean", "median", "Kolmogorov-Smirnov distance"], rows,
            [string.Create(CultureInfo.InvariantCulture, $"The distance is 0 for equal distributions and at most 1; by chance it exceeds {1.36 / Math.Sqrt(test.Count):0.000} in one of twenty samples of {test.Count} that do follow it.")]);
    }

    private static IReadOnlyList<string> Row(string loss, string density, double[] squares, long features)
    {
        double[] sorted = [.. squares.Order()];
        return [LossCatalogue.Title(loss), density, Text(features, "0"), Text(squares.Average()), Text(sorted[sorted.Length / 2]), Text(ChiSquare.Distance(squares, (int)features))];
    }

    private static string Text(double value, string format = "0.000") => value.ToString(format, CultureInfo.InvariantCulture);
}

using System.Globalization;
using Lgm.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace Lgm.Experiments;

/// <summary>The losses that were published under the one name of L-GM, and this workbook's, side by side on one batch.</summary>
public static class PublishedVariants
{
    private const int Batch = 64, Classes = 10, Features = 2;
    private const string Headline = "lgm";

    /// <summary>The five, by their names in the catalogue.</summary>
    public static IReadOnlyList<string> Names { get; } = ["lgm-paper", "lgm-caffe", "lgm-tensorflow", "lgm-tpami-cifar", "lgm-tpami-mnist"];

    /// <summary>
    /// Each loss on the same features <c>[64, 2]</c>, labels and means of ten classes, at the end of its ramps; variances,
    /// where they are learned, are drawn too. Alpha and lambda of the paper's are the headline's, since it gives them for each experiment.
    /// </summary>
    /// <param name="seed">Gives the batch, the means and the variances.</param>
    public static ResultTable Compare(long seed)
    {
        using var scope = NewDisposeScope();
        manual_seed(seed);
        var means = randn([Classes, Features], float64) * 3;
        var labels = randint(Classes, [Batch], ScalarType.Int64);
        var features = means.index_select(0, labels) + randn([Batch, Features], float64);
        var variances = randn([Classes, Features], float64) * 0.5;
        return new ResultTable(
            $"Five losses of one name, and this workbook's, on the same batch ({Batch} samples, {Classes} classes, {Features} features)",
            ["variant", "covariance", "likelihood term", "alpha", "lambda", "L_cls", "lambda L_lkd", "L", "norm of dL/dx"],
            [.. Names.Append(Headline).Select(name => Row(name, features, labels, means, variances))],
            ["alpha and lambda as they stand at the end of each variant's ramp; the paper gives them for each experiment, and its row takes this workbook's. Every likelihood term here is of half squared distances; where the source takes whole ones, lambda is doubled.",
             "Caffe's layer leaves its likelihood term out of the loss it prints, and adds its gradient."]);
    }

    private static string[] Row(string name, Tensor features, Tensor labels, Tensor means, Tensor variances)
    {
        using var scope = NewDisposeScope();
        using var head = (GaussianMixture)LossCatalogue.Create(name, Classes, Features);
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
        var classification = nn.functional.cross_entropy(MixtureTerms.TrainingLogits(head, x, labels), labels).item<double>();
        var options = head.Options;
        return
        [
            LossCatalogue.Title(name) + (name == Headline ? ", this workbook" : ""), options.Covariance + (options.FixedCovariance ? ", fixed" : ""), options.Likelihood.ToString(),
            Text(options.Margin.To, "0.###"), Text(options.LikelihoodWeight.To, "0.###"),
            Text(classification), Text(loss.item<double>() - classification), Text(loss.item<double>()), Text(x.grad!.square().sum().sqrt().item<double>()),
        ];
    }

    private static string Text(double value, string format = "0.0000") => value.ToString(format, CultureInfo.InvariantCulture);
}

using Lgm.Losses;

namespace Lgm.Detection;

/// <summary>
/// Minus the log-odds log(p / (1 - p)) of the largest class probability p: the ranking of 1 - p (Hendrycks and Gimpel, 2017),
/// but without the ties where p rounds to 1.
/// </summary>
public sealed class MaximumProbability : Detector
{
    public override string Name => "maximum-probability";

    protected override Tensor Scores(ClassificationHead head, Tensor features, Tensor predicted)
    {
        var ranked = head.Logits(features).to(float64).sort(1, descending: true).Values;
        return ranked.narrow(1, 1, head.Classes - 1).logsumexp(1) - ranked.select(1, 0);
    }
}

/// <summary>Minus the largest logit (Hendrycks et al., 2022).</summary>
public sealed class MaximumLogit : Detector
{
    public override string Name => "maximum-logit";

    protected override Tensor Scores(ClassificationHead head, Tensor features, Tensor predicted) => head.Logits(features).amax(1).neg();
}

/// <summary>The energy (Liu et al., 2020): -T log sum_k exp(logit_k / T).</summary>
/// <param name="temperature">T. Default: 1, the authors'. Range: above 0.</param>
public sealed class Energy(double temperature = 1) : Detector
{
    public override string Name => "energy";

    protected override Tensor Scores(ClassificationHead head, Tensor features, Tensor predicted) => (head.Logits(features).to(float64) / temperature).logsumexp(1) * -temperature;
}

/// <summary>
/// GradNorm (Huang et al., 2021), turned round: minus the L_1 norm of the gradient that the cross-entropy to the uniform distribution has in the
/// weights of the last layer. With p = softmax(logits), of linear logits that is |x|_1 sum_k |p_k - 1/K|. L-GM's weights are its means:
/// sum_k |p_k - 1/K| |(x - mu_k) / v_k|_1.
/// </summary>
public sealed class GradientNorm : Detector
{
    public override string Name => "gradient-norm";

    internal override string Title => "GradNorm";

    internal override bool Suits(ClassificationHead head) => head is Softmax or CenterLoss or LargeMarginSoftmax or GaussianMixture;

    protected override Tensor Scores(ClassificationHead head, Tensor features, Tensor predicted)
    {
        var differences = (head.Logits(features).to(float64).softmax(1) - 1.0 / head.Classes).abs();
        if (head is not GaussianMixture mixture) return (features.to(float64).abs().sum(1) * differences.sum(1)).neg();
        var precision = (mixture.LogVariances?.neg().exp() ?? full([1, 1], 1 / mixture.Options.InitialVariance, features.dtype, features.device)).expand(head.Classes, head.Features);
        var lengths = Enumerable.Range(0, head.Classes).Select(k => (features - mixture.Means[k]).mul(precision[k]).abs().sum(1));
        return (differences * stack(lengths, 1)).sum(1).neg();
    }
}

/// <summary>Minus the length |x| of the features: a control that knows no class and no Gaussian. A score that tells no more than this sees only that features are short.</summary>
public sealed class FeatureLength : Detector
{
    public override string Name => "feature-length";

    protected override Tensor Scores(ClassificationHead head, Tensor features, Tensor predicted) => features.to(float64).norm(dim: 1).neg();
}

/// <summary>The distance |x - c_k| to the center that center loss has learned for the predicted class k, in the unit of the features.</summary>
public sealed class CenterDistance : Detector
{
    public override string Name => "center-distance";

    internal override string Title => "distance to the center";

    internal override bool Suits(ClassificationHead head) => head is CenterLoss;

    protected override Tensor Scores(ClassificationHead head, Tensor features, Tensor predicted) =>
        (features - ((CenterLoss)head).Centers.index_select(0, predicted)).to(float64).square().sum(1).sqrt();
}

/// <summary>
/// ViM (Wang et al., 2022), turned round: features outside the space in which training features vary, weighed against the energy of the logits z.
/// <code>
/// alpha |R'(x - u)| - log sum_k exp(z_k)      alpha = |mean max_k z_k| / mean |R'(x_i - u)|
/// </code>
/// R are the eigenvectors of 1/N sum_i (x_i - u)(x_i - u)' but for those of the D/2 largest eigenvalues (of 512 from D = 768 on, of 1,000 from
/// 2,048). u is where linear logits W x + b are 0, u = -W^+ b. Logits that are not linear, as L-GM's, have no such point: there u is the mean of
/// the x_i. Their maximum is below 0, hence the absolute value.
/// </summary>
public sealed class VirtualLogit : Detector
{
    private Tensor? origin, residual;
    private double alpha;

    public override string Name => "virtual-logit";

    internal override string Title => "ViM";

    protected override void FitTo(ClassificationHead head, Tensor features, Tensor labels)
    {
        var x = Checked(features, labels, head.Classes);
        var logits = head.Logits(features.detach()).to(float64);
        // Exact for linear logits: b at 0, and W's columns one by one.
        var bias = head.Logits(zeros_like(features.narrow(0, 0, 1))).to(float64);
        var weight = head.Logits(eye(x.shape[1], dtype: features.dtype, device: features.device)).to(float64) - bias;
        var linear = (x.matmul(weight) + bias - logits).abs().max().item<double>() <= 1e-3 * (1 + logits.abs().max().item<double>());
        origin = Keep(linear ? linalg.pinv(weight.t()).matmul(bias.t()).neg().t() : x.mean([0], keepdim: true));
        var centred = x - origin;
        var (_, vectors) = linalg.eigh(centred.t().matmul(centred) / x.shape[0]);
        var principal = x.shape[1] switch { >= 2048 => 1000, >= 768 => 512, var d => d / 2 };
        residual = Keep(vectors.narrow(1, 0, x.shape[1] - principal).clone());
        alpha = Math.Abs(logits.amax(1).mean().item<double>()) / Math.Max(Length(x).mean().item<double>(), 1e-30);
    }

    protected override Tensor Scores(ClassificationHead head, Tensor features, Tensor predicted) => Length(features.to(float64)) * alpha - head.Logits(features).to(float64).logsumexp(1);

    private Tensor Length(Tensor x) => (x - origin!).matmul(residual!).square().sum(1).sqrt();
}

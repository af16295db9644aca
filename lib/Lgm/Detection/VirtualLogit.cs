using Lgm.Losses;

namespace Lgm.Detection;

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

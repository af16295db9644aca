using static TorchSharp.torch;

namespace Lgm.Losses;

/// <summary>A density over features: what tells a normal input from an abnormal one.</summary>
public interface IFeatureDensity
{
    /// <summary>log N(x; mu_k, Lambda_k) in nats, D/2 log 2 pi included, for features <c>[B, D]</c> and every class: <c>[B, K]</c>.</summary>
    Tensor ClassLogLikelihood(Tensor features);

    /// <summary>log p(x) = log sum_k pi_k N(x; mu_k, Lambda_k) in nats for features <c>[B, D]</c>: <c>[B]</c>.</summary>
    Tensor LogLikelihood(Tensor features);
}

using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Lgm.Losses;

/// <summary>
/// The large-margin Gaussian mixture (L-GM) loss, Wan et al., CVPR 2018. The features x of class k follow
/// N(mu_k, Lambda_k), Lambda_k = diag(v_k), with prior pi_k; z is the true class:
/// <code>
/// d_k           = 1/2 sum_j (x_j - mu_kj)^2 / v_kj                              eq. 13, 18
/// logit_k       = log pi_k - 1/2 log|Lambda_k| - d_k                            in tests
/// train logit_k = log pi_k - 1/2 log|Lambda_k| - (1 + alpha [k = z]) d_k        eq. 17, margin m = alpha d_z
/// L_cls         = -mean log softmax(train logits)_z
/// L_lkd         = mean( d_z + 1/2 log|Lambda_z| )
/// L_GM          = L_cls + lambda L_lkd
/// </code>
/// </summary>
public sealed class GaussianMixture : ClassificationHead, IFeatureDensity
{
    // Fields named as in the state dictionary; log v and eta are free of constraints, v and pi are not.
    private readonly Parameter means;
    private readonly Parameter? log_variances;
    private readonly Parameter? prior_logits;

    /// <param name="classes">K, at least 2.</param>
    /// <param name="features">D, at least 1.</param>
    /// <param name="options">Covariance, priors, margin and likelihood weight; null takes the headline's.</param>
    /// <exception cref="WorkbookException">An option out of its range.</exception>
    public GaussianMixture(int classes, int features, GaussianMixtureOptions? options = null) : base("lgm", classes, features)
    {
        Options = options ?? new GaussianMixtureOptions();
        Options.Check();
        // Zero means would make every class the same at the start; .8 / sqrt(D) puts two classes about 1.1 apart.
        means = new Parameter(randn([classes, features]) * (0.8 / Math.Sqrt(features)));
        if (Options.Covariance == Covariance.Diagonal) log_variances = new Parameter(zeros([classes, features]));
        if (Options.LearnedPriors) prior_logits = new Parameter(zeros([classes]));
        RegisterComponents();
    }

    public GaussianMixtureOptions Options { get; }

    /// <inheritdoc/>
    public override string Description => $"{base.Description} {Options}";

    /// <summary>mu, <c>[K, D]</c>.</summary>
    public Parameter Means => means;

    /// <summary>log v, <c>[K, D]</c>; null where the covariance is the identity.</summary>
    public Parameter? LogVariances => log_variances;

    /// <summary>eta, <c>[K]</c>, with pi = softmax(eta); null where the priors are equal.</summary>
    public Parameter? PriorLogits => prior_logits;

    /// <inheritdoc/>
    public override Tensor Logits(Tensor features)
    {
        CheckFeatures(features);
        using var scope = NewDisposeScope();
        var (scores, shift) = Scores(features, LogPriorsAndVolumes());
        return (shift is null ? scores : scores - shift).MoveToOuterDisposeScope();
    }

    /// <summary>L_GM at the margin alpha and weight lambda of the present <see cref="ClassificationHead.Epoch"/>.</summary>
    public override Tensor Loss(Tensor features, Tensor labels)
    {
        CheckLabels(features, labels);
        using var scope = NewDisposeScope();
        var (alpha, lambda) = (Options.Margin.At(Epoch), Options.LikelihoodWeight.At(Epoch));
        var column = labels.unsqueeze(1);
        var volumes = LogPriorsAndVolumes();
        var (scores, shift) = Scores(features, volumes);
        // logit = log pi - 1/2 log|Lambda| - d, solved for d_z; rounding may put a sample on its mean below 0.
        var trueDistance = volumes.index_select(0, labels).unsqueeze(1) - scores.gather(1, column);
        trueDistance = (shift is null ? trueDistance : trueDistance + shift).clamp_min(0);
        // The margin multiplies d_z only: not the log-determinant, not the prior.
        var loss = nn.functional.cross_entropy(scores.scatter_add(1, column, trueDistance * -alpha), labels);
        if (lambda != 0)
        {
            var likelihood = trueDistance.mean();
            if (log_variances is not null) likelihood = likelihood + log_variances.sum(1).index_select(0, labels).mean() * 0.5;
            loss = loss + likelihood * lambda;
        }
        return loss.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor ClassLogLikelihood(Tensor features)
    {
        CheckFeatures(features);
        using var scope = NewDisposeScope();
        var density = Logits(features) - 0.5 * Features * Math.Log(2 * Math.PI);
        density = prior_logits is null ? density + Math.Log(Classes) : density - prior_logits.log_softmax(0);
        return density.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor LogLikelihood(Tensor features)
    {
        using var scope = NewDisposeScope();
        return (Logits(features).logsumexp(1) - 0.5 * Features * Math.Log(2 * Math.PI)).MoveToOuterDisposeScope();
    }

    /// <summary>Lifts variances that a step took below <see cref="GaussianMixtureOptions.VarianceFloor"/> back onto it.</summary>
    public override void AfterStep(Tensor features, Tensor labels)
    {
        if (log_variances is null) return;
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        log_variances.clamp_(min: Math.Log(Options.VarianceFloor));
    }

    /// <summary>Variances learn ten times slower: a fast step in log v overshoots into the collapse that the floor guards against.</summary>
    public override double LearningRateFactor(string parameter) => parameter == nameof(log_variances) ? 0.1 : 1;

    // The logits are scores - shift: (x - mu)^2 / v multiplied out into matrix products, so that no [B, K, D] tensor ever
    // exists. With Lambda = I the shift is |x|^2 / 2, [B, 1], the same for every class: the softmax does not see it, and
    // in training it is never subtracted. Variances that differ by class leave nothing to shift.
    private (Tensor Scores, Tensor? Shift) Scores(Tensor features, Tensor volumes)
    {
        // Distances do not change when features and means move together; around the middle of the means the products
        // below lose the fewest digits to cancellation.
        var middle = means.detach().mean([0], keepdim: true);
        var x = features - middle;
        var mu = means - middle;
        if (log_variances is null)
            return ((volumes - mu.square().sum(1) * 0.5).addmm(x, mu.t()), x.square().sum(1, keepdim: true) * 0.5);
        var precision = log_variances.neg().exp();
        var weighted = mu * precision;
        var scores = (volumes - (mu * weighted).sum(1) * 0.5).addmm(x, weighted.t());
        return (scores.addmm_(x.square() * -0.5, precision.t()), null);
    }

    // log pi_k - 1/2 log|Lambda_k|, [K].
    private Tensor LogPriorsAndVolumes()
    {
        var log = prior_logits is null ? full([Classes], -Math.Log(Classes), means.dtype, means.device) : prior_logits.log_softmax(0);
        return log_variances is null ? log : log - log_variances.sum(1) * 0.5;
    }
}

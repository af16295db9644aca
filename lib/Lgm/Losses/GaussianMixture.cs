using TorchSharp.Modules;

namespace Lgm.Losses;

/// <summary>
/// The large-margin Gaussian mixture (L-GM) loss, Wan et al., CVPR 2018. The features x of class k follow
/// N(mu_k, Lambda_k), Lambda_k = diag(v_k), with prior pi_k; z is the true class:
/// <code>
/// d_k           = 1/2 sum_j (x_j - mu_kj)^2 / v_kj                              eq. 13, 18
/// logit_k       = log pi_k - 1/2 log|Lambda_k| - d_k                            at test time
/// train logit_k = log pi_k - 1/2 log|Lambda_k| - (1 + alpha [k = z]) d_k        eq. 17, margin m = alpha d_z
/// L_cls         = -mean log softmax(train logits)_z
/// L_lkd         = mean( d_z + 1/2 log|Lambda_z| )                               or another <see cref="Likelihood"/>
/// L_GM          = L_cls + lambda L_lkd
/// </code>
/// By default Lambda_k = I and all pi_k are equal. Without <see cref="GaussianMixtureOptions.NormalizedLogits"/> log pi_k - 1/2 log|Lambda_k| is
/// left out of the logits. <see cref="MixtureTerms"/> has the terms one by one, for reading. Where alpha or lambda rises (<see cref="Schedule"/>), a loop of one's own sets <see cref="ClassificationHead.Epoch"/>, which starts at 0.
/// </summary>
public sealed class GaussianMixture : ClassificationHead, IFeatureDensity
{
    // Fields named as in the state dictionary; log v and eta, where pi = softmax(eta), may take any value; v and pi may not.
    private readonly Parameter means;
    private readonly Parameter? log_variances;
    private readonly Parameter? prior_logits;

    /// <summary>Identity covariances and equal priors.</summary>
    /// <param name="classes">K. Range: 2 or more.</param>
    /// <param name="features">D. Range: 1 or more.</param>
    /// <param name="margin">alpha: a number, or a schedule by which it rises in training. At full strength from the first step a high learning rate ends in NaN. Default: 1. Range: 0 or more.</param>
    /// <param name="likelihoodWeight">lambda, the weight of half squared distances: a number or a schedule. Default: .1. Range: 0 or more.</param>
    /// <exception cref="WorkbookException">An option out of its range.</exception>
    /// <exception cref="ArgumentOutOfRangeException">K below 2 or D below 1.</exception>
    public GaussianMixture(int classes, int features, Schedule? margin = null, Schedule? likelihoodWeight = null)
        : this(classes, features, new GaussianMixtureOptions { Margin = margin ?? 1, LikelihoodWeight = likelihoodWeight ?? 0.1 }) { }

    /// <param name="classes">K. Range: 2 or more.</param>
    /// <param name="features">D. Range: 1 or more.</param>
    /// <param name="options">Covariance, priors, margin and likelihood weight.</param>
    /// <param name="name">Its name in the catalogue of losses. Default: lgm.</param>
    /// <exception cref="WorkbookException">An option out of its range.</exception>
    /// <exception cref="ArgumentOutOfRangeException">K below 2 or D below 1.</exception>
    public GaussianMixture(int classes, int features, GaussianMixtureOptions options, string name = "lgm") : base(name, classes, features)
    {
        Options = options;
        Options.Check();
        // Zero means would make every class the same at the start; .8 / sqrt(D) puts two classes about 1.1 apart.
        means = new Parameter(randn([classes, features]) * (0.8 / Math.Sqrt(features)));
        if (Options.Covariance != Covariance.Identity && !Options.FixedCovariance)
            log_variances = new Parameter(full([Options.SharedCovariance ? 1 : classes, Options.Covariance == Covariance.Isotropic ? 1 : features], Math.Log(Options.InitialVariance)));
        if (Options.LearnedPriors) prior_logits = new Parameter(zeros([classes]));
        RegisterComponents();
    }

    /// <summary>Covariance, priors, margin and likelihood weight.</summary>
    public GaussianMixtureOptions Options { get; }

    public override string Description => $"{base.Description} {Options}";

    /// <summary>mu, <c>[K, D]</c>.</summary>
    public Parameter Means => means;

    /// <summary>log v, <c>[K, D]</c>; with one row where the classes share it, with one column where it is isotropic; null where it is not learned.</summary>
    public Parameter? LogVariances => log_variances;

    /// <summary>eta, <c>[K]</c>, with pi = softmax(eta); null where the priors are equal.</summary>
    public Parameter? PriorLogits => prior_logits;

    public override Tensor Logits(Tensor features) => Evaluate(features, density: false);

    /// <summary>L_GM at the margin alpha and weight lambda of the present <see cref="ClassificationHead.Epoch"/>.</summary>
    /// <param name="features">x, <c>[B, D]</c>.</param>
    /// <param name="labels">z, <c>[B]</c>, int64, 0 to K-1.</param>
    /// <returns>A scalar.</returns>
    /// <exception cref="ArgumentException">Features or labels of another shape or type.</exception>
    public override Tensor Loss(Tensor features, Tensor labels)
    {
        CheckLabels(features, labels);
        // Frees what is computed on the way; the result is moved out of it.
        using var scope = NewDisposeScope();
        var (alpha, lambda) = (Options.Margin.At(Epoch), Options.LikelihoodWeight.At(Epoch));
        var column = labels.unsqueeze(1);
        var (precision, halfLogDets) = PrecisionAndDeterminants();
        var constants = Constants(halfLogDets, Options.NormalizedLogits);
        // scores_k = constant_k - d_k + shift: the logits of test time plus a number that is the same for every class. No softmax sees it, so
        // that it is left in, which saves a pass over all K.
        var (scores, shift) = DiagonalGaussian.Scores(features, means, precision, constants);
        // d_z = constant_z - score_z + shift. Of features that lie on their mean rounding may make it negative.
        var trueDistance = (constants.index_select(0, labels).unsqueeze(1) - scores.gather(1, column) + shift).clamp_min(0);
        // The margin multiplies d_z only: not the log-determinant, not the prior.
        var loss = nn.functional.cross_entropy(scores.scatter_add(1, column, trueDistance * -alpha), labels);
        if (lambda == 0) return loss.MoveToOuterDisposeScope();
        var likelihood = Options.Likelihood switch
        {
            Likelihood.TrueClass => Plus(trueDistance.mean(), halfLogDets?.expand(Classes).index_select(0, labels).mean()),
            // The mean over all k of d_k + 1/2 log|Lambda_k|.
            Likelihood.AllClasses => Plus(constants.mean() - scores.mean() + shift.mean(), halfLogDets?.mean()),
            Likelihood.Euclidean => (features - means.index_select(0, labels)).square().sum(1).mean() * 0.5,
            var other => throw new InvalidOperationException($"There is no likelihood term {other}."),
        };
        if (Options.LikelihoodPerDimension) lambda /= Features;
        return (loss + likelihood * lambda).MoveToOuterDisposeScope();
    }

    public Tensor ClassLogLikelihood(Tensor features)
    {
        using var scope = NewDisposeScope();
        var density = Evaluate(features, density: true) - 0.5 * Features * Math.Log(2 * Math.PI);
        // log N alone: the prior is taken off again.
        density = prior_logits is null ? density + Math.Log(Classes) : density - prior_logits.log_softmax(0);
        return density.MoveToOuterDisposeScope();
    }

    public Tensor LogLikelihood(Tensor features)
    {
        using var scope = NewDisposeScope();
        return (Evaluate(features, density: true).logsumexp(1) - 0.5 * Features * Math.Log(2 * Math.PI)).MoveToOuterDisposeScope();
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

    // The logits; or, as a density, log pi_k - 1/2 log|Lambda_k| - d_k even where the logits are -d_k alone.
    private Tensor Evaluate(Tensor features, bool density)
    {
        CheckFeatures(features);
        using var scope = NewDisposeScope();
        var (precision, halfLogDets) = PrecisionAndDeterminants();
        var (scores, shift) = DiagonalGaussian.Scores(features, means, precision, Constants(halfLogDets, density || Options.NormalizedLogits));
        return (scores - shift).MoveToOuterDisposeScope();
    }

    // 1 / v and 1/2 log|Lambda|, [K] or, shared, [1]; both null where Lambda = I.
    private (Tensor? Precision, Tensor? HalfLogDets) PrecisionAndDeterminants()
    {
        if (log_variances is null && Options.InitialVariance == 1) return (null, null);
        var log = log_variances ?? full([1, 1], Math.Log(Options.InitialVariance), means.dtype, means.device);
        return (log.neg().exp(), log.sum(1) * (0.5 * Features / log.shape[1]));
    }

    // What the logits are at no distance, [K]: log pi_k - 1/2 log|Lambda_k|, or 0.
    private Tensor Constants(Tensor? halfLogDets, bool normalized)
    {
        if (!normalized) return zeros([Classes], means.dtype, means.device);
        var log = prior_logits is null ? full([Classes], -Math.Log(Classes), means.dtype, means.device) : prior_logits.log_softmax(0);
        return halfLogDets is null ? log : log - halfLogDets;
    }

    private static Tensor Plus(Tensor sum, Tensor? term) => term is null ? sum : sum + term;
}

namespace Lgm.Losses;

/// <summary>The shape of the covariance Lambda_k of a class; always diagonal.</summary>
public enum Covariance
{
    /// <summary>Lambda_k = I for every class, not learned: what the authors shipped.</summary>
    Identity,

    /// <summary>Lambda_k = v_k I: one variance for each class.</summary>
    Isotropic,

    /// <summary>Lambda_k = diag(v_k1 .. v_kD), for every class: the paper's eq. 18.</summary>
    Diagonal,
}

/// <summary>The likelihood term L_lkd: what pulls features to the means. z is the true class; all are means over the batch.</summary>
public enum Likelihood
{
    /// <summary>d_z + 1/2 log|Lambda_z|, minus the log-density of the true class: the paper's.</summary>
    TrueClass,

    /// <summary>mean_k( d_k + 1/2 log|Lambda_k| ), over all classes: the authors' PyTorch code for MNIST.</summary>
    AllClasses,

    /// <summary>1/2 |x - mu_z|^2, neither divided by the variances nor with their determinant: the authors' Caffe layer. The variances do not feel it.</summary>
    Euclidean,
}

/// <summary>What the Gaussian mixture head is made of. The defaults are this workbook's headline without its ramps; <see cref="GaussianMixturePresets"/> has that and the published losses.</summary>
/// <remarks>The trainer's weight decay acts on the head too, as in the authors' code: it pulls means to 0, variances to 1, learned priors to equal.</remarks>
public sealed record GaussianMixtureOptions
{
    /// <summary>The shape of Lambda_k. Default: the identity. Learned features and learned variances together make the likelihood term unbounded below, see <see cref="VarianceFloor"/>.</summary>
    public Covariance Covariance { get; init; } = Covariance.Identity;

    /// <summary>Whether all classes have the same variances. Default: false. The identity is the same for all in any case.</summary>
    public bool SharedCovariance { get; init; }

    /// <summary>Whether isotropic or diagonal variances stay at <see cref="InitialVariance"/>. Default: false, they are learned. The identity is never learned.</summary>
    public bool FixedCovariance { get; init; }

    /// <summary>v at the start of training. Default: 1, which the identity always has. Range: <see cref="VarianceFloor"/> or more.</summary>
    public double InitialVariance { get; init; } = 1;

    /// <summary>
    /// The smallest learned variance. Default: .001. Range: above 0. Scaling features, means and deviations by c keeps the classification term
    /// and adds D log c to the likelihood term, so that only a floor (or fixed variances) stops a collapse.
    /// </summary>
    public double VarianceFloor { get; init; } = 1e-3;

    /// <summary>Whether the class priors pi = softmax(eta) are learned. Default: false, all are 1/K.</summary>
    public bool LearnedPriors { get; init; }

    /// <summary>Whether the logits carry log pi_k - 1/2 log|Lambda_k|, as eq. 17 has it; without, as in the authors' Caffe layer, they are -d_k alone. Default: true. Densities carry both in any case.</summary>
    public bool NormalizedLogits { get; init; } = true;

    /// <summary>alpha of eq. 17: the margin is m = alpha d_z. Default: 1. Range: 0 or more. The authors' programs: MNIST 1, risen over 5 epochs; CIFAR-10 .3 over 30; ImageNet about .01 (not verified).</summary>
    public Schedule Margin { get; init; } = 1;

    /// <summary>What the likelihood term is. Default: that of the true class.</summary>
    public Likelihood Likelihood { get; init; } = Likelihood.TrueClass;

    /// <summary>Whether the likelihood term is divided by D, so that one lambda serves any number of features: distances and log-determinants grow with D. Default: false.</summary>
    public bool LikelihoodPerDimension { get; init; }

    /// <summary>lambda, the weight of the likelihood term on half squared distances. Default: .1. Range: 0 or more. The authors' programs for MNIST and CIFAR-10 have .1 on whole ones, which is .2 here.</summary>
    public Schedule LikelihoodWeight { get; init; } = 0.1;

    /// <exception cref="WorkbookException">A value outside its range, or two that contradict each other.</exception>
    internal void Check()
    {
        foreach (var (name, s) in new[] { ("margin", Margin), ("likelihood weight", LikelihoodWeight) })
            if (!(s.To >= 0 && s.From >= 0 && double.IsFinite(s.To + s.From)))
                throw new WorkbookException($"The {name} {s} of the Gaussian mixture is out of range: give a number that is 0 or more.");
        if (!(VarianceFloor > 0 && double.IsFinite(VarianceFloor)))
            throw new WorkbookException($"The variance floor {VarianceFloor} of the Gaussian mixture is out of range: give a number above 0.");
        if (!(InitialVariance >= VarianceFloor && double.IsFinite(InitialVariance)))
            throw new WorkbookException($"The initial variance {InitialVariance} of the Gaussian mixture is out of range: give a number that is {VarianceFloor}, the variance floor, or more.");
        if (Covariance == Covariance.Identity && InitialVariance != 1)
            throw new WorkbookException($"The initial variance {InitialVariance} of the Gaussian mixture contradicts its identity covariance: choose Isotropic with FixedCovariance for a variance other than 1.");
        if (LearnedPriors && !NormalizedLogits)
            throw new WorkbookException("The learned priors of the Gaussian mixture would learn nothing from logits without them: set NormalizedLogits to true, or LearnedPriors to false.");
    }
}

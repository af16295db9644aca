namespace Lgm.Losses;

/// <summary>What the Gaussian mixture head is made of. The defaults are the headline of this workbook; <see cref="GaussianMixturePresets"/> has the published ones.</summary>
/// <remarks>The trainer's weight decay acts on the head too, as in the authors' code: it pulls means to 0, variances to 1, learned priors to equal.</remarks>
public sealed record GaussianMixtureOptions
{
    /// <summary>Identity unless told. Learned features and learned variances together make the likelihood term unbounded below, see <see cref="VarianceFloor"/>.</summary>
    public Covariance Covariance { get; init; } = Covariance.Identity;

    /// <summary>Whether all classes have the same variances; each its own unless told. The identity is the same for all in any case.</summary>
    public bool SharedCovariance { get; init; }

    /// <summary>Whether isotropic or diagonal variances stay at <see cref="InitialVariance"/>; learned unless told. The identity is never learned.</summary>
    public bool FixedCovariance { get; init; }

    /// <summary>v at the start of training, <see cref="VarianceFloor"/> or more; 1 unless told, and always 1 under the identity.</summary>
    public double InitialVariance { get; init; } = 1;

    /// <summary>
    /// The smallest learned variance, above 0. Scaling features, means and deviations by c keeps the classification term
    /// and adds D log c to the likelihood term, so that only a floor (or fixed variances) stops a collapse.
    /// </summary>
    public double VarianceFloor { get; init; } = 1e-3;

    /// <summary>Whether the class priors pi = softmax(eta) are learned; equal (1/K) unless told.</summary>
    public bool LearnedPriors { get; init; }

    /// <summary>Whether the logits carry log pi_k - 1/2 log|Lambda_k|, as eq. 17 has it; without, as in the authors' Caffe layer, they are -d_k alone. Densities carry both in any case.</summary>
    public bool NormalizedLogits { get; init; } = true;

    /// <summary>alpha of eq. 17, 0 or more: the margin m = alpha d_z. The authors' programs: MNIST 1, risen over 5 epochs; CIFAR-10 .3 over 30; ImageNet about .01 (not verified).</summary>
    public Schedule Margin { get; init; } = new(1, RampEpochs: 5);

    /// <summary>What the likelihood term is; that of the true class unless told.</summary>
    public Likelihood Likelihood { get; init; } = Likelihood.TrueClass;

    /// <summary>Whether the likelihood term is divided by D, so that one lambda serves any number of features: distances and log-determinants grow with D.</summary>
    public bool LikelihoodPerDimension { get; init; }

    /// <summary>lambda, 0 or more: the weight of the likelihood term on half squared distances. The authors' programs for MNIST and CIFAR-10 have .1 on whole ones, which is .2 here.</summary>
    public Schedule LikelihoodWeight { get; init; } = new(0.1, RampEpochs: 5);

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

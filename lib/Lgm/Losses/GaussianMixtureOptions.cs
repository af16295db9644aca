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

/// <summary>What the Gaussian mixture head is made of. <see cref="GaussianMixturePresets"/> has the published losses.</summary>
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

/// <summary>
/// The losses that were published under the one name of L-GM. They agree in the margin and differ in the rest; every one
/// is written here as its source computes it, with lambda on the likelihood terms of <see cref="Likelihood"/>, which all
/// hold half the squared distance. Where a margin or a weight rises (all but the paper's and TensorFlow's), a loop of one's own
/// sets <see cref="ClassificationHead.Epoch"/>; else it stays where it starts.
/// </summary>
public static class GaussianMixturePresets
{
    /// <summary>
    /// The CVPR paper's loss, eq. 13-23: learned variances for each class and feature, d_z + 1/2 log|Lambda_z|. The paper
    /// gives alpha and lambda for each experiment; they are taken from <paramref name="experiment"/>, and so is all else but
    /// the covariance's shape: the floor, which it does not mention and needs, and whether priors are learned.
    /// </summary>
    public static GaussianMixtureOptions Paper(GaussianMixtureOptions experiment) => experiment with
    {
        Covariance = Covariance.Diagonal, SharedCovariance = false, FixedCovariance = false, Likelihood = Likelihood.TrueClass, NormalizedLogits = true,
    };

    /// <summary>
    /// The authors' Caffe layer, from which the CVPR numbers come (github.com/WeitaoVan/L-GM-loss, ClassDistance layer and
    /// the CIFAR-100 example): one variance a class, fixed at 1, logits -d_k alone, a pull lambda (x - mu_z) that is not
    /// divided by v, alpha .1, .2, .3 in steps of 5,000 iterations (there x2 up to .3; 12.8 epochs of CIFAR-100 in batches
    /// of 128), lambda .1.
    /// </summary>
    /// <remarks>
    /// Their layer adds the gradient of the pull and leaves its value out of the loss it prints; here the loss holds it, the
    /// gradients being the same. They divide by v + .0001 where v may be learned, and their means learn at twice the rate.
    /// </remarks>
    public static GaussianMixtureOptions Caffe { get; } = new()
    {
        Covariance = Covariance.Isotropic,
        FixedCovariance = true,
        NormalizedLogits = false,
        Margin = new(0.3, RampEpochs: 25.6, From: 0.1, Steps: 2),
        Likelihood = Likelihood.Euclidean,
        LikelihoodWeight = 0.1,
    };

    /// <summary>The authors' TensorFlow code (the same repository, folder tensorflow): identity, half the squared distance to the true mean, alpha .1 and lambda .01 from the first step.</summary>
    public static GaussianMixtureOptions TensorFlow { get; } = new() { Margin = 0.1, LikelihoodWeight = 0.01 };

    /// <summary>
    /// The authors' PyTorch code for the TPAMI paper, CIFAR-10 (github.com/jschenthu/GM-Loss): identity, lambda .1 on the
    /// squared distance to the true mean, not on half of it: .2 here; alpha .3. Both rise over 30 epochs, from a tenth and
    /// from a hundredth. (Theirs rise once an epoch, ours with every step.)
    /// </summary>
    public static GaussianMixtureOptions TpamiCifar { get; } = new() { Margin = new(0.3, RampEpochs: 30, From: 0.03), LikelihoodWeight = new(0.2, RampEpochs: 30, From: 0.002) };

    /// <summary>
    /// The same code for MNIST: lambda .1 on the mean over all classes of the squared distance, true or not: .2 on half of
    /// it; alpha 1. Both rise over 5 epochs, from a tenth and from a hundredth.
    /// </summary>
    public static GaussianMixtureOptions TpamiMnist { get; } = new()
    {
        Margin = new(1, RampEpochs: 5, From: 0.1),
        Likelihood = Likelihood.AllClasses,
        LikelihoodWeight = new(0.2, RampEpochs: 5, From: 0.002),
    };
}

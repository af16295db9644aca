namespace Lgm.Losses;

/// <summary>
/// The losses that were published under the one name of L-GM. They agree in the margin and differ in the rest; every one
/// is written here as its source computes it, with lambda on the likelihood terms of <see cref="Likelihood"/>, which all
/// hold half the squared distance.
/// </summary>
public static class GaussianMixturePresets
{
    /// <summary>This workbook's headline: identity covariance, equal priors, true class, alpha 1, lambda .1 on d_z, both rising from 0 over five epochs, which whoever trains must count in <see cref="ClassificationHead.Epoch"/>.</summary>
    public static GaussianMixtureOptions Headline { get; } = new() { Margin = new(1, RampEpochs: 5), LikelihoodWeight = new(0.1, RampEpochs: 5) };

    /// <summary>
    /// The CVPR paper's loss, eq. 13-23: learned variances for each class and feature, d_z + 1/2 log|Lambda_z|. The paper
    /// gives alpha and lambda for each experiment; they are taken from <paramref name="experiment"/>, and so is all else but
    /// the covariance's shape: the floor, which it does not mention and needs, and whether priors are learned.
    /// </summary>
    public static GaussianMixtureOptions Paper(GaussianMixtureOptions experiment) => experiment with
    {
        Covariance = Covariance.Diagonal, SharedCovariance = false, FixedCovariance = false, Likelihood = Likelihood.TrueClass, NormalizedLogits = true,
    };

    /// <summary>The paper's loss without margin, alpha = 0 (figure 1): the GM loss.</summary>
    public static GaussianMixtureOptions WithoutMargin(GaussianMixtureOptions experiment) => experiment with { Margin = 0 };

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

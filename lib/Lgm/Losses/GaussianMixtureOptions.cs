namespace Lgm.Losses;

/// <summary>The shape of the covariance Lambda_k of a class; always diagonal.</summary>
public enum Covariance
{
    /// <summary>Lambda_k = I for every class, not learned: what the authors shipped.</summary>
    Identity,

    /// <summary>Lambda_k = diag(v_k1 .. v_kD), learned for every class: the paper's eq. 18.</summary>
    Diagonal,
}

/// <summary>What the Gaussian mixture head is made of. The defaults are the headline of this workbook.</summary>
/// <remarks>The trainer's weight decay acts on the head too, as in the authors' code: it pulls means to 0, variances to 1, learned priors to equal.</remarks>
public sealed record GaussianMixtureOptions
{
    /// <summary>Identity unless told. Learned features and learned variances together make the likelihood term unbounded below, see <see cref="VarianceFloor"/>.</summary>
    public Covariance Covariance { get; init; } = Covariance.Identity;

    /// <summary>Whether the class priors pi = softmax(eta) are learned; equal (1/K) unless told.</summary>
    public bool LearnedPriors { get; init; }

    /// <summary>alpha of eq. 17, 0 or more: the margin m = alpha d_z. MNIST: 1, ramped over 5 epochs; CIFAR-10: .3; ImageNet: about .01.</summary>
    public Schedule Margin { get; init; } = new(1, RampEpochs: 5);

    /// <summary>lambda, 0 or more: the weight of the likelihood term. MNIST and CIFAR: .1.</summary>
    public Schedule LikelihoodWeight { get; init; } = new(0.1, RampEpochs: 5);

    /// <summary>
    /// The smallest variance, above 0. Scaling features, means and deviations by c keeps the classification term and adds
    /// D log c to the likelihood term, so that only a floor (or fixed variances) stops a collapse.
    /// </summary>
    public double VarianceFloor { get; init; } = 1e-3;

    /// <exception cref="WorkbookException">A value outside its range.</exception>
    internal void Check()
    {
        foreach (var (name, s) in new[] { ("margin", Margin), ("likelihood weight", LikelihoodWeight) })
            if (!(s.To >= 0 && s.From >= 0 && double.IsFinite(s.To + s.From)))
                throw new WorkbookException($"The {name} {s} of the Gaussian mixture is out of range: give a number that is 0 or more.");
        if (!(VarianceFloor > 0 && double.IsFinite(VarianceFloor)))
            throw new WorkbookException($"The variance floor {VarianceFloor} of the Gaussian mixture is out of range: give a number above 0.");
    }
}

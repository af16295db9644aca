namespace Lgm.Losses;

/// <summary>What can be chosen of the losses of <see cref="LossCatalogue"/>; a loss reads its own line and leaves the others.</summary>
public record LossOptions
{
    /// <summary>The mixture of <c>lgm</c>; <c>gm</c> takes it without its margin, <c>lgm-paper</c> with learned diagonal covariances; the other published losses are fixed. The headline unless told.</summary>
    public GaussianMixtureOptions Mixture { get; init; } = GaussianMixturePresets.Headline;

    /// <summary>The weight and centre rate of centre loss.</summary>
    public CenterLossOptions Center { get; init; } = new();

    /// <summary>The margin of L-Softmax.</summary>
    public LargeMarginSoftmaxOptions LargeMargin { get; init; } = new();

    /// <summary>The margin and scale of ArcFace.</summary>
    public ArcFaceOptions ArcFace { get; init; } = new();

    /// <exception cref="WorkbookException">A value outside its range.</exception>
    public virtual void Check()
    {
        Mixture.Check();
        Center.Check();
        LargeMargin.Check();
        ArcFace.Check();
    }
}

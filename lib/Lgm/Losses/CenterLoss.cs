using TorchSharp.Modules;

namespace Lgm.Losses;

/// <summary>How centre loss weighs its pull and moves its centres.</summary>
public sealed record CenterLossOptions
{
    /// <summary>
    /// lambda, on half the mean squared distance to the centre of the true class; a schedule lets it rise in training. Default: .01. Range: 0 or
    /// more. The authors' tensorflow code takes 5e-4 on half the sum over a batch, which is .032 here for batches of 64.
    /// </summary>
    public Schedule Weight { get; init; } = 0.01;

    /// <summary>How far a centre moves towards the mean of its batch in one step. Default: .5. Range: 0 (not at all) to 1. Wen et al.: .5; the authors' tensorflow code: .01 for each image.</summary>
    public double CenterRate { get; init; } = 0.5;

    internal void Check()
    {
        if (!(Weight.To >= 0 && Weight.From >= 0 && double.IsFinite(Weight.To + Weight.From))) throw new WorkbookException($"The weight {Weight} of centre loss is out of range: give a number that is 0 or more.");
        if (CenterRate is not (>= 0 and <= 1)) throw new WorkbookException($"The centre rate {CenterRate} of centre loss is out of range: give a number from 0 to 1.");
    }
}

/// <summary>
/// Centre loss (Wen et al., ECCV 2016), the baseline of the paper's detection table: a linear classifier and a pull to the
/// class's centre, L = L_softmax + lambda/2 mean |x - c_z|^2. The centres follow a rule of their own after each step:
/// c_k -= rate sum_{z=k} (c_k - x) / (1 + n_k). With Lambda = I the likelihood term of <see cref="GaussianMixture"/> is
/// this pull; the difference is that centre loss classifies by a separate linear classifier.
/// </summary>
public sealed class CenterLoss : ClassificationHead
{
    private readonly Linear classifier;
    private readonly Tensor centers;

    /// <param name="classes">K. Range: 2 or more.</param>
    /// <param name="features">D, at least 1.</param>
    /// <param name="options">Weight and center rate. Default: null, those of <see cref="CenterLossOptions"/>.</param>
    /// <exception cref="WorkbookException">An option out of its range.</exception>
    public CenterLoss(int classes, int features, CenterLossOptions? options = null) : base("center", classes, features)
    {
        Options = options ?? new CenterLossOptions();
        Options.Check();
        classifier = nn.Linear(features, classes);
        centers = zeros([classes, features]);
        RegisterComponents();
    }

    public CenterLossOptions Options { get; }

    public override string Description => $"{base.Description} {Options}";

    /// <summary>c, <c>[K, D]</c>; a buffer, not a parameter.</summary>
    public Tensor Centers => centers;

    public override Tensor Logits(Tensor features)
    {
        CheckFeatures(features);
        return classifier.call(features);
    }

    public override Tensor Loss(Tensor features, Tensor labels)
    {
        CheckLabels(features, labels);
        using var scope = NewDisposeScope();
        var pull = (features - centers.index_select(0, labels)).square().sum(1).mean();
        return (nn.functional.cross_entropy(Logits(features), labels) + pull * (Options.Weight.At(Epoch) / 2)).MoveToOuterDisposeScope();
    }

    public override void AfterStep(Tensor features, Tensor labels)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var offsets = centers.index_select(0, labels) - features;
        var sums = zeros_like(centers).index_add_(0, labels, offsets, 1);
        var counts = labels.bincount(null, Classes).unsqueeze(1) + 1;
        centers.sub_(sums / counts * Options.CenterRate);
    }
}

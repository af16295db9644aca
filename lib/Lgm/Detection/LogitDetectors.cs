using Lgm.Losses;
using static TorchSharp.torch;

namespace Lgm.Detection;

/// <summary>
/// Minus the log-odds log(p / (1 - p)) of the largest class probability p: the ranking of 1 - p (Hendrycks and Gimpel, 2017),
/// but without the ties where p rounds to 1.
/// </summary>
public sealed class MaximumProbability : Detector
{
    /// <inheritdoc/>
    public override string Name => "maximum-probability";

    /// <inheritdoc/>
    protected override Tensor Scores(ClassificationHead head, Tensor features, Tensor predicted)
    {
        var ranked = head.Logits(features).to(float64).sort(1, descending: true).Values;
        return ranked.narrow(1, 1, head.Classes - 1).logsumexp(1) - ranked.select(1, 0);
    }
}

/// <summary>Minus the largest logit (Hendrycks et al., 2022).</summary>
public sealed class MaximumLogit : Detector
{
    /// <inheritdoc/>
    public override string Name => "maximum-logit";

    /// <inheritdoc/>
    protected override Tensor Scores(ClassificationHead head, Tensor features, Tensor predicted) => head.Logits(features).amax(1).neg();
}

/// <summary>The distance |x - c_k| to the center that center loss has learned for the predicted class k, in the unit of the features.</summary>
public sealed class CenterDistance : Detector
{
    /// <inheritdoc/>
    public override string Name => "center-distance";

    /// <inheritdoc/>
    internal override string Title => "distance to the center";

    /// <inheritdoc/>
    internal override bool Suits(ClassificationHead head) => head is CenterLoss;

    /// <inheritdoc/>
    protected override Tensor Scores(ClassificationHead head, Tensor features, Tensor predicted) =>
        (features - ((CenterLoss)head).Centers.index_select(0, predicted)).to(float64).square().sum(1).sqrt();
}

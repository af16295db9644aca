using Lgm.Losses;
using static TorchSharp.torch;

namespace Lgm.Detection;

/// <summary>The distance |x - c_k| to the centre that centre loss has learned for the predicted class k, in the unit of the features.</summary>
/// <param name="name">Its name in the catalogue.</param>
public sealed class CenterDistance(string name) : Detector(name)
{
    /// <inheritdoc/>
    public override bool Suits(ClassificationHead head) => head is CenterLoss;

    /// <inheritdoc/>
    protected override Tensor Scores(ClassificationHead head, Tensor features, Tensor predicted) =>
        (features - ((CenterLoss)head).Centers.index_select(0, predicted)).to(float64).square().sum(1).sqrt();
}

using static TorchSharp.torch;

namespace Lgm.Detection;

/// <summary>What is asked of features before anything is fitted to them.</summary>
internal static class TrainingFeatures
{
    /// <returns>The features <c>[N, D]</c> as float64.</returns>
    /// <exception cref="WorkbookException">A class has no features, or a feature is not finite.</exception>
    internal static Tensor Checked(Tensor features, Tensor labels, int classes)
    {
        using var scope = NewDisposeScope();
        var x = features.detach().to(float64);
        if (!x.isfinite().all().item<bool>()) throw new WorkbookException("The training features hold NaN or infinity, so that no likelihood can be fitted: train the model anew with a lower learning rate.");
        var counts = labels.bincount(null, classes);
        if (counts.shape[0] > classes) throw new WorkbookException($"A training label is {counts.shape[0] - 1}, and there are {classes} classes: give labels of 0 to {classes - 1}.");
        if (counts.min().item<long>() == 0) throw new WorkbookException($"Class {counts.argmin(0).item<long>()} has no training features to fit its likelihood to: give images of every class.");
        return x.MoveToOuterDisposeScope();
    }
}

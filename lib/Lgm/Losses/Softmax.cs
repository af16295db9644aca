using TorchSharp.Modules;

namespace Lgm.Losses;

/// <summary>
/// A linear classifier with cross-entropy, the loss the paper rethinks: logit_k = w_k·x + b_k (eq. 1-2),
/// L = -mean log softmax(logits)_z.
/// </summary>
public sealed class Softmax : ClassificationHead
{
    private readonly Linear classifier;

    /// <param name="classes">K. Range: 2 or more.</param>
    /// <param name="features">D, at least 1.</param>
    public Softmax(int classes, int features) : base("softmax", classes, features)
    {
        classifier = nn.Linear(features, classes);
        RegisterComponents();
    }

    public override Tensor Logits(Tensor features)
    {
        CheckFeatures(features);
        return classifier.call(features);
    }

    public override Tensor Loss(Tensor features, Tensor labels)
    {
        CheckLabels(features, labels);
        using var logits = Logits(features);
        return nn.functional.cross_entropy(logits, labels);
    }
}

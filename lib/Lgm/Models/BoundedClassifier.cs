using Lgm.Losses;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Lgm.Models;

/// <summary>
/// A whole classifier in pixel space: bounds and normalisation, the network that makes features, and the head that reads
/// them. Attacks, detectors and the trainer see models only through this class.
/// </summary>
public sealed class BoundedClassifier : Module
{
    private readonly Module<Tensor, Tensor> network;
    private readonly ClassificationHead head;

    /// <param name="network">From normalised images <c>[B, C, H, W]</c> to features <c>[B, D]</c>.</param>
    /// <param name="head">From features <c>[B, D]</c> to logits <c>[B, K]</c>.</param>
    /// <param name="pixels">The pixels' bounds and normalisation.</param>
    public BoundedClassifier(Module<Tensor, Tensor> network, ClassificationHead head, PixelSpace pixels) : base(nameof(BoundedClassifier))
    {
        (this.network, this.head, Pixels) = (network, head, pixels);
        RegisterComponents();
    }

    /// <summary>The pixels this model takes.</summary>
    public PixelSpace Pixels { get; }

    /// <summary>The head: the loss it was trained with.</summary>
    public ClassificationHead Head => head;

    /// <summary>Features <c>[B, D]</c> of images <c>[B, C, H, W]</c> in pixel units.</summary>
    public Tensor Features(Tensor images)
    {
        using var scope = NewDisposeScope();
        return network.call(Pixels.Normalise(images)).MoveToOuterDisposeScope();
    }

    /// <summary>Test-time logits <c>[B, K]</c> of images <c>[B, C, H, W]</c> in pixel units.</summary>
    public Tensor Logits(Tensor images)
    {
        using var scope = NewDisposeScope();
        return head.Logits(Features(images)).MoveToOuterDisposeScope();
    }
}

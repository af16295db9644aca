using Lgm.Data;
using Lgm.Losses;
using static TorchSharp.torch.nn;

namespace Lgm.Models;

/// <summary>What a model makes of images.</summary>
/// <param name="Features">f(x), <c>[N, D]</c>.</param>
/// <param name="Predicted">The class of the largest logit, <c>[N]</c>, int64.</param>
public sealed record Evaluation(Tensor Features, Tensor Predicted);

/// <summary>
/// A whole classifier in pixel space: bounds and normalisation, the network that makes features, and the head that reads
/// them. Attacks, detectors and the trainer see models only through this class.
/// </summary>
public sealed class BoundedClassifier : Module
{
    /// <summary>Images at a time in evaluation and attacks: bounds the memory they take, not the result. Default: 250. Range: 1 or more.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A size below 1.</exception>
    public static int BatchSize
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 250;

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

    /// <summary>From normalised images to features.</summary>
    public Module<Tensor, Tensor> Network => network;

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

    /// <summary>Features and predicted classes of many images <c>[N, C, H, W]</c>, in batches, gradients off.</summary>
    /// <exception cref="WorkbookException">The model is in training mode.</exception>
    public Evaluation Evaluate(Tensor images) => Evaluate((start, count) => images.narrow(0, start, count), images.shape[0], "evaluate");

    /// <summary>Features and predicted classes of a whole set.</summary>
    /// <inheritdoc cref="Evaluate(Tensor)"/>
    /// <param name="images">The set.</param>
    /// <param name="task">What progress reports call the work.</param>
    public Evaluation Evaluate(ImageSet images, string task = "evaluate") => Evaluate((start, count) => images.Range((int)start, (int)count).Images, images.Count, task);

    /// <summary>The predicted classes <c>[N]</c> of images <c>[N, C, H, W]</c>.</summary>
    /// <inheritdoc cref="Evaluate(Tensor)"/>
    public Tensor Predict(Tensor images)
    {
        using var scope = NewDisposeScope();
        return Evaluate(images).Predicted.MoveToOuterDisposeScope();
    }

    /// <summary>The share of a set's images whose predicted class is their label, in [0, 1].</summary>
    /// <inheritdoc cref="Evaluate(ImageSet, string)"/>
    public double Accuracy(ImageSet images, string task = "evaluate")
    {
        using var scope = NewDisposeScope();
        return Share(Evaluate(images, task).Predicted, images.Labels);
    }

    /// <summary>The share of images <c>[N, C, H, W]</c> whose predicted class is their label <c>[N]</c>, in [0, 1].</summary>
    /// <inheritdoc cref="Evaluate(Tensor)"/>
    public double Accuracy(Tensor images, Tensor labels)
    {
        using var scope = NewDisposeScope();
        return Share(Evaluate(images).Predicted, labels);
    }

    /// <summary>The share of a set's images whose label is among the <paramref name="most"/> largest logits, in [0, 1]: 1 less the top-5 error, for 5.</summary>
    /// <param name="images">The set.</param>
    /// <param name="most">Range: 1 to K.</param>
    /// <param name="task">What progress reports call the work.</param>
    /// <exception cref="WorkbookException">The model is in training mode.</exception>
    public double TopAccuracy(ImageSet images, int most, string task = "evaluate")
    {
        using var scope = NewDisposeScope();
        var top = head.Logits(Evaluate(images, task).Features).topk(most, dim: 1).indexes;
        return top.eq(images.Labels.unsqueeze(1)).any(1).to(float64).mean().item<double>();
    }

    /// <exception cref="WorkbookException">The model is in training mode, where batch-norm would learn from what it is shown.</exception>
    internal void RequireEvaluation(string what)
    {
        if (training) throw new WorkbookException($"{what} needs a model in evaluation mode, and this one is in training mode: call eval() on it first.");
    }

    private Evaluation Evaluate(Func<long, long, Tensor> batch, long count, string task)
    {
        RequireEvaluation("An evaluation");
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var (features, predicted) = (new List<Tensor>(), new List<Tensor>());
        foreach (var (start, size) in LongWork.Batches(count, BatchSize, task))
        {
            using var inner = NewDisposeScope();
            var made = Features(batch(start, size));
            predicted.Add(head.Logits(made).argmax(1).MoveToOuterDisposeScope());
            features.Add(made.MoveToOuterDisposeScope());
        }
        return new Evaluation(cat(features).MoveToOuterDisposeScope(), cat(predicted).MoveToOuterDisposeScope());
    }

    private static double Share(Tensor predicted, Tensor labels) => predicted.eq(labels).to(float64).mean().item<double>();
}

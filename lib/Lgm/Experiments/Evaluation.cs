using Lgm.Data;
using Lgm.Models;
using static TorchSharp.torch;

namespace Lgm.Experiments;

/// <summary>Features <c>[N, D]</c> and predicted classes <c>[N]</c> of a set of images.</summary>
public sealed record Evaluation(Tensor Features, Tensor Predicted)
{
    /// <summary>Images at a time unless told: bounds the memory of a forward and backward pass, not the result.</summary>
    public const int BatchSize = 250;

    /// <summary>Runs the model over a set, gradients off; the tensors belong to the caller's dispose scope.</summary>
    public static Evaluation Of(BoundedClassifier model, ImageSet images, string task, ExperimentContext context) =>
        Join(Batches(images, task, context).Select(b => Of(model, b.Images)));

    /// <summary>One batch of images <c>[B, C, H, W]</c>.</summary>
    public static Evaluation Of(BoundedClassifier model, Tensor images)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var features = model.Features(images);
        return new Evaluation(features.MoveToOuterDisposeScope(), model.Head.Logits(features).argmax(1).MoveToOuterDisposeScope());
    }

    /// <summary>Batches put end to end.</summary>
    public static Evaluation Join(IEnumerable<Evaluation> batches)
    {
        var all = batches.ToList();
        return new Evaluation(cat([.. all.Select(b => b.Features)]), cat([.. all.Select(b => b.Predicted)]));
    }

    /// <summary>The share of right predictions, in [0, 1].</summary>
    public double Accuracy(Tensor labels)
    {
        using var scope = NewDisposeScope();
        return Predicted.eq(labels).to(float64).mean().item<double>();
    }

    /// <summary>What a trainer measures after each epoch where the options ask for it; else null. Not to be cancelled: it belongs to the epoch it ends.</summary>
    internal static Func<double>? EachEpoch(BoundedClassifier model, RecognitionOptions options, RecognitionImages images, ExperimentContext context) => !options.EachEpoch ? null : () =>
    {
        using var scope = NewDisposeScope();
        return Of(model, images.Test, "", context with { Progress = null, Cancellation = default }).Accuracy(images.Test.Labels);
    };

    /// <summary>The batches of a set in order, reported as they are asked for; each is freed when the next is.</summary>
    internal static IEnumerable<(Tensor Images, Tensor Labels)> Batches(ImageSet images, string task, ExperimentContext context)
    {
        for (var start = 0; start < images.Count; start += context.EvaluationBatch)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            var (pixels, labels) = images.Range(start, Math.Min(context.EvaluationBatch, images.Count - start));
            yield return (pixels, labels);
            pixels.Dispose();
            labels.Dispose();
            context.Progress?.Report(new WorkProgress(task, Math.Min(start + context.EvaluationBatch, images.Count), images.Count));
        }
    }
}

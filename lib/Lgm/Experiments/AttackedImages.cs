using Lgm.Attacks;
using Lgm.Data;
using Lgm.Models;
using static TorchSharp.torch;

namespace Lgm.Experiments;

/// <summary>A model's view of a set of images under one attack at several eps: one gradient an image serves them all.</summary>
/// <param name="attack">The attack.</param>
/// <param name="balls">The eps.</param>
public sealed class AttackedImages(FastGradientSign attack, IReadOnlyList<Linf> balls)
{
    /// <summary>One eps.</summary>
    /// <param name="Ball">How far a pixel moved.</param>
    /// <param name="Evaluation">Features and predictions of the attacked images.</param>
    /// <param name="Unchanged">The share of images that came out as they went in.</param>
    public sealed record Outcome(Linf Ball, Evaluation Evaluation, double Unchanged);

    /// <summary>Attacks the whole set, with its true labels, batch by batch; the tensors belong to the caller's dispose scope.</summary>
    public IReadOnlyList<Outcome> Evaluate(BoundedClassifier model, ImageSet images, string task, ExperimentContext context)
    {
        var batches = balls.Select(_ => new List<Evaluation>()).ToList();
        var unchanged = new long[balls.Count];
        foreach (var (pixels, labels) in Evaluation.Batches(images, task, context))
        {
            using var direction = attack.Direction(model, pixels, labels);
            for (var i = 0; i < balls.Count; i++)
            {
                using var moved = FastGradientSign.Step(model, pixels, direction, balls[i]);
                batches[i].Add(Evaluation.Of(model, moved));
                unchanged[i] += Unchanged(pixels, moved);
            }
        }
        return [.. balls.Select((ball, i) => new Outcome(ball, Evaluation.Join(batches[i]), (double)unchanged[i] / images.Count))];
    }

    private static long Unchanged(Tensor before, Tensor after)
    {
        using var scope = NewDisposeScope();
        return (after - before).abs().flatten(1).amax(1).eq(0).sum().item<long>();
    }
}

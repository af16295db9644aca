using Lgm.Attacks;
using Lgm.Data;
using Lgm.Models;
using static TorchSharp.torch;

namespace Lgm.Experiments;

/// <summary>
/// A set of images after an attack: made once, on one network, and shown to that network (white box) or to others (black
/// box, by transfer).
/// </summary>
public sealed class AttackedImages : IDisposable
{
    private readonly PixelSpace pixels;

    private AttackedImages(Linf ball, PixelSpace pixels, IEnumerable<Tensor> batches, double unchanged)
    {
        (Ball, this.pixels, Unchanged) = (ball, pixels, unchanged);
        Batches = [.. batches.Select(b => b.DetachFromDisposeScope())];
    }

    /// <summary>How far a pixel moved.</summary>
    public Linf Ball { get; }

    /// <summary>The attacked images in pixel units, float32, in the order of the set: batches <c>[B, C, H, W]</c>.</summary>
    public IReadOnlyList<Tensor> Batches { get; }

    /// <summary>The share of images that came out as they went in; an attack whose gradient vanishes shows here.</summary>
    public double Unchanged { get; }

    /// <summary>Attacks a whole set, with its true labels, batch by batch, for every ball; each outcome is the caller's to dispose.</summary>
    /// <param name="attack">The attack; its wrong classes are drawn once for the whole set.</param>
    /// <param name="source">The network whose gradients it follows, in evaluation mode.</param>
    /// <param name="images">The clean images.</param>
    /// <param name="balls">One outcome each.</param>
    /// <param name="task">What progress reports call this.</param>
    /// <param name="context">Progress and cancellation.</param>
    public static IReadOnlyList<AttackedImages> Make(GradientAttack attack, BoundedClassifier source, ImageSet images, IReadOnlyList<Linf> balls, string task, ExperimentContext context)
    {
        using var scope = NewDisposeScope();
        var classes = attack.Target.Of(images.Labels, images.Classes);
        var batches = balls.Select(_ => new List<Tensor>()).ToList();
        var unchanged = new long[balls.Count];
        var start = 0;
        foreach (var (pixels, labels) in Evaluation.Batches(images, task, context))
        {
            using var wanted = classes.narrow(0, start, labels.shape[0]);
            var moved = attack.PerturbFor(source, pixels, wanted, balls);
            for (var i = 0; i < balls.Count; i++)
            {
                unchanged[i] += CountUnchanged(pixels, moved[i]);
                batches[i].Add(moved[i]);
            }
            start += (int)labels.shape[0];
        }
        return [.. balls.Select((ball, i) => new AttackedImages(ball, source.Pixels, batches[i], (double)unchanged[i] / images.Count))];
    }

    /// <summary>What a network makes of them; the tensors belong to the caller's dispose scope.</summary>
    /// <exception cref="WorkbookException">The network takes pixels of another range than the one they were made on.</exception>
    public Evaluation Evaluate(BoundedClassifier model, string task, ExperimentContext context)
    {
        if ((model.Pixels.Lower, model.Pixels.Upper) != (pixels.Lower, pixels.Upper))
            throw new WorkbookException($"Images attacked in pixels of {pixels.Lower} to {pixels.Upper} cannot be shown to a network that takes {model.Pixels.Lower} to {model.Pixels.Upper}: give both networks the same range.");
        using var scope = NewDisposeScope();
        var seen = new List<Evaluation>();
        foreach (var batch in Batches)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            seen.Add(Evaluation.Of(model, batch));
            context.Progress?.Report(new WorkProgress(task, seen.Count, Batches.Count));
        }
        var whole = Evaluation.Join(seen);
        return new Evaluation(whole.Features.MoveToOuterDisposeScope(), whole.Predicted.MoveToOuterDisposeScope());
    }

    private static long CountUnchanged(Tensor before, Tensor after)
    {
        using var scope = NewDisposeScope();
        return (after - before).abs().flatten(1).amax(1).eq(0).sum().item<long>();
    }

    public void Dispose()
    {
        foreach (var batch in Batches) batch.Dispose();
    }
}

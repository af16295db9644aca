using Lgm.Models;

namespace Lgm.Attacks;

/// <summary>
/// An attack on the pixels x of images, whose result x' stays in the ball |x' - x| &lt;= eps and within the model's pixel bounds. Where it
/// takes several walks (restarts, wrong classes), the best point of all is kept, image by image. A subclass says how one goes.
/// </summary>
public abstract class Attack
{
    private readonly int restarts;

    /// <param name="epsilon">eps in pixel units. Range: 0 or more.</param>
    /// <param name="steps">How many steps, one after the other. Range: 1 or more.</param>
    /// <param name="norm">Of the ball.</param>
    /// <param name="target">Which class of each image it speaks of; null is every wrong class in turn.</param>
    /// <param name="restarts">Walks to each target. Range: 1 or more.</param>
    /// <param name="seed">Draws where each walk starts; null starts at the image.</param>
    private protected Attack(double epsilon, int steps, Norm norm, AttackTarget? target, int restarts = 1, long? seed = null)
    {
        if (!(epsilon >= 0)) throw new WorkbookException(FormattableString.Invariant($"An attack cannot move a pixel by {epsilon}: give an eps that is 0 or more."));
        if (steps < 1) throw new WorkbookException($"An attack of {steps} steps does nothing: give at least 1.");
        if (restarts < 1) throw new WorkbookException($"An attack that starts {restarts} times does nothing: give at least 1.");
        (Ball, Steps, Target, this.restarts, Seed) = (new Ball(norm, epsilon), steps, target, restarts, seed);
    }

    /// <summary>eps, in pixel units.</summary>
    public double Epsilon => Ball.Epsilon;

    /// <summary>Of the ball.</summary>
    public Norm Norm => Ball.Norm;

    /// <summary>How many steps it takes.</summary>
    public int Steps { get; }

    /// <summary>Which class of each image it speaks of; null is every wrong class in turn, of which the best is kept.</summary>
    public AttackTarget? Target { get; }

    /// <summary>Told every iterate <c>[B, C, H, W]</c> after x_0. Default: null, nobody is.</summary>
    internal Action<Tensor>? Stepped { get; set; }

    private protected Ball Ball { get; }

    private protected long? Seed { get; }

    /// <summary>The attacked images of a set.</summary>
    /// <param name="model">The attacked model, in evaluation mode; left as it is, gradients of its weights included.</param>
    /// <param name="images">Pixels <c>[N, C, H, W]</c>; left as they are.</param>
    /// <param name="labels">True classes <c>[N]</c>, int64.</param>
    /// <param name="task">What progress reports call the work. Default: attack.</param>
    /// <returns>Pixels <c>[N, C, H, W]</c>.</returns>
    /// <exception cref="WorkbookException">The model is in training mode.</exception>
    public Tensor Perturb(BoundedClassifier model, Tensor images, Tensor labels, string task = "attack")
    {
        model.RequireEvaluation("An attack");
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var (best, worth) = (images.clone(), full([images.shape[0]], double.NegativeInfinity, float64, images.device));
        var walks = restarts * (Target is null ? model.Head.Classes - 1 : 1);
        for (var w = 0; w < walks; w++)
        {
            using var whole = NewDisposeScope();
            // Drawn for the whole set, so that batches of any size get the same.
            var (aims, starts) = (Aims(w, labels, model.Head.Classes), Start(w, images, model.Pixels));
            foreach (var (start, count) in LongWork.Batches(images.shape[0], BoundedClassifier.BatchSize, walks == 1 ? task : $"{task}, {w + 1} of {walks}"))
            {
                using var batch = NewDisposeScope();
                Tensor Part(Tensor all) => all.narrow(0, start, count);
                Run(new Walk(model, Part(images), Part(labels), Part(aims), Part(starts), Part(best), Part(worth)));
            }
        }
        return best.MoveToOuterDisposeScope();
    }

    /// <summary>What a walk aims at, a whole number an image, <c>[N]</c>: here the class.</summary>
    private protected virtual Tensor Aims(int walk, Tensor labels, int classes) => (Target ?? AttackTarget.WrongClass(1 + walk % (classes - 1))).Of(labels, classes);

    /// <summary>x_0, <c>[N, C, H, W]</c>: the image, or uniform noise of [-eps, eps] on it; under L_2 such noise brought to the length eps.</summary>
    private protected virtual Tensor Start(int walk, Tensor images, PixelSpace pixels)
    {
        if (Seed is not { } drawn) return images.alias();
        using var stream = new Generator((ulong)(drawn + walk));
        var noise = rand(images.shape, images.dtype, generator: stream).to(images.device) * 2 - 1;
        return Ball.Project(images, images + (Ball.Norm == Norm.Max ? noise : Ball.Ascent(noise)) * Epsilon, pixels);
    }

    /// <summary>One walk of a batch: writes the best it finds to <see cref="Walk.Best"/>. Gradients are off.</summary>
    private protected abstract void Run(Walk walk);
}

/// <summary>One walk of a batch of B images.</summary>
/// <param name="Model">The attacked model.</param>
/// <param name="Images">Clean pixels <c>[B, C, H, W]</c>.</param>
/// <param name="Labels">True classes <c>[B]</c>.</param>
/// <param name="Aims">What it aims at, <c>[B]</c>.</param>
/// <param name="Start">x_0.</param>
/// <param name="Best">The best point so far; written to.</param>
/// <param name="Worth">Its worth <c>[B]</c>, float64; written to.</param>
internal sealed record Walk(BoundedClassifier Model, Tensor Images, Tensor Labels, Tensor Aims, Tensor Start, Tensor Best, Tensor Worth)
{
    /// <summary>Keeps those points <c>[B, C, H, W]</c> that are worth more <c>[B]</c> than the best so far.</summary>
    public void Keep(Tensor at, Tensor worth)
    {
        using var scope = NewDisposeScope();
        var better = worth.gt(Worth);
        Worth.copy_(where(better, worth.to(float64), Worth));
        Best.copy_(where(better.reshape(-1, 1, 1, 1), at, Best));
    }
}

/// <summary>By what the distance |x' - x| of an attacked image from the clean one is measured.</summary>
public enum Norm
{
    /// <summary>L_inf: the largest change of a pixel.</summary>
    Max,

    /// <summary>L_2: the root of the sum of squared changes.</summary>
    Euclidean,
}

/// <summary>The ball |x' - x| &lt;= eps that an attack stays in. Images are <c>[B, C, H, W]</c>.</summary>
internal sealed record Ball(Norm Norm, double Epsilon)
{
    /// <summary>The point of ball and box nearest to <paramref name="moved"/>; under L_2 that of the ball, and then of the box, which lies in both.</summary>
    public Tensor Project(Tensor images, Tensor moved, PixelSpace pixels)
    {
        if (Norm == Norm.Max) return pixels.Clip(moved.minimum(images.add(Epsilon)).maximum(images.add(-Epsilon)));
        var change = moved - images;
        return pixels.Clip(images + change * (Epsilon / Length(change)).clamp_max(1));
    }

    /// <summary>The step of length 1 that raises a function of this gradient most: sign g, or g / |g|_2; 0 where the gradient is 0.</summary>
    public Tensor Ascent(Tensor gradient) => Norm == Norm.Max ? gradient.sign() : gradient / Length(gradient);

    /// <summary>|v|_2 of each image, <c>[B, 1, 1, 1]</c>; above 0.</summary>
    public static Tensor Length(Tensor change) => change.square().sum([1, 2, 3], keepdim: true).sqrt().clamp_min(1e-12);
}

/// <summary>Which class of each image an attack speaks of: the true one, to get away from it, or a wrong one, to get there.</summary>
public sealed record AttackTarget
{
    private readonly long? seed;
    private readonly int shift;

    private AttackTarget(long? seed, int shift) => (this.seed, this.shift) = (seed, shift);

    /// <summary>The true class z.</summary>
    public static AttackTarget TrueClass { get; } = new(null, 0);

    /// <summary>A wrong class, drawn for each image with equal chances. The first images of a set have the same ones however long it is.</summary>
    public static AttackTarget RandomWrongClass(long seed) => new(seed, 0);

    /// <summary>The wrong class (z + shift) mod K.</summary>
    /// <param name="shift">1 to K-1.</param>
    /// <exception cref="WorkbookException">A shift below 1, which leads to no wrong class.</exception>
    public static AttackTarget WrongClass(int shift) => shift >= 1 ? new(null, shift) : throw new WorkbookException($"A shift of {shift} leads to no wrong class: give a whole number from 1 to one less than there are classes.");

    /// <summary>Every wrong class in turn, K-1 targets: a caller attacks with each and averages over them.</summary>
    /// <param name="classes">K. Range: 2 or more.</param>
    public static IReadOnlyList<AttackTarget> EveryWrongClass(int classes) => [.. Enumerable.Range(1, classes - 1).Select(WrongClass)];

    /// <summary>The classes <c>[N]</c> for images of the true classes <paramref name="labels"/> <c>[N]</c> (int64, 0 to K-1).</summary>
    /// <param name="labels">Of a whole set, not of a batch, where the classes are drawn.</param>
    /// <param name="classes">K.</param>
    /// <exception cref="WorkbookException">A shift that no K classes have.</exception>
    public Tensor Of(Tensor labels, int classes)
    {
        if (shift >= classes) throw new WorkbookException($"There is no wrong class {shift} places on among {classes} classes: give a shift of 1 to {classes - 1}.");
        if (seed is null && shift == 0) return labels.alias();
        using var scope = NewDisposeScope();
        var shifted = labels + (seed is { } drawn ? Shifts(drawn, labels.shape[0], classes).to(labels.device) : tensor((long)shift, device: labels.device));
        return where(shifted.ge(classes), shifted - classes, shifted).MoveToOuterDisposeScope();
    }

    // 1 to K-1, [N].
    private static Tensor Shifts(long seed, long count, int classes)
    {
        using var stream = new Generator((ulong)seed);
        return randint(1L, classes, new[] { count }, ScalarType.Int64, generator: stream);
    }
}

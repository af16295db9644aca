using Lgm.Models;
using static TorchSharp.torch;

namespace Lgm.Attacks;

/// <summary>
/// An attack on pixels: objective x steps x projection. From x_0 = x, x_{i+1} = clip(P(x_i + share eps sign grad J(x_i))), J
/// being the objective, P the projection onto the ball around x and clip that onto the model's pixel bounds.
/// </summary>
/// <param name="objective">J, the number to raise.</param>
/// <param name="steps">How many steps, and how long.</param>
/// <param name="target">Which class of each image J speaks of.</param>
/// <exception cref="WorkbookException">Steps outside their range.</exception>
public sealed class GradientAttack(IAttackObjective objective, SignSteps steps, AttackTarget target)
{
    private readonly SignSteps steps = Checked(steps);

    /// <summary>J, the number it raises.</summary>
    public IAttackObjective Objective => objective;

    /// <summary>Which class of each image the objective speaks of.</summary>
    public AttackTarget Target => target;

    /// <summary>The attacked images of a set whose classes are drawn for it alone.</summary>
    /// <param name="model">The attacked model, in evaluation mode; left as it is, gradients of its weights included.</param>
    /// <param name="images">Pixels <c>[B, C, H, W]</c>; left as they are.</param>
    /// <param name="labels">True classes <c>[B]</c>.</param>
    /// <param name="ball">How far a pixel may move.</param>
    /// <returns>Pixels <c>[B, C, H, W]</c>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">eps is negative or not finite.</exception>
    public Tensor Perturb(BoundedClassifier model, Tensor images, Tensor labels, Linf ball)
    {
        using var classes = target.Of(labels, model.Head.Classes);
        return PerturbFor(model, images, classes, [ball])[0];
    }

    /// <summary>The attacked images, for each ball.</summary>
    /// <param name="model">The attacked model, in evaluation mode; left as it is, gradients of its weights included.</param>
    /// <param name="images">Pixels <c>[B, C, H, W]</c>; left as they are.</param>
    /// <param name="classes">What <see cref="Target"/> gave for these images, <c>[B]</c>: the true classes or those wanted.</param>
    /// <param name="balls">How far a pixel may move.</param>
    /// <returns>Pixels <c>[B, C, H, W]</c>, as many as there are balls.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An eps is negative or not finite.</exception>
    public IReadOnlyList<Tensor> PerturbFor(BoundedClassifier model, Tensor images, Tensor classes, IReadOnlyList<Linf> balls)
    {
        foreach (var ball in balls)
            if (!(ball.Epsilon >= 0 && double.IsFinite(ball.Epsilon))) throw new ArgumentOutOfRangeException(nameof(balls), ball.Epsilon, "eps is a number that is 0 or more");
        // Every walk starts at the clean images: one gradient there serves all balls.
        using var first = Direction(model, images, classes);
        return [.. balls.Select(ball => Walk(model, images, classes, ball, first))];
    }

    /// <summary>sign grad_x J(x), in {-1, 0, 1}, of pixels and result <c>[B, C, H, W]</c>.</summary>
    public Tensor Direction(BoundedClassifier model, Tensor images, Tensor classes)
    {
        using var scope = NewDisposeScope();
        using var recording = enable_grad();
        var pixels = images.detach().clone().requires_grad_();
        // Asked for the pixels' alone, autograd computes no gradient of a weight.
        var gradient = autograd.grad([objective.Value(model, pixels, classes).sum()], [pixels])[0];
        return gradient.sign().MoveToOuterDisposeScope();
    }

    private Tensor Walk(BoundedClassifier model, Tensor images, Tensor classes, Linf ball, Tensor first)
    {
        using var quiet = no_grad();
        var walked = Step(model, images, images, first, ball);
        for (var i = 1; i < steps.Count; i++)
        {
            using var from = walked;
            using var direction = Direction(model, from, classes);
            walked = Step(model, images, from, direction, ball);
        }
        return walked;
    }

    private Tensor Step(BoundedClassifier model, Tensor origin, Tensor from, Tensor direction, Linf ball)
    {
        using var moved = from.add(direction, ball.Epsilon * steps.Share);
        using var projected = ball.Project(origin, moved);
        return model.Pixels.Clip(projected);
    }

    private static SignSteps Checked(SignSteps steps)
    {
        steps.Check();
        return steps;
    }
}

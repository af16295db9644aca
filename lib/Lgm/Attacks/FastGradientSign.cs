using Lgm.Models;
using static TorchSharp.torch;

namespace Lgm.Attacks;

/// <summary>
/// The fast gradient sign method (Goodfellow et al., 2015): x' = clip(x + eps sign grad_x J(x)). One gradient an image
/// serves every eps.
/// </summary>
/// <param name="objective">J, the number to raise; null takes <see cref="Misclassification"/>.</param>
public sealed class FastGradientSign(IAttackObjective? objective = null)
{
    private readonly IAttackObjective objective = objective ?? new Misclassification();

    /// <summary>sign grad_x J(x), in {-1, 0, 1}.</summary>
    /// <param name="model">The attacked model; left as it is, gradients of its weights included.</param>
    /// <param name="images">Pixels <c>[B, C, H, W]</c>; left as they are.</param>
    /// <param name="labels">True classes <c>[B]</c>.</param>
    /// <returns><c>[B, C, H, W]</c>.</returns>
    public Tensor Direction(BoundedClassifier model, Tensor images, Tensor labels)
    {
        using var scope = NewDisposeScope();
        using var recording = enable_grad();
        var pixels = images.detach().clone().requires_grad_();
        var gradient = autograd.grad([objective.Value(model, pixels, labels).sum()], [pixels])[0];
        return gradient.sign().MoveToOuterDisposeScope();
    }

    /// <summary>The images moved by eps along <paramref name="direction"/>, within the ball and within the model's pixel bounds.</summary>
    public static Tensor Step(BoundedClassifier model, Tensor images, Tensor direction, Linf ball)
    {
        using var moved = images.add(direction, ball.Epsilon);
        return model.Pixels.Clip(moved);
    }

    /// <summary>The attacked images.</summary>
    /// <param name="model">The attacked model; left as it is, gradients of its weights included.</param>
    /// <param name="images">Pixels <c>[B, C, H, W]</c>; left as they are.</param>
    /// <param name="labels">True classes <c>[B]</c>.</param>
    /// <param name="ball">How far a pixel may move.</param>
    /// <returns>Pixels <c>[B, C, H, W]</c>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">eps is negative or not finite.</exception>
    public Tensor Perturb(BoundedClassifier model, Tensor images, Tensor labels, Linf ball)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(ball.Epsilon);
        ArgumentOutOfRangeException.ThrowIfEqual(double.IsFinite(ball.Epsilon), false);
        using var direction = Direction(model, images, labels);
        return Step(model, images, direction, ball);
    }
}

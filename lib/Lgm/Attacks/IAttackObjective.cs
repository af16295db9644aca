using Lgm.Models;
using static TorchSharp.torch;

namespace Lgm.Attacks;

/// <summary>What an attack raises.</summary>
public interface IAttackObjective
{
    /// <summary>One number an image, <c>[B]</c>, larger where the attack has come further; differentiable in the images.</summary>
    /// <param name="model">The attacked model.</param>
    /// <param name="images">Pixels <c>[B, C, H, W]</c>.</param>
    /// <param name="classes">The classes <c>[B]</c> (int64) the attack speaks of: the true ones, or those it wants.</param>
    Tensor Value(BoundedClassifier model, Tensor images, Tensor classes);
}

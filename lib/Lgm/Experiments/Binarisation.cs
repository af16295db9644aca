using Lgm.Attacks;
using Lgm.Losses;
using Lgm.Models;

namespace Lgm.Experiments;

/// <summary>
/// The binarisation test (Zimmermann et al., 2022), which a sound attack passes on about every image: around an image lie 999 points within
/// .95 eps and one at eps; a linear read-out of the frozen features is fitted that tells the one from the rest, so that an attack has something
/// to find in the ball; then the attack is let loose on it.
/// </summary>
internal static class Binarisation
{
    private const int Inner = 999;
    private const double Within = 0.95;

    /// <summary>
    /// On how many images <c>[N, C, H, W]</c> a read-out tells the one point from the rest, and on how many of these an attack, which needs no more
    /// than two classes, finds what it takes for it. The seed draws the points.
    /// </summary>
    public static (int Tested, int Found) Of(BoundedClassifier model, Tensor images, Attack attack, long seed, string task)
    {
        var ball = new Ball(attack.Norm, attack.Epsilon);
        var (tested, found) = (0, 0);
        using var stream = new Generator((ulong)seed);
        foreach (var (i, _) in LongWork.Batches(images.shape[0], 1, task))
        {
            using var scope = NewDisposeScope();
            using var quiet = no_grad();
            var image = images.narrow(0, i, 1);
            var noise = rand([Inner + 1, .. image.shape[1..]], float32, generator: stream).to(image.device) * 2 - 1;
            var directions = attack.Norm == Norm.Max ? noise : ball.Ascent(noise) * rand([Inner + 1, 1, 1, 1], float32, generator: stream).to(image.device);
            var points = cat([directions.narrow(0, 0, Inner) * Within, ball.Ascent(noise.narrow(0, Inner, 1))]) * attack.Epsilon;
            var features = model.Evaluate(model.Pixels.Clip(image + points)).Features.to(float64);
            if (ReadOut(features) is not { } head) continue;
            tested++;
            using (head)
            {
                // Shares the network, which must not go with it.
                var binary = new BoundedClassifier(model.Network, head, model.Pixels);
                binary.eval();
                var attacked = attack.Perturb(binary, image, zeros([1], int64, image.device));
                if (binary.Predict(attacked).item<long>() == 1) found++;
            }
        }
        return (tested, found);
    }

    // Fisher's direction from the inner points to the last one, with the threshold half-way; null where it does not part them.
    private static Softmax? ReadOut(Tensor features)
    {
        var (inner, outer) = (features.narrow(0, 0, Inner), features.narrow(0, Inner, 1));
        var mean = inner.mean([0], keepdim: true);
        var covariance = (inner - mean).t().matmul(inner - mean) / Inner;
        var dimensions = features.shape[1];
        var ridge = eye(dimensions, dtype: float64, device: features.device) * (covariance.diagonal().mean() * 1e-3 + 1e-12);
        var direction = linalg.solve(covariance + ridge, (outer - mean).t());
        direction = direction / direction.square().sum().sqrt();
        var (most, one) = (inner.matmul(direction).max().item<double>(), outer.matmul(direction).item<double>());
        if (one <= most) return null;
        var head = new Softmax(2, (int)dimensions);
        head.to(features.device);
        var state = head.state_dict();
        state["classifier.weight"].copy_(cat([zeros_like(direction), direction], 1).t());
        state["classifier.bias"].copy_(tensor([0, -(most + one) / 2]));
        head.eval();
        return head;
    }
}

using Lgm.Data;
using Lgm.Losses;
using Lgm.Models;
using Lgm.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Lgm.Experiments;

/// <summary>One thing the workbook needs of libtorch.</summary>
/// <param name="Name">What is tried.</param>
/// <param name="Run">Tries it; throws where the outcome is not what it must be.</param>
public sealed record SelfTestCheck(string Name, Action<Device> Run);

/// <summary>Proves in seconds that libtorch does what the workbook needs on this machine.</summary>
public static class SelfTest
{
    /// <summary>In the order in which they build on each other.</summary>
    public static IReadOnlyList<SelfTestCheck> Checks { get; } =
    [
        new("golden loss and its gradient", GoldenLoss), new("a training that is interrupted, saved, loaded and goes on", Resume),
    ];

    // A case worked out by hand: x = (1, 2), means (0,0), (1,1), (3,2), z = 1, alpha .3, lambda .1, identity covariance.
    private static void GoldenLoss(Device device)
    {
        using var scope = NewDisposeScope();
        using var head = new GaussianMixture(3, 2, new GaussianMixtureOptions { Margin = 0.3, LikelihoodWeight = 0.1 });
        using (no_grad()) head.Means.copy_(tensor(new[,] { { 0.0, 0 }, { 1, 1 }, { 3, 2 } }));
        head.to(float64).to(device);
        var features = tensor(new[,] { { 1.0, 2.0 } }).to(device).requires_grad_();
        var loss = head.Loss(features, tensor(new[] { 1L }).to(device));
        loss.backward();
        Require(Math.Abs(loss.item<double>() - 0.398173) < 1e-5, "the L-GM loss of the golden case is not .398173");
        var gradient = features.grad!.cpu().data<double>().ToArray();
        Require(Math.Abs(gradient[0] - 0.255029) < 1e-5 && Math.Abs(gradient[1] - 0.260219) < 1e-5, "its gradient is not (.255029, .260219)");
    }

    // One step, a checkpoint, another step; and both steps without a stop: the same weights, to the bit on a CPU.
    private static void Resume(Device device)
    {
        using var scope = NewDisposeScope();
        var random = new Random(1);
        var pixels = new byte[64 * 28 * 28];
        random.NextBytes(pixels);
        using var images = ImageSet.From(new ImageData(pixels, [.. Enumerable.Range(0, 64).Select(i => i % 10L)], 64, 1, 28, 28, "self-test"), 10, device);
        var path = Path.Combine(Path.GetTempPath(), $"lgm-self-test-{Environment.ProcessId}.safetensors");
        BoundedClassifier Trained(string? checkpoint, params int[] epochs)
        {
            BoundedClassifier model = null!;
            foreach (var until in epochs)
            {
                manual_seed(1);
                model = new BoundedClassifier(new MnistNet(8, Machine.FasterPrecision(device)), new GaussianMixture(10, 8), PixelSpace.Mnist).to(device);
                new Trainer(model, images, new TrainingOptions { Epochs = until, BatchSize = 64, LearningRate = 0.001 }).Train(checkpoint);
            }
            return model;
        }
        try
        {
            using var resumed = Trained(path, 1, 2);
            using var straight = Trained(null, 2);
            var furthest = resumed.parameters().Zip(straight.parameters(), (a, b) => (a - b).abs().max().item<float>()).Max();
            Require(device.type == DeviceType.CPU ? furthest == 0 : furthest < 1e-4, $"a resumed training ends elsewhere: weights differ by {furthest}");
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds) throw new InvalidOperationException(otherwise);
    }
}

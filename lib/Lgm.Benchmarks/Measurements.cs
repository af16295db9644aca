using System.Globalization;
using Lgm.Attacks;
using Lgm.Experiments;
using Lgm.Losses;
using Lgm.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Lgm.Benchmarks;

/// <summary>Our side of every comparison; the peers' scripts in Peers/ take the same names.</summary>
internal static class Measurements
{
    public const int TrainingBatch = 128, AttackBatch = 250, OverheadCalls = 100_000, PeakSize = 2048;

    /// <summary>
    /// Floating-point operations of one training step: two for each product and sum of the six convolutions and the linear
    /// layer, three times over (forward, towards the input, towards the weights), but for the first convolution, whose
    /// input needs no gradient.
    /// </summary>
    public static double TrainingOperations
    {
        get
        {
            (int In, int Out, int Side)[] convolutions = [(1, 32, 28), (32, 32, 28), (32, 64, 14), (64, 64, 14), (64, 128, 7), (128, 128, 7)];
            var products = convolutions.Sum(c => 25.0 * c.In * c.Out * c.Side * c.Side * (c.In == 1 ? 2 : 3)) + 3.0 * 1152 * 100;
            return 2 * TrainingBatch * products;
        }
    }

    public static Measurement Run(string name, Device device)
    {
        manual_seed(1);
        return name.Split('-') switch
        {
            ["training"] => Training(device),
            ["head", var covariance, var b, var k, var d] => Head(covariance, Whole(b), Whole(k), Whole(d)),
            ["overhead"] => Overhead(),
            ["fgsm"] => Fgsm(),
            ["peak", var type] => Peak(type == "bfloat16" ? bfloat16 : float32, device),
            _ => throw new WorkbookException($"There is no measurement \"{name}\"."),
        };
    }

    private static int Whole(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static Measurement Training(Device device)
    {
        var precision = Machine.FasterPrecision(device);
        var model = new BoundedClassifier(new MnistNet(100) { Precision = precision }, new Softmax(10, 100), PixelSpace.Mnist).to(device);
        model.train();
        var optimizer = optim.SGD(model.parameters(), 1e-3, momentum: 0.9, weight_decay: 5e-4, nesterov: true);
        var (images, labels) = (rand([TrainingBatch, 1, 28, 28]).to(device), randint(10, [TrainingBatch]).to(device));
        return Measurement.Of(() =>
        {
            using var scope = NewDisposeScope();
            var loss = model.Head.Loss(model.Features(images), labels);
            optimizer.zero_grad();
            loss.backward();
            optimizer.step();
            Finish(device);
        });
    }

    private static Measurement Head(string covariance, int b, int k, int d)
    {
        ClassificationHead head = covariance == "softmax"
            ? new Softmax(k, d)
            : new GaussianMixture(k, d, new GaussianMixtureOptions { Covariance = Enum.Parse<Covariance>(covariance, ignoreCase: true), Margin = 0.3, LikelihoodWeight = 0.1 });
        var features = randn(b, d).requires_grad_();
        var labels = randint(k, [b]);
        return Measurement.Of(() =>
        {
            using var scope = NewDisposeScope();
            features.grad = null;
            head.zero_grad();
            head.Loss(features, labels).backward();
        });
    }

    // One addition of ten numbers costs nothing; what is left is the way there and back.
    private static Measurement Overhead()
    {
        using var quiet = no_grad();
        var (left, right) = (randn(10), randn(10));
        var all = Measurement.Of(() =>
        {
            for (var i = 0; i < OverheadCalls; i++)
            {
                using var sum = left.add(right);
            }
        });
        return all with { Milliseconds = all.Milliseconds / OverheadCalls };
    }

    private static Measurement Fgsm()
    {
        var model = new BoundedClassifier(new MnistNet(100), new Softmax(10, 100), PixelSpace.Mnist);
        model.eval();
        foreach (var parameter in model.parameters()) parameter.requires_grad = false;
        var (images, labels) = (rand([AttackBatch, 1, 28, 28]), randint(10, [AttackBatch]));
        return Measurement.Of(() => new Fgsm(0.3).Perturb(model, images, labels).Dispose());
    }

    private static Measurement Peak(ScalarType type, Device device)
    {
        var (left, right) = (randn(PeakSize, PeakSize).to(type).to(device), randn(PeakSize, PeakSize).to(type).to(device));
        return Measurement.Of(() =>
        {
            left.matmul(right).Dispose();
            Finish(device);
        });
    }

    // A GPU works on after the call has returned.
    private static void Finish(Device device)
    {
        if (device.type == DeviceType.CUDA) cuda.synchronize();
    }
}

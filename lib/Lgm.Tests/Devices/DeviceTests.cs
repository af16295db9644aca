namespace Lgm.Tests.Devices;

/// <summary>Everything that computes, on a GPU, against the CPU; skipped where there is none.</summary>
[Collection(TorchState.Name)]
public sealed class DeviceTests
{
    private const int Classes = 4;
    private static readonly TrainingOptions s_options = new() { Epochs = 3, BatchSize = 12, LearningRate = 0.02, DecayEvery = 3 };

    public static TheoryData<string> Losses => [.. LossCatalogue.Names];

    [SkippableFact]
    public void CropsAndMirrorsAreThoseOfTheCpu()
    {
        var there = Gpu();
        double[] On(Device device)
        {
            using var scope = NewDisposeScope();
            using var random = new Generator(5);
            return new CropAndMirror(4, Mirror: true).Apply(arange(8 * 3 * 6 * 6, dtype: float32).reshape(8, 3, 6, 6).to(device), random).cpu().Numbers();
        }
        Assert.Equal(On(CPU), On(there));
        Assert.NotEqual(Enumerable.Range(0, 8 * 3 * 6 * 6).Select(i => (double)i), On(there));
    }

    [SkippableTheory]
    [MemberData(nameof(Losses))]
    public void ALossAndItsGradientAreThoseOfTheCpuInFloat64(string loss)
    {
        var there = Gpu();
        (double Loss, double[] Gradient) On(Device device, ScalarType type)
        {
            using var scope = NewDisposeScope();
            var random = new Random(3);
            var head = LossCatalogue.Create(loss, Classes, 5).Redrawn(random).to(type).to(device);
            var features = random.Normal(1, 6, 5).to(float32).to(type).to(device).requires_grad_();
            var value = head.Loss(features, random.Labels(6, Classes).to(device));
            value.backward();
            return (value.to(float64).item<double>(), features.grad!.Numbers());
        }
        var (expected, actual) = (On(CPU, float64), On(there, float32));
        Assert.Equal(expected.Loss, actual.Loss, 1e-4 * Math.Max(1, Math.Abs(expected.Loss)));
        Golden.AssertClose(actual.Gradient, expected.Gradient, 1e-4, loss);
    }

    [SkippableTheory]
    [MemberData(nameof(Losses))]
    public void ATrainingAndItsAttackGoAsOnTheCpu(string loss)
    {
        var there = Gpu();
        (IReadOnlyList<double> Losses, double Moved) On(Device device)
        {
            using var scope = NewDisposeScope();
            using var images = ImageSet.From(BlobImages.Data(60, Classes), Classes, device);
            using var model = BlobImages.Classifier(loss, Classes).to(device);
            var losses = Trainer.Train(model, images, s_options).Losses;
            var (pixels, labels) = images.Range(0, 20);
            var attacked = new Fgsm(0.1).Perturb(model, pixels, labels);
            Assert.Equal(device.type, attacked.device_type);
            return (losses, (attacked - pixels).abs().max().item<float>());
        }
        var (expected, actual) = (On(CPU), On(there));
        Golden.AssertClose([.. actual.Losses], [.. expected.Losses], 1e-2, loss);
        Assert.Equal(expected.Moved, actual.Moved, 1e-6);
    }

    [SkippableFact]
    public void AnInterruptedTrainingGoesOn()
    {
        var device = Gpu();
        using var images = ImageSet.From(BlobImages.Data(60, Classes), Classes, device);
        using var folder = new TemporaryFolder();
        IReadOnlyList<double> Train(int epochs, string? checkpoint)
        {
            using var model = BlobImages.Classifier("lgm", Classes).to(device);
            return Trainer.Train(model, images, s_options with { Epochs = epochs }, checkpoint).Losses;
        }
        Train(1, folder["state"]);
        // On a GPU sums are taken in no fixed order.
        Golden.AssertClose([.. Train(3, folder["state"])], [.. Train(3, null)], 1e-3, "epoch losses");
    }

    [SkippableFact]
    public void MemoryThatIsRefusedIsRecognised()
    {
        var device = Gpu();
        var refused = Assert.ThrowsAny<Exception>(() => empty([1L << 48], uint8, device));
        Assert.True(Machine.IsOutOfMemory(refused), refused.Message);
    }

    private static Device Gpu()
    {
        Skip.IfNot(cuda_is_available(), "libtorch sees no GPU here");
        return CUDA;
    }
}

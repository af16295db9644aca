namespace Lgm.Tests.Devices;

/// <summary>Everything that computes, on a GPU, against the CPU; skipped where there is none.</summary>
[Collection(TorchState.Name)]
public sealed class DeviceTests
{
    private const int Classes = 4;
    private static readonly TrainingOptions s_options = new() { Epochs = 3, BatchSize = 12, LearningRate = 0.02, DecayEvery = 3, CropPadding = 2, Mirror = true };

    public static TheoryData<string> Losses => [.. LossCatalogue.Names];

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
    public void AnInterruptedTrainingAndItsAttackGoAsOnTheCpu(string loss)
    {
        var there = Gpu();
        using var folder = new TemporaryFolder();
        (IReadOnlyList<double> Losses, double Moved) On(Device device)
        {
            using var scope = NewDisposeScope();
            using var images = ImageSet.From(BlobImages.Data(60, Classes), Classes, device);
            using BoundedClassifier begun = BlobImages.Classifier(loss, Classes).to(device), model = BlobImages.Classifier(loss, Classes).to(device);
            var checkpoint = device.type == there.type ? folder["state"] : null;
            if (checkpoint is not null) Trainer.Train(begun, images, s_options with { Epochs = 1 }, checkpoint);
            var losses = Trainer.Train(model, images, s_options, checkpoint).Losses;
            var (pixels, labels) = images.Range(0, 20);
            var attacked = new Fgsm(0.1).Perturb(model, pixels, labels);
            Assert.Equal(device.type, attacked.device_type);
            return (losses, (attacked - pixels).abs().max().item<float>());
        }
        var (expected, actual) = (On(CPU), On(there));
        Golden.AssertClose([.. actual.Losses], [.. expected.Losses], 1e-2, loss);
        Assert.Equal(expected.Moved, actual.Moved, 1e-6);
    }

    private static Device Gpu()
    {
        Skip.IfNot(cuda_is_available(), "libtorch sees no GPU here");
        return CUDA;
    }
}

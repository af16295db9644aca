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

/// <summary>Proves in seconds that the chosen packages and the machine's libtorch do what the workbook needs.</summary>
public static class SelfTest
{
    /// <summary>In the order in which they build on each other.</summary>
    public static IReadOnlyList<SelfTestCheck> Checks { get; } =
    [
        new("convolution", Convolution), new("golden loss and its gradient", GoldenLoss), new("an optimiser step", OptimiserStep), new("saving and loading", SaveAndLoad),
    ];

    private static void Convolution(Device device)
    {
        using var scope = NewDisposeScope();
        var image = arange(9, float32, device).reshape(1, 1, 3, 3);
        var sums = nn.functional.conv2d(ChannelsLast.Of(image), ones([1, 1, 2, 2], float32, device));
        Require(sums.flatten().cpu().data<float>().ToArray() is [8, 12, 20, 24], "a 2x2 convolution of ones has the wrong sums");
    }

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

    private static void OptimiserStep(Device device)
    {
        using var scope = NewDisposeScope();
        using var model = Small(device);
        manual_seed(1);
        var (images, labels) = (rand([8, 1, 28, 28]).to(device), randint(10, [8]).to(device));
        using var optimizer = optim.SGD(model.parameters(), 0.001, momentum: 0.9, nesterov: true);
        double first = 0, last = 0;
        for (var step = 0; step < 8; step++)
        {
            optimizer.zero_grad();
            var loss = model.Head.Loss(model.Features(images), labels);
            loss.backward();
            optimizer.step();
            last = loss.item<float>();
            if (step == 0) first = last;
        }
        Require(last < first, "eight steps on one batch did not lower its loss");
    }

    private static void SaveAndLoad(Device device)
    {
        using var scope = NewDisposeScope();
        using var saved = Small(device);
        using var loaded = Small(device);
        var path = Path.Combine(Path.GetTempPath(), $"lgm-self-test-{Environment.ProcessId}.safetensors");
        try
        {
            Safetensors.Write(path, saved.state_dict().ToDictionary(t => "model." + t.Key, t => t.Value), new Dictionary<string, string>());
            Checkpoint.LoadWeights(path, loaded);
        }
        finally
        {
            File.Delete(path);
        }
        var images = rand([4, 1, 28, 28]).to(device);
        Require((saved.Features(images) - loaded.Features(images)).abs().max().item<float>() == 0, "a loaded model does not compute what the saved one did");
    }

    private static BoundedClassifier Small(Device device) => new BoundedClassifier(new MnistNet(8), new Softmax(10, 8), PixelSpace.Mnist).to(device);

    private static void Require(bool holds, string otherwise)
    {
        if (!holds) throw new InvalidOperationException(otherwise);
    }
}

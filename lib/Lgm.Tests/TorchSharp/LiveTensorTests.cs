using System.Runtime.CompilerServices;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace Lgm.Tests.Tensors;

/// <summary>Nothing leaks: what a step makes is freed by its scope, and what was dropped without a scope by the finalizer.</summary>
[Collection(TorchState.Name)]
public sealed class LiveTensorTests
{
    [Theory]
    [Trait("Category", "Slow")]
    [InlineData("sgd")]
    [InlineData("adam")]
    public void TenThousandStepsEndWithTheTensorsTheyBeganWith(string optimiser)
    {
        LiveTensors.Collect();
        using var net = nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.PReLU(2), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(2, 3));
        using var criterion = nn.CrossEntropyLoss();
        using optim.Optimizer steps = optimiser == "sgd" ? optim.SGD(net.parameters(), 0.01, momentum: 0.9) : optim.Adam(net.parameters(), 0.001, amsgrad: true);
        using var images = randn([4, 1, 4, 4]);
        using var labels = tensor(new long[] { 0, 1, 2, 0 });

        // The first step makes the gradients and the optimiser's state, which stay.
        Step(net, criterion, steps, images, labels);
        var before = LiveTensors.Count;
        for (var i = 0; i < 10_000; i++) Step(net, criterion, steps, images, labels);
        // Before any collection: the count must not owe its fall to finalizers.
        Assert.Equal(before, LiveTensors.Count);
    }

    [Fact]
    public void DisposingGivesBackEveryTensor()
    {
        LiveTensors.Collect();
        var before = LiveTensors.Count;
        using (NewDisposeScope())
        {
            using var net = nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3), nn.PReLU(3));
            using var adam = optim.Adam(net.parameters(), 0.01);
            net.call(ones(4, 2)).sum().backward();
            adam.step();
            adam.zero_grad();
            Assert.True(LiveTensors.Count > before);
        }
        Assert.Equal(before, LiveTensors.Count);
    }

    [Fact]
    public void DroppedTensorsAreFreedByTheFinalizer()
    {
        LiveTensors.Collect();
        var before = LiveTensors.Count;
        Drop(200);
        var dropped = LiveTensors.Count - before;
        LiveTensors.Collect();
        Assert.True(dropped >= 200, $"{dropped} live before the collection");
        Assert.Equal(before, LiveTensors.Count);
    }

    [Fact]
    public void AFailedCallLeavesNothingBehind()
    {
        LiveTensors.Collect();
        using var a = ones(2, 3);
        using var b = ones(2, 3);
        var before = LiveTensors.Count;
        for (var i = 0; i < 100; i++) Assert.ThrowsAny<Exception>(() => a.matmul(b));
        Assert.Equal(before, LiveTensors.Count);
    }

    [Fact]
    public void InPlaceOperatorsMakeNoTensor()
    {
        LiveTensors.Collect();
        using var a = ones(2, 3);
        using var b = ones(2, 3);
        var before = LiveTensors.Count;
        for (var i = 0; i < 100; i++) a.add_(b).mul_(0.5).clamp_(0, 1).zero_();
        Assert.Equal(before, LiveTensors.Count);
    }

    /// <summary>
    /// Temporaries that only a running native call or a span still needs must not be finalised under it. This bites in
    /// Release builds: in Debug ones every local lives to the end of its method.
    /// </summary>
    [Fact]
    [Trait("Category", "Slow")]
    public void ACollectionAtAnyMomentTakesNothingThatIsInUse()
    {
        var done = false;
        var collector = new Thread(() =>
        {
            while (!Volatile.Read(ref done))
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        });
        collector.Start();
        var copy = new float[2048];
        try
        {
            for (var i = 0; i < 2_000; i++)
            {
                Assert.Equal(4096, Temporary().sum().item<float>());
                Assert.All(Temporary().data<float>().ToArray(), n => Assert.Equal(2, n));
                Assert.Equal([32, 64], Temporary().shape);
                Temporary().data<float>().CopyTo(copy);
                Assert.Equal(4096, copy.Sum());
                Assert.Equal(2, Temporary().data<float>()[31, 63]);
                Assert.Equal(8192, cat([Temporary(), Temporary()]).sum().item<float>());
                Assert.Equal(1, Temporary().reshape(-1)[3].item<float>() - Temporary().mean().item<float>() + 1);
            }
        }
        finally
        {
            Volatile.Write(ref done, true);
            collector.Join();
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        static Tensor Temporary() => ones(32, 64) + 1 - (ones(32, 64) * 0);
    }

    private static void Step(Sequential net, CrossEntropyLoss criterion, optim.Optimizer optimiser, Tensor images, Tensor labels)
    {
        using var scope = NewDisposeScope();
        optimiser.zero_grad();
        criterion.call(net.call(images), labels).backward();
        optimiser.step();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Drop(int count)
    {
        for (var i = 0; i < count; i++) _ = ones(4) + i;
    }
}

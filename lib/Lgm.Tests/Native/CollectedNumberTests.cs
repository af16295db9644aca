using System.Diagnostics;
using System.Reflection;
using Lgm.Tests.Tensors;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Lgm.Tests.Native;

/// <summary>A garbage collection at any moment takes no number that a call is using (environment/libtorch.targets).</summary>
[Collection(TorchState.Name)]
public sealed class CollectedNumberTests
{
    [Fact]
    public void TorchSharpsMethodsHoldWhatTheyHandOn() => Assert.True(typeof(Scalar).Assembly.GetCustomAttribute<DebuggableAttribute>()!.IsJITOptimizerDisabled);

    /// <summary>Without that, calls fail here.</summary>
    [Fact]
    [Trait("Category", "Slow")]
    public void NoCallFailsWhileAnotherThreadCollects()
    {
        var done = false;
        var collector = new Thread(() =>
        {
            while (!Volatile.Read(ref done))
            {
                GC.Collect(0);
                GC.WaitForPendingFinalizers();
            }
        });
        collector.Start();
        try
        {
            using var ones = torch.ones(4);
            for (var i = 0; i < 20_000; i++)
            {
                using var scope = NewDisposeScope();
                Assert.Equal(20, (ones * 3.0 + 2.0).sum().item<float>());
            }
        }
        finally
        {
            Volatile.Write(ref done, true);
            collector.Join();
        }
    }
}

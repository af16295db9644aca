using System.Reflection;

namespace Lgm.Tests.Native;

/// <summary>What environment/libtorch.targets corrects in TorchSharp.</summary>
[Collection(TorchState.Name)]
public sealed class CorrectionTests
{
    private static readonly string s_package = typeof(CorrectionTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "TorchSharpPackage").Value!;

    /// <summary>The native library's demand for a newer libstdc++ is made weak where it must be: one byte, without which no other test would run.</summary>
    [SkippableFact]
    public void AtMostOneByteOfTheNativeLibraryIsAnother()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Only Linux versions its C++ library so.");
        var original = File.ReadAllBytes(Path.Combine(s_package, "runtimes", "linux-x64", "native", "libLibTorchSharp.so"));
        var used = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "libLibTorchSharp.so"));
        Assert.Equal(original.Length, used.Length);
        Assert.InRange(original.Zip(used).Count(pair => pair.First != pair.Second), 0, 1);
    }

    /// <summary>A garbage collection at any moment takes no number that a call is using.</summary>
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

namespace Lgm.Tests.Losses;

/// <summary>CASIA-WebFace has 10,572 classes: a [B, K, D] tensor of it would take 5.5 GB.</summary>
[Collection(TorchState.Name)]
public sealed class GaussianMixtureMemoryTests
{
    private const int Batch = 256, Classes = 10_572, Dimension = 512;
    private const long Megabyte = 1 << 20, Most = 600 * Megabyte;

    [SkippableTheory]
    [Trait("Category", "Slow")]
    [InlineData(Covariance.Identity)]
    [InlineData(Covariance.Isotropic)]
    [InlineData(Covariance.Diagonal)]
    public void ThousandsOfClassesNeedOnlyMatrices(Covariance covariance)
    {
        Skip.IfNot(File.Exists("/proc/self/clear_refs"), "peak memory is measured through Linux's /proc");
        Skip.If(Kilobytes("/proc/meminfo", "MemAvailable") < 4_000_000, "less than 4 GB of memory are free");
        using var scope = NewDisposeScope();
        var head = new GaussianMixture(Classes, Dimension, new GaussianMixtureOptions { Covariance = covariance, Margin = 0.3 });
        var features = randn([Batch, Dimension], requires_grad: true);
        var labels = new Random(1).Labels(Batch, Classes);
        var peak = Growth(() => head.Loss(features, labels).backward());
        Assert.True(features.grad!.isfinite().all().item<bool>());
        // [K, D] is 22 MB and [B, K] 11 MB: a dozen or two of them, and far from 5.5 GB.
        Assert.True(peak < Most, $"{peak / Megabyte} MB");
        // What the process has freed before it may use again unseen; a third of [B, K, D] it cannot.
        Assert.True(Growth(() => ones([Batch, Classes, Dimension / 3])) > Most, "the measurement sees nothing");
    }

    // How far the process grew beyond what it held.
    private static long Growth(Action work)
    {
        // 5 sets the peak back to what the process holds now.
        File.WriteAllText("/proc/self/clear_refs", "5");
        var before = Kilobytes("/proc/self/status", "VmRSS");
        work();
        return (Kilobytes("/proc/self/status", "VmHWM") - before) * 1024;
    }

    private static long Kilobytes(string file, string field) =>
        long.Parse(File.ReadLines(file).First(l => l.StartsWith(field + ":", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture);
}

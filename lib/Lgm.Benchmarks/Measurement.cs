using System.Diagnostics;
using System.Text.Json;

namespace Lgm.Benchmarks;

/// <summary>What one process measured of one thing.</summary>
/// <param name="Milliseconds">The median over the repetitions.</param>
/// <param name="PeakMegabytes">The most memory the process ever held, its runtime and libraries included.</param>
internal sealed record Measurement(double Milliseconds, double PeakMegabytes)
{
    public string ToJson() => JsonSerializer.Serialize(this);

    public static Measurement FromJson(string line) => JsonSerializer.Deserialize<Measurement>(line) ?? throw new InvalidDataException("an empty measurement");

    /// <summary>Two repetitions to warm up (one where it takes seconds), then as many as fit into about two seconds, at least five; of what is very slow, what fits into twenty seconds.</summary>
    public static Measurement Of(Action work)
    {
        var warmUp = Stopwatch.StartNew();
        for (var i = 0; i < 2 && warmUp.Elapsed.TotalSeconds < 2; i++) work();
        var times = new List<double>();
        for (var all = Stopwatch.StartNew(); all.Elapsed.TotalSeconds < (times.Count < 5 ? 20 : 2);)
        {
            var clock = Stopwatch.StartNew();
            work();
            times.Add(clock.Elapsed.TotalMilliseconds);
        }
        return new Measurement(Median(times), Process.GetCurrentProcess().PeakWorkingSet64 / 1e6);
    }

    public static double Median(IReadOnlyList<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
    }
}

using System.Globalization;
using System.Text.Json;
using Lgm.Experiments;
using Lgm.Models;

namespace Lgm.Benchmarks;

/// <summary>One side of a comparison.</summary>
/// <param name="Title">Whose.</param>
/// <param name="Milliseconds">The median of the rounds.</param>
/// <param name="PeakMegabytes">The median of the processes' peaks.</param>
/// <param name="Rounds">Each round's milliseconds.</param>
internal sealed record Contestant(string Title, double Milliseconds, double PeakMegabytes, IReadOnlyList<double> Rounds);

/// <summary>One comparison as measured.</summary>
internal sealed record BenchmarkLine(string Title, double Unit, IReadOnlyList<Contestant> Contestants);

/// <summary>All comparisons of a run, and where they were run.</summary>
/// <param name="Lines">The comparisons.</param>
/// <param name="Rounds">How often each was measured.</param>
/// <param name="Device">Where.</param>
/// <param name="LoadBefore">The machine's load average when the run began; null where the system tells none.</param>
internal sealed record BenchmarkReport(IReadOnlyList<BenchmarkLine> Lines, int Rounds, [property: System.Text.Json.Serialization.JsonIgnore] TorchSharp.torch.Device Device, double? LoadBefore)
{
    public Provenance Provenance { get; } = Provenance.Now(Device, null, TimeSpan.Zero);

    /// <summary>The JSON at the path, the table as Markdown beside it.</summary>
    public void Save(string path)
    {
        AtomicFile.Write(path, JsonSerializer.Serialize(this, RunRecord.Json) + "\n");
        AtomicFile.Write(Path.ChangeExtension(path, ".md"), ToMarkdown());
    }

    /// <summary>Ratios above 1 say that ours is faster.</summary>
    public string ToMarkdown() => new ResultTable("", ["what", "ours", "against", "theirs", "theirs / ours, time", "memory ours / theirs, MB"],
        [.. Lines.SelectMany(line => line.Contestants.Skip(1).DefaultIfEmpty().Select(peer => (IReadOnlyList<Cell>)[
            line.Title, Speed(line, line.Contestants[0]), peer?.Title ?? "", peer is null ? "" : Speed(line, peer),
            peer is null ? "" : Number(peer.Milliseconds / line.Contestants[0].Milliseconds, "0.00") + "x",
            Number(line.Contestants[0].PeakMegabytes, "0") + (peer is null ? "" : $" / {Number(peer.PeakMegabytes, "0")}")]))],
        [.. PeakShare(), $"Medians of {Rounds} interleaved rounds on {Provenance.Hardware}, libtorch {Provenance.Libtorch}, {Provenance.Threads} threads; memory is the process's, without a GPU's own.", .. Load()]).ToMarkdown();

    private IEnumerable<string> Load()
    {
        if (LoadBefore is { } load) yield return $"The machine's load average was {Number(load, "0.0")} when the run began{(load < 0.5 ? "" : ": other work made both sides slower, and the ratios are what to read")}.";
    }

    // Floating-point operations of one training step over the step's time, beside those of a plain matrix product.
    private IEnumerable<string> PeakShare()
    {
        var training = Lines.FirstOrDefault(l => l.Title.StartsWith("training", StringComparison.Ordinal))?.Contestants[0];
        var product = Lines.FirstOrDefault(l => l.Title.EndsWith(Provenance.Precision, StringComparison.Ordinal))?.Contestants[0];
        if (training is null || product is null) yield break;
        var reached = Measurements.TrainingOperations / training.Milliseconds / 1e6;
        var peak = 2 * Math.Pow(Measurements.PeakSize, 3) / product.Milliseconds / 1e6;
        yield return $"Training reaches {Number(reached, "0")} GFLOP/s, {Number(100 * reached / peak, "0")} % of the {Number(peak, "0")} GFLOP/s of a {Provenance.Precision} matrix product in the same run.";
    }

    private static string Speed(BenchmarkLine line, Contestant side) => line.Unit > 0
        ? Number(line.Unit / side.Milliseconds * 1000, "0") + " images/s"
        : side.Milliseconds < 0.1 ? Number(side.Milliseconds * 1000, "0.00") + " us" : Number(side.Milliseconds, "0.00") + " ms";

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}

using System.Globalization;
using Lgm.Losses;
using Lgm.Models;

namespace Lgm.Experiments;

/// <summary>What <see cref="PrecisionComparison"/> trains: a recognition recipe, several times in each type.</summary>
public sealed record PrecisionOptions : RecognitionOptions
{
    public PrecisionOptions()
    {
    }

    internal PrecisionOptions(RecognitionOptions recipe) : base(recipe)
    {
    }

    /// <summary>How many seeds, at least 2: <see cref="RecognitionOptions.Seed"/> and those that follow it.</summary>
    public int Seeds { get; init; } = 3;

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        if (Seeds < 2) throw new WorkbookException($"The option Seeds is {Seeds}: give a whole number from 2, since the spread over seeds is the measure.");
    }
}

/// <param name="Losses">One entry a loss.</param>
public sealed record PrecisionResult(IReadOnlyList<PrecisionAccuracies> Losses);

/// <summary>One loss.</summary>
/// <param name="Loss">Its name in the catalogue.</param>
/// <param name="Float32">Accuracies by seed, trained in float32: shares in [0, 1].</param>
/// <param name="BFloat16">The same seeds, trained in bfloat16.</param>
public sealed record PrecisionAccuracies(string Loss, IReadOnlyList<double> Float32, IReadOnlyList<double> BFloat16);

/// <summary>Whether training in bfloat16 costs accuracy: the same recipe and seeds in both types, beside the spread that the seeds alone make.</summary>
public sealed class PrecisionComparison : Experiment<PrecisionOptions, PrecisionResult>
{
    public override string Name => "precision";
    public override string Title => "Training in bfloat16 beside training in float32";

    /// <inheritdoc/>
    public override PrecisionOptions Preset(string name) => Preset(name, null, null);

    /// <inheritdoc/>
    protected override PrecisionOptions Preset(string name, string? dataSet, int? features) => new(RecognitionRecipes.Of(name, dataSet, features));

    /// <inheritdoc/>
    public override PrecisionResult Run(PrecisionOptions options, ExperimentContext context)
    {
        var recognition = new Recognition();
        IReadOnlyList<IReadOnlyDictionary<string, double>> Measure(Precision precision) =>
            [.. Enumerable.Range(0, options.Seeds).Select(i => options.Seed + i).Select(seed =>
                recognition.Run(options with { Seed = seed }, context with
                {
                    Precision = precision,
                    Checkpoints = context.Checkpoints is null ? null : Path.Combine(context.Checkpoints, string.Create(CultureInfo.InvariantCulture, $"{precision}-{seed}")),
                }).Losses.ToDictionary(l => l.Loss, l => l.Accuracy))];
        var (wide, narrow) = (Measure(Precision.Float32), Measure(Precision.BFloat16));
        return new PrecisionResult([.. options.Losses.Select(l => new PrecisionAccuracies(l, [.. wide.Select(r => r[l])], [.. narrow.Select(r => r[l])]))]);
    }

    /// <inheritdoc/>
    protected override ResultTable Table(PrecisionResult result, PaperNumbers paper) => new(
        "Accuracy after training in float32 and in bfloat16, in %, over seeds",
        ["loss", "float32, mean (smallest to largest)", "bfloat16, mean (smallest to largest)", "difference of the means", "standard error of that difference"],
        [.. result.Losses.Select(l => (IReadOnlyList<string>)[
            LossCatalogue.Title(l.Loss), Range(l.Float32), Range(l.BFloat16), Percent(l.BFloat16.Average() - l.Float32.Average(), "+0.00;-0.00;0.00"),
            Percent(Math.Sqrt((Variance(l.Float32) + Variance(l.BFloat16)) / l.Float32.Count), "0.00")])],
        ["A difference of about the standard error that the seeds make, or below it, cannot be told from their noise."]);

    private static string Range(IReadOnlyList<double> shares) => $"{Percent(shares.Average(), "0.00")} ({Percent(shares.Min(), "0.00")} to {Percent(shares.Max(), "0.00")})";

    private static string Percent(double share, string format) => (share * 100).ToString(format, CultureInfo.InvariantCulture);

    // Of the sample, with n - 1.
    private static double Variance(IReadOnlyList<double> values) => values.Sum(v => Math.Pow(v - values.Average(), 2)) / (values.Count - 1);
}

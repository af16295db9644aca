using System.Text.Json;

namespace Lgm.Experiments;

/// <summary>One number of the paper.</summary>
/// <param name="Experiment">The experiment that measures it here.</param>
/// <param name="Loss">The loss, by its name in the catalogue.</param>
/// <param name="Measure">What it is, such as <c>eer</c>.</param>
/// <param name="Value">The number as printed there.</param>
/// <param name="Unit">Its unit, such as <c>%</c>.</param>
/// <param name="Source">Where it stands.</param>
internal sealed record PaperNumber(string Experiment, string Loss, string Measure, double Value, string Unit, string Source);

/// <summary>The paper's numbers, from <c>data/paper.json</c>; what does not stand there is not known here and is left empty in tables.</summary>
internal sealed class PaperNumbers
{
    private readonly IReadOnlyList<PaperNumber> numbers;

    private PaperNumbers(IReadOnlyList<PaperNumber> numbers) => this.numbers = numbers;

    /// <summary>Reads the numbers that travel inside this assembly.</summary>
    public static PaperNumbers Load()
    {
        using var stream = typeof(PaperNumbers).Assembly.GetManifestResourceStream("Lgm.paper.json")!;
        return new PaperNumbers(JsonSerializer.Deserialize<List<PaperNumber>>(stream, RunRecord.Json)!);
    }

    /// <summary>All of them, in the order of the file.</summary>
    public IReadOnlyList<PaperNumber> All => numbers;

    /// <summary>A number, or null where it is not known here.</summary>
    public PaperNumber? Find(string experiment, string loss, string measure) =>
        numbers.FirstOrDefault(n => n.Experiment == experiment && n.Loss == loss && n.Measure == measure);
}

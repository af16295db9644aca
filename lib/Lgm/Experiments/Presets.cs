namespace Lgm.Experiments;

/// <summary>How much work a run may be.</summary>
public static class Presets
{
    /// <summary><c>quick</c>: minutes on 2 cores; <c>cpu</c>: an hour or two on 2 cores; <c>paper</c>: as many epochs as the authors, by their recipes as far as <see cref="RecognitionRecipes"/> does not say otherwise, on a GPU.</summary>
    public static IReadOnlyList<string> Names { get; } = ["quick", "cpu", "paper"];

    /// <exception cref="WorkbookException">No such preset.</exception>
    public static void Check(string name)
    {
        if (!Names.Contains(name)) throw new WorkbookException($"There is no preset \"{name}\": choose one of {string.Join(", ", Names)}.");
    }
}

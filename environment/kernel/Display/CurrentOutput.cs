namespace Lgm.Kernel.Display;

/// <summary>The output of the cell that runs, or ran last: threads that outlive their cell still have a place to print to.</summary>
internal static class CurrentOutput
{
    private static volatile ICellOutput s_output = new Nowhere();

    public static ICellOutput Value
    {
        get => s_output;
        set => s_output = value;
    }

    private sealed class Nowhere : ICellOutput
    {
        public void Print(string stream, string text) { }

        public void Show(IReadOnlyDictionary<string, string> forms, string? id, bool update) { }

        public void ShowResult(IReadOnlyDictionary<string, string> forms) { }

        public void Clear(bool wait) { }
    }
}

namespace Lgm.Kernel.Display;

/// <summary>The output of the cell that runs, or ran last: threads that outlive their cell still have a place to print to.</summary>
internal static class CurrentOutput
{
    private static volatile ICellOutput s_output = new Nowhere();

    public static ICellOutput Value
    {
        get => s_output;
        set => s_output = new Whole(value);
    }

    // What is shown is shown whole, or an interrupted cell would leave the pipe or the sockets locked.
    private sealed class Whole(ICellOutput output) : ICellOutput
    {
        public void Print(string stream, string text) => Unbroken.Do(() => output.Print(stream, text));

        public void Show(IReadOnlyDictionary<string, string> forms, string? id, bool update) => Unbroken.Do(() => output.Show(forms, id, update));

        public void ShowResult(IReadOnlyDictionary<string, string> forms) => Unbroken.Do(() => output.ShowResult(forms));

        public void Clear(bool wait) => Unbroken.Do(() => output.Clear(wait));
    }

    private sealed class Nowhere : ICellOutput
    {
        public void Print(string stream, string text) { }

        public void Show(IReadOnlyDictionary<string, string> forms, string? id, bool update) { }

        public void ShowResult(IReadOnlyDictionary<string, string> forms) { }

        public void Clear(bool wait) { }
    }
}

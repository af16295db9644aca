using Lgm.Kernel.Display;

namespace Microsoft.DotNet.Interactive;

/// <summary>What was shown, and can be replaced in its place.</summary>
public sealed class DisplayedValue
{
    private readonly string id = Guid.NewGuid().ToString("N");

    private DisplayedValue()
    {
    }

    /// <summary>Shows another value in the place of the first, in whichever cell that stands.</summary>
    public void Update(object? value)
    {
        Console.Out.Flush();
        CurrentOutput.Value.Show(Forms.Of(value), id, update: true);
    }

    internal static DisplayedValue Show(IReadOnlyDictionary<string, string> forms)
    {
        var shown = new DisplayedValue();
        Console.Out.Flush();
        CurrentOutput.Value.Show(forms, shown.id);
        return shown;
    }
}

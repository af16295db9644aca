using Lgm.Kernel.Display;
using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive;

/// <summary>
/// What cells call without a prefix. The namespaces and names of this file and its neighbours are those of .NET
/// Interactive, so that one notebook runs under both engines.
/// </summary>
public static class Kernel
{
    /// <summary>Shows a value below the cell.</summary>
    /// <param name="value">Anything; text with a MIME type is taken as content of that type.</param>
    /// <param name="mimeTypes">The forms wanted, such as <c>text/html</c>; unless told, the best ones there are.</param>
    /// <returns>The display, to be updated later.</returns>
    public static DisplayedValue display(object? value, params string[] mimeTypes) => DisplayedValue.Show(Forms.Of(value, mimeTypes));

    /// <summary>Takes away what the cell has shown so far: the one name here that .NET Interactive does not have.</summary>
    /// <param name="wait">Only once something new is shown, so that nothing flickers.</param>
    public static void ClearOutput(bool wait = false)
    {
        Console.Out.Flush();
        CurrentOutput.Value.Clear(wait);
    }

    /// <summary>HTML that is shown as such.</summary>
    public static HtmlString HTML(string content) => new(content);
}

namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary><c>value.Display()</c>.</summary>
public static class DisplayExtensions
{
    /// <inheritdoc cref="Kernel.display"/>
    public static DisplayedValue Display(this object? value, params string[] mimeTypes) => Kernel.display(value, mimeTypes);

    /// <summary>Shows text as content of a MIME type, such as <c>text/markdown</c>.</summary>
    public static DisplayedValue DisplayAs(this string value, string mimeType) => Kernel.display(value, mimeType);
}

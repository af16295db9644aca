namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>Text that is HTML already.</summary>
public sealed class HtmlString(string content)
{
    /// <inheritdoc />
    public override string ToString() => content;
}

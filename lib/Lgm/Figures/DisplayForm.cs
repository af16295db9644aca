namespace Lgm.Figures;

/// <summary>One form in which a notebook shows a value; the two members are what front ends look for by name.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
internal sealed class DisplayForm<T>(string mimeType, Func<T, string?> form)
{
    public string MimeType => mimeType;

    /// <summary>Writes the form; false where there is none, so that the front end takes another.</summary>
    public bool Format(object instance, TextWriter writer)
    {
        if (instance is not T value || form(value) is not { } text)
        {
            return false;
        }

        writer.Write(text);
        return true;
    }
}

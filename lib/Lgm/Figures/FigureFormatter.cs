namespace Lgm.Figures;

/// <summary>One form of a figure; the two members are what front ends look for by name.</summary>
internal sealed class FigureFormatter(string mimeType, Func<Figure, string?> form)
{
    public string MimeType => mimeType;

    /// <summary>Writes the form; false where there is none, so that the front end takes another.</summary>
    public bool Format(object instance, TextWriter writer)
    {
        if (instance is not Figure figure || form(figure) is not { } text)
        {
            return false;
        }

        writer.Write(text);
        return true;
    }
}

using System.Globalization;

namespace Plotly.NET;

/// <summary>A colour in the form plotly.js reads.</summary>
public class Color
{
    private Color(object value) => Value = value;

    public object Value { get; }

    public static Color fromString(string c) => new(c);

    public static Color fromRGB(int r, int g, int b) => new($"rgba({r}, {g}, {b}, 1.0)");

    /// <summary>#RRGGBB, with or without the hash.</summary>
    public static Color fromHex(string s)
    {
        var digits = s.TrimStart('#');
        if (digits.Length != 6 || !int.TryParse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var rgb))
        {
            throw new FormatException($"'{s}' is not a colour of the form #RRGGBB.");
        }

        return fromRGB(rgb >> 16, (rgb >> 8) & 255, rgb & 255);
    }
}

using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Plotly.NET;

/// <summary>
/// Writes figures as the real library does: numbers that JSON has no word for become the strings "NaN" and "Infinity",
/// which plotly.js takes for gaps, and a double keeps its decimal point.
/// </summary>
internal static class FigureJson
{
    // The page that embeds the JSON escapes it for HTML; escaping here too would differ from the real library's output.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(object value)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            WriteValue(writer, value);
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void WriteValue(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null: writer.WriteNullValue(); break;
            case IStyleParam style: WriteValue(writer, style.Convert()); break;
            case Color color: WriteValue(writer, color.Value); break;
            case JsonElement json: json.WriteTo(writer); break;
            case DynamicObj.DynamicObj properties: WriteObject(writer, properties); break;
            case string text: writer.WriteStringValue(text); break;
            case bool flag: writer.WriteBooleanValue(flag); break;
            case float or double: WriteReal(writer, Convert.ToDouble(value, CultureInfo.InvariantCulture), value); break;
            case IEnumerable items: WriteArray(writer, items); break;
            case sbyte or byte or short or ushort or int or uint or long or ulong or decimal:
                writer.WriteRawValue(((IFormattable)value).ToString(null, CultureInfo.InvariantCulture));
                break;
            default: writer.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture)); break;
        }
    }

    private static void WriteReal(Utf8JsonWriter writer, double number, object boxed)
    {
        var text = ((IFormattable)boxed).ToString("R", CultureInfo.InvariantCulture);
        if (!double.IsFinite(number))
        {
            writer.WriteStringValue(text);
            return;
        }

        writer.WriteRawValue(text.AsSpan().ContainsAny('.', 'E') ? text : text + ".0");
    }

    private static void WriteObject(Utf8JsonWriter writer, DynamicObj.DynamicObj properties)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in properties.Properties)
        {
            writer.WritePropertyName(name);
            WriteValue(writer, value);
        }

        writer.WriteEndObject();
    }

    private static void WriteArray(Utf8JsonWriter writer, IEnumerable items)
    {
        writer.WriteStartArray();
        foreach (var item in items)
        {
            WriteValue(writer, item);
        }

        writer.WriteEndArray();
    }
}

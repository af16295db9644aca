using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;

namespace Lgm.Kernel.Display;

/// <summary>
/// Formatters that a type names by .NET Interactive's convention: an attribute called <c>TypeFormatterSourceAttribute</c>
/// with a <c>FormatterSourceType</c>, whose <c>CreateTypeFormatters()</c> returns objects with <c>MimeType</c> and
/// <c>Format(object, TextWriter)</c>. Only names count, so that a library needs no reference to any engine.
/// </summary>
internal static class FormatterConvention
{
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
    private static readonly ConcurrentDictionary<Type, Registered[]> s_found = [];

    public static IReadOnlyList<Registered> Of(Type type) => s_found.GetOrAdd(type, Find);

    private static Registered[] Find(Type type)
    {
        if (type.GetCustomAttributes(inherit: true).FirstOrDefault(a => a.GetType().Name == "TypeFormatterSourceAttribute") is not { } attribute) return [];
        if (attribute.GetType().GetProperty("FormatterSourceType", Any)?.GetValue(attribute) is not Type sourceType) return [];
        var source = Activator.CreateInstance(sourceType, nonPublic: true);
        var made = sourceType.GetMethod("CreateTypeFormatters", Any)?.Invoke(source, null) as IEnumerable ?? Array.Empty<object>();
        return [.. made.Cast<object>().Select(Wrap).OfType<Registered>()];
    }

    private static Registered? Wrap(object formatter)
    {
        var mimeType = formatter.GetType().GetProperty("MimeType", Any)?.GetValue(formatter) as string;
        var format = formatter.GetType().GetMethod("Format", Any, [typeof(object), typeof(TextWriter)]);
        if (mimeType is null || format is null) return null;
        return new Registered(mimeType, value =>
        {
            var text = new StringWriter { NewLine = "\n" };
            return format.Invoke(formatter, BindingFlags.DoNotWrapExceptions, null, [value, text], null) is true ? text.ToString() : null;
        });
    }
}

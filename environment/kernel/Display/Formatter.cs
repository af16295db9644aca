using Lgm.Kernel.Display;

namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>How cells, and libraries that know .NET Interactive, say in which forms a type is shown.</summary>
public static class Formatter
{
    /// <summary>The form of values of <typeparamref name="T"/> and its subtypes; the last one registered for a type counts.</summary>
    public static void Register<T>(Func<T, string> formatter, string mimeType = "text/plain") =>
        Registry.Add(typeof(T), new Registered(mimeType, value => formatter((T)value)));

    /// <inheritdoc cref="Register{T}(Func{T, string}, string)"/>
    public static void Register<T>(Action<T, TextWriter> formatter, string mimeType = "text/plain") =>
        Register(typeof(T), (value, writer) => formatter((T)value, writer), mimeType);

    /// <inheritdoc cref="Register{T}(Func{T, string}, string)"/>
    public static void Register(Type type, Action<object, TextWriter> formatter, string mimeType = "text/plain") =>
        Registry.Add(type, new Registered(mimeType, value =>
        {
            var text = new StringWriter { NewLine = "\n" };
            formatter(value, text);
            return text.ToString();
        }));

    /// <summary>Which forms are shown where nobody asks for others.</summary>
    public static void SetPreferredMimeTypesFor(Type type, params string[] preferredMimeTypes) => Registry.Prefer(type, preferredMimeTypes);

    /// <summary>Forgets what cells registered.</summary>
    public static void ResetToDefault() => Registry.Clear();

    /// <summary>A value in one form.</summary>
    public static string ToDisplayString(this object? value, string mimeType = "text/plain") =>
        Forms.Of(value, [mimeType]).TryGetValue(mimeType, out var text) ? text : Forms.Plain(value);
}

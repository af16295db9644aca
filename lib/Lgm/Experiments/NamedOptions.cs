using System.Collections;
using System.Reflection;
using Lgm.Losses;

namespace Lgm.Experiments;

/// <summary>Options by name, such as <c>--set Training.Epochs=3</c>: the init properties of a record, those of a record in it behind a dot.</summary>
internal static class NamedOptions
{
    /// <summary>A copy of the options with one replaced. Case does not matter; lists have commas.</summary>
    /// <exception cref="WorkbookException">There is no such option, or the value does not have the form it wants.</exception>
    public static TOptions With<TOptions>(TOptions options, string name, string value) where TOptions : class => (TOptions)With(options, name.Split('.'), name, value, options);

    /// <summary>Every option's name and value, as <see cref="With"/> takes them.</summary>
    public static IEnumerable<(string Name, string Value)> All(object options, string prefix = "") =>
        from property in Properties(options.GetType())
        let value = property.GetValue(options)
        from line in IsGroup(property) ? All(value!, $"{prefix}{property.Name}.") : [(prefix + property.Name, Text(value))]
        select line;

    /// <summary>Those of them that differ from other options of the same type. Default: from the defaults of the type.</summary>
    public static IEnumerable<(string Name, string Value)> Changed(object options, object? from = null) => All(options).Except(All(from ?? Activator.CreateInstance(options.GetType())!));

    private static object With(object group, ReadOnlySpan<string> path, string name, string value, object whole)
    {
        var part = path[0];
        var property = Properties(group.GetType()).FirstOrDefault(p => p.Name.Equals(part, StringComparison.OrdinalIgnoreCase));
        if (property is null || IsGroup(property) != path.Length > 1)
            throw new WorkbookException($"There is no option \"{name}\": choose one of {string.Join(", ", All(whole).Select(o => o.Name))}.");
        var changed = IsGroup(property) ? With(property.GetValue(group)!, path[1..], name, value, whole) : Value(property.PropertyType, value, name);
        var copy = group.GetType().GetMethod("<Clone>$")!.Invoke(group, null)!;
        property.SetValue(copy, changed);
        return copy;
    }

    private static IEnumerable<PropertyInfo> Properties(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite && p.GetCustomAttribute<JsonIgnoreAttribute>() is null);

    private static bool IsGroup(PropertyInfo property) => property.PropertyType.IsClass && property.PropertyType != typeof(string);

    private static object? Value(Type type, string text, string name)
    {
        try
        {
            return Value(type, text.Trim());
        }
        catch (Exception e) when (e is FormatException or OverflowException or ArgumentException)
        {
            throw new WorkbookException($"The option {name} cannot be \"{text}\": see the defaults with `lgm run <experiment> --list`.", e);
        }
    }

    private static object? Value(Type type, string text)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner) return text is "" or "null" ? null : Value(inner, text);
        if (type == typeof(string)) return text;
        if (type == typeof(bool)) return bool.Parse(text);
        if (type == typeof(int)) return int.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        if (type == typeof(long)) return long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        if (type == typeof(double)) return double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        if (type == typeof(Schedule)) return Schedule.Parse(text);
        if (type.IsEnum) return Enum.GetNames(type).Contains(text, StringComparer.OrdinalIgnoreCase) ? Enum.Parse(type, text, ignoreCase: true) : throw new FormatException();
        var element = type.GetGenericArguments()[0];
        object?[] values = [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(v => Value(element, v))];
        var list = Array.CreateInstance(element, values.Length);
        values.CopyTo(list, 0);
        return list;
    }

    private static string Text(object? value) => value switch
    {
        null => "null",
        string text => text,
        IEnumerable list => string.Join(',', list.Cast<object?>().Select(Text)),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };
}

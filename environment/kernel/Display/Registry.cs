namespace Lgm.Kernel.Display;

/// <summary>The formatters that cells registered, and those that types bring themselves.</summary>
internal static class Registry
{
    // Of the kind that an interrupt cannot leave taken.
    private static readonly object s_gate = new();
    private static readonly List<(Type Type, Registered Formatter)> s_registered = [];
    private static readonly Dictionary<Type, string[]> s_preferred = [];

    public static void Add(Type type, Registered formatter)
    {
        lock (s_gate)
        {
            s_registered.RemoveAll(r => r.Type == type && r.Formatter.MimeType == formatter.MimeType);
            s_registered.Insert(0, (type, formatter));
        }
    }

    public static void Prefer(Type type, string[] mimeTypes)
    {
        lock (s_gate) s_preferred[type] = mimeTypes;
    }

    public static void Clear()
    {
        lock (s_gate)
        {
            s_registered.Clear();
            s_preferred.Clear();
        }
    }

    /// <summary>What may format a value, best first: registered for its own type, then by the type itself, then for its bases.</summary>
    public static IReadOnlyList<Registered> For(Type type)
    {
        lock (s_gate)
        {
            return
            [
                .. s_registered.Where(r => r.Type == type).Select(r => r.Formatter),
                .. FormatterConvention.Of(type),
                .. s_registered.Where(r => r.Type != type && (r.Type.IsAssignableFrom(type) || IsOpenFormOf(r.Type, type))).Select(r => r.Formatter),
            ];
        }
    }

    /// <summary>The forms wanted of a type; none where nobody said.</summary>
    public static IReadOnlyList<string> PreferredFor(Type type)
    {
        lock (s_gate) return s_preferred.TryGetValue(type, out var chosen) ? chosen : [];
    }

    // List<> stands for every List<T>.
    private static bool IsOpenFormOf(Type open, Type type) =>
        open.IsGenericTypeDefinition && Bases(type).Concat(type.GetInterfaces()).Any(t => t.IsGenericType && t.GetGenericTypeDefinition() == open);

    private static IEnumerable<Type> Bases(Type type)
    {
        for (var at = type; at is not null; at = at.BaseType) yield return at;
    }
}

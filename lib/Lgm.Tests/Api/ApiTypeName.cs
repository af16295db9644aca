using System.Reflection;
using System.Runtime.CompilerServices;

namespace Lgm.Tests.Api;

/// <summary>Types as the listings write them: C# keywords, tuples with their names, few namespaces left off.</summary>
internal sealed class ApiTypeName
{
    private static readonly Dictionary<Type, string> s_keywords = new()
    {
        [typeof(bool)] = "bool", [typeof(byte)] = "byte", [typeof(sbyte)] = "sbyte", [typeof(short)] = "short", [typeof(ushort)] = "ushort",
        [typeof(int)] = "int", [typeof(uint)] = "uint", [typeof(long)] = "long", [typeof(ulong)] = "ulong", [typeof(float)] = "float",
        [typeof(double)] = "double", [typeof(decimal)] = "decimal", [typeof(char)] = "char", [typeof(nint)] = "nint", [typeof(nuint)] = "nuint",
        [typeof(object)] = "object", [typeof(string)] = "string", [typeof(void)] = "void",
    };

    private static readonly HashSet<string> s_leftOff =
        ["System", "System.Collections.Generic", "System.Threading.Tasks", "Microsoft.FSharp.Core", "Microsoft.FSharp.Collections"];

    private readonly IList<string?>? _tupleNames;
    private int _nextTupleName;

    private ApiTypeName(IList<string?>? tupleNames) => _tupleNames = tupleNames;

    /// <param name="type">The type of a parameter, field, property or return value.</param>
    /// <param name="carrier">Where the compiler noted the names of tuple elements.</param>
    public static string Of(Type type, ICustomAttributeProvider carrier) =>
        new ApiTypeName(carrier.GetCustomAttributes(typeof(TupleElementNamesAttribute), false).OfType<TupleElementNamesAttribute>().FirstOrDefault()?.TransformNames)
            .Format(type);

    public static string Of(Type type) => new ApiTypeName(null).Format(type);

    private string Format(Type type)
    {
        if (type.IsByRef) return Format(type.GetElementType()!);
        if (type.IsPointer) return Format(type.GetElementType()!) + "*";
        if (type.IsArray) return Format(type.GetElementType()!) + "[" + new string(',', type.GetArrayRank() - 1) + "]";
        if (type.IsGenericParameter) return type.Name;
        if (s_keywords.TryGetValue(type, out var keyword)) return keyword;
        if (Nullable.GetUnderlyingType(type) is { } value) return Format(value) + "?";
        return IsTuple(type) ? Tuple(type) : Named(type);
    }

    private static bool IsTuple(Type type) =>
        type.IsGenericType && type.Namespace == "System" && type.Name.StartsWith("ValueTuple`", StringComparison.Ordinal);

    private string Tuple(Type type)
    {
        // The names of one tuple stand together, before those of the tuples within its elements.
        var elements = type.GetGenericArguments();
        var names = elements.Select(_ => _tupleNames is null || _nextTupleName >= _tupleNames.Count ? null : _tupleNames[_nextTupleName++]).ToArray();
        return "(" + string.Join(", ", elements.Select((e, i) => names[i] is { } name ? $"{Format(e)} {name}" : Format(e))) + ")";
    }

    private string Named(Type type)
    {
        // A nested type repeats the arguments of the types around it; each name shows only its own.
        var arguments = type.GetGenericArguments();
        var chain = new Stack<Type>();
        for (var level = type; level is not null; level = level.DeclaringType) chain.Push(level);
        var used = 0;
        var names = new List<string>();
        foreach (var level in chain)
        {
            var tick = level.Name.IndexOf('`');
            var name = tick < 0 ? level.Name : level.Name[..tick];
            var all = level.GetGenericArguments().Length;
            if (all > used) name += "<" + string.Join(", ", arguments[used..all].Select(Format)) + ">";
            used = all;
            names.Add(name);
        }
        var scope = type.Namespace is null || s_leftOff.Contains(type.Namespace) ? "" : type.Namespace + ".";
        return scope + string.Join('.', names);
    }
}

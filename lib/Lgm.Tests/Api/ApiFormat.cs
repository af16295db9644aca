using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Lgm.Tests.Api;

/// <summary>Lines of a listing from reflection. Base-type lists, attributes and nullability marks are not written.</summary>
internal static class ApiFormat
{
    private static readonly Dictionary<string, string> s_operators = new()
    {
        ["op_Addition"] = "+", ["op_Subtraction"] = "-", ["op_Multiply"] = "*", ["op_Division"] = "/", ["op_Modulus"] = "%",
        ["op_UnaryNegation"] = "-", ["op_UnaryPlus"] = "+", ["op_LogicalNot"] = "!", ["op_OnesComplement"] = "~",
        ["op_Equality"] = "==", ["op_Inequality"] = "!=", ["op_LessThan"] = "<", ["op_LessThanOrEqual"] = "<=",
        ["op_GreaterThan"] = ">", ["op_GreaterThanOrEqual"] = ">=", ["op_BitwiseAnd"] = "&", ["op_BitwiseOr"] = "|",
        ["op_ExclusiveOr"] = "^", ["op_LeftShift"] = "<<", ["op_RightShift"] = ">>",
    };

    public static string TypeLine(Type type)
    {
        var access = type.IsNestedFamily || type.IsNestedFamORAssem ? "protected " : "";
        if (typeof(Delegate).IsAssignableFrom(type))
        {
            var invoke = type.GetMethod("Invoke")!;
            return $"{access}delegate {ApiTypeName.Of(type)}({Parameters(invoke)}) -> {ApiTypeName.Of(invoke.ReturnType, invoke.ReturnParameter)}{Constraints(type.GetGenericArguments())}";
        }
        var kind = type.IsEnum ? "enum"
            : type.IsValueType ? "struct"
            : type.IsInterface ? "interface"
            : type is { IsAbstract: true, IsSealed: true } ? "static class"
            : type.IsAbstract ? "abstract class"
            : type.IsSealed ? "sealed class"
            : "class";
        return $"{access}{kind} {ApiTypeName.Of(type)}{Constraints(type.GetGenericArguments())}";
    }

    public static string FieldLine(FieldInfo field)
    {
        var path = $"{ApiTypeName.Of(field.DeclaringType!)}.{field.Name}";
        if (field.DeclaringType!.IsEnum) return $"{path} = {Convert.ToInt64(field.GetRawConstantValue(), CultureInfo.InvariantCulture)}";
        var access = field.IsPublic ? "" : "protected ";
        var type = ApiTypeName.Of(field.FieldType, field);
        return field.IsLiteral
            ? $"{access}const {path} = {Literal(field.GetRawConstantValue(), field.FieldType)} -> {type}"
            : $"{access}{(field.IsStatic ? "static " : "")}{(field.IsInitOnly ? "readonly " : "")}{path} -> {type}";
    }

    public static string ConstructorLine(ConstructorInfo constructor)
    {
        var type = constructor.DeclaringType!;
        var name = type.Name.Split('`')[0];
        return $"{(constructor.IsPublic ? "" : "protected ")}{ApiTypeName.Of(type)}.{name}({Parameters(constructor)})";
    }

    public static string PropertyLine(PropertyInfo property)
    {
        var get = property.GetMethod is { } g && (g.IsPublic || g.IsFamily || g.IsFamilyOrAssembly) ? g : null;
        var set = property.SetMethod is { } s && (s.IsPublic || s.IsFamily || s.IsFamilyOrAssembly) ? s : null;
        var index = property.GetIndexParameters();
        var name = index.Length > 0 ? $"this[{string.Join(", ", index.Select(Parameter))}]" : property.Name;
        // One accessor may be less open than the property; the modifiers are those of the more open one.
        var main = get is null || set is { IsPublic: true } ? set! : get;
        var accessors = string.Concat(new[] { (get, word: "get; "), (set, word: IsInit(set) ? "init; " : "set; ") }
            .Where(a => a.Item1 is not null).Select(a => (main.IsPublic && !a.Item1!.IsPublic ? "protected " : "") + a.word));
        return $"{Modifiers(main)}{ApiTypeName.Of(property.DeclaringType!)}.{name} {{ {accessors}}} -> {ApiTypeName.Of(property.PropertyType, property)}";
    }

    public static string MethodLine(MethodInfo method)
    {
        var generics = method.IsGenericMethodDefinition ? "<" + string.Join(", ", method.GetGenericArguments().Select(a => a.Name)) + ">" : "";
        var name = method.Name switch
        {
            "op_Implicit" => "implicit operator",
            "op_Explicit" => "explicit operator",
            _ => s_operators.TryGetValue(method.Name, out var sign) ? "operator " + sign : method.Name,
        };
        var constraints = method.IsGenericMethodDefinition && method.GetBaseDefinition() == method ? Constraints(method.GetGenericArguments()) : "";
        return $"{Modifiers(method)}{ApiTypeName.Of(method.DeclaringType!)}.{name}{generics}({Parameters(method)}) -> {ApiTypeName.Of(method.ReturnType, method.ReturnParameter)}{constraints}";
    }

    private static string Modifiers(MethodInfo method)
    {
        var access = method.IsPublic ? "" : "protected ";
        if (method.IsStatic) return access + "static ";
        if (method.DeclaringType!.IsInterface || !method.IsVirtual) return access;
        if (method.GetBaseDefinition().DeclaringType != method.DeclaringType) return access + "override ";
        // An interface's method made without `virtual` is virtual and final in metadata.
        return access + (method.IsAbstract ? "abstract " : method.IsFinal ? "" : "virtual ");
    }

    private static bool IsInit(MethodInfo? setter) =>
        setter?.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) is true;

    private static string Parameters(MethodBase method)
    {
        var isExtension = method.IsDefined(typeof(ExtensionAttribute), false);
        return string.Join(", ", method.GetParameters().Select((p, i) => (isExtension && i == 0 ? "this " : "") + Parameter(p)));
    }

    private static string Parameter(ParameterInfo parameter)
    {
        var modifier = parameter.IsDefined(typeof(ParamArrayAttribute), false) || parameter.IsDefined(typeof(ParamCollectionAttribute), false) ? "params "
            : !parameter.ParameterType.IsByRef ? ""
            : parameter.IsOut ? "out "
            : parameter.IsIn ? "in "
            : "ref ";
        var value = parameter.IsOptional ? " = " + Literal(parameter.HasDefaultValue ? parameter.RawDefaultValue : null, parameter.ParameterType) : "";
        return $"{modifier}{ApiTypeName.Of(parameter.ParameterType, parameter)} {parameter.Name}{value}";
    }

    private static string Literal(object? value, Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return value switch
        {
            null => "null",
            bool truth => truth ? "true" : "false",
            string text => $"\"{text}\"",
            char letter => $"'{letter}'",
            _ when type.IsEnum => $"{ApiTypeName.Of(type)}.{Enum.GetName(type, Enum.ToObject(type, value))}",
            _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };
    }

    private static string Constraints(IEnumerable<Type> generics) => string.Concat(generics.Select(Constraint));

    private static string Constraint(Type generic)
    {
        if (!generic.IsGenericParameter) return "";
        var flags = generic.GenericParameterAttributes;
        var isStruct = flags.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint);
        var isUnmanaged = generic.GetCustomAttributesData().Any(a => a.AttributeType.Name == "IsUnmanagedAttribute");
        List<string> parts = [];
        if (isUnmanaged) parts.Add("unmanaged");
        else if (isStruct) parts.Add("struct");
        else if (flags.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint)) parts.Add("class");
        parts.AddRange(generic.GetGenericParameterConstraints().Where(t => t != typeof(ValueType)).Select(t => ApiTypeName.Of(t)));
        if (!isStruct && flags.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint)) parts.Add("new()");
        return parts.Count == 0 ? "" : $" where {generic.Name} : {string.Join(", ", parts)}";
    }
}

using System.Reflection;

namespace Lgm.Tests.Api;

/// <summary>
/// A public or protected member of an assembly as the listings would write it. An override has a second line, that
/// of the member it overrides: an override adds nothing that a caller could not call before, so either may be listed.
/// </summary>
internal sealed record ApiMember(params IReadOnlyList<string> Lines)
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static IEnumerable<ApiMember> OfAssembly(Assembly assembly) => assembly.GetTypes().Where(IsVisible).SelectMany(OfType);

    public static IEnumerable<ApiMember> OfType(Type type)
    {
        yield return new ApiMember(ApiFormat.TypeLine(type));
        if (typeof(Delegate).IsAssignableFrom(type)) yield break;

        foreach (var field in type.GetFields(Declared))
            if ((field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly) && !field.IsSpecialName)
                yield return new ApiMember(ApiFormat.FieldLine(field));
        if (type.IsEnum) yield break;

        foreach (var constructor in type.GetConstructors(Declared))
            if (!constructor.IsStatic && IsVisible(constructor))
                yield return new ApiMember(ApiFormat.ConstructorLine(constructor));

        foreach (var property in type.GetProperties(Declared))
            if (property.GetAccessors(nonPublic: true).Any(IsVisible))
                yield return Overridable(property.GetAccessors(true).First(IsVisible), property, ApiFormat.PropertyLine);

        foreach (var method in type.GetMethods(Declared))
            if (IsVisible(method) && !IsAccessor(method) && !IsLeftOff(method))
                yield return Overridable(method, method, ApiFormat.MethodLine);
    }

    private static ApiMember Overridable<T>(MethodInfo method, T member, Func<T, string> line) where T : MemberInfo
    {
        var root = method.GetBaseDefinition();
        if (root.DeclaringType == method.DeclaringType || root.DeclaringType!.Assembly != method.DeclaringType!.Assembly) return new ApiMember(line(member));
        // Through the definition of a generic base, so that the line has its T and not our Tensor.
        var owner = root.DeclaringType.IsGenericType ? root.DeclaringType.GetGenericTypeDefinition() : root.DeclaringType;
        var overridden = owner.GetMembers(Declared).OfType<T>().First(m => m.Name == member.Name && Accessor(m).MetadataToken == root.MetadataToken);
        return new ApiMember(line(member), line(overridden));

        static MethodInfo Accessor(T m) => m is PropertyInfo p ? p.GetAccessors(true).First(IsVisible) : (MethodInfo)(object)m;
    }

    private static bool IsVisible(Type type) =>
        type.DeclaringType is null
            ? type.IsPublic
            : (type.IsNestedPublic || type.IsNestedFamily || type.IsNestedFamORAssem) && IsVisible(type.DeclaringType);

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsAccessor(MethodInfo method) => method.IsSpecialName && !method.Name.StartsWith("op_", StringComparison.Ordinal);

    private static bool IsLeftOff(MethodInfo method) =>
        method.Name is "GetHashCode" or "ToString" or "Finalize" && method.GetParameters().Length == 0
        || method.Name == "Equals" && method.GetParameters() is [{ ParameterType: var only }] && only == typeof(object);
}

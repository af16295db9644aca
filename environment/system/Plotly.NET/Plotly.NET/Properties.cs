using Microsoft.FSharp.Core;

namespace Plotly.NET;

/// <summary>Setting what a caller gave and leaving out what it did not: plotly.js has its own default for every property.</summary>
internal static class Properties
{
    public static T With<T, V>(this T target, string name, FSharpOption<V>? value)
        where T : DynamicObj.DynamicObj
    {
        if (value is not null)
        {
            target.SetValue(name, value.Value);
        }

        return target;
    }

    public static T With<T>(this T target, string name, object? value)
        where T : DynamicObj.DynamicObj
    {
        if (value is not null)
        {
            target.SetValue(name, value);
        }

        return target;
    }
}

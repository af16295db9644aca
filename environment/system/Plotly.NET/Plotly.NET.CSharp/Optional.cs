namespace Plotly.NET.CSharp;

/// <summary>An argument that may be left out; any value converts to it.</summary>
public readonly record struct Optional<T>(T Value, bool IsSome)
{
    public static implicit operator Optional<T>(T Value) => new(Value, true);

    internal object? OrNull => IsSome ? Value : null;
}

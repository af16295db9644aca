using static TorchSharp.torch;

namespace Lgm.Models;

/// <summary>A number for each of C channels, or one for all of them; equal where the numbers are.</summary>
public readonly struct ChannelValues : IEquatable<ChannelValues>
{
    private readonly double[] values;

    /// <param name="values">One, or as many as the images have channels.</param>
    /// <exception cref="ArgumentException">There are none.</exception>
    public ChannelValues(params double[] values) => this.values = values.Length > 0 ? [.. values] : throw new ArgumentException("channels need at least one value", nameof(values));

    /// <summary>The same value for every channel.</summary>
    public static implicit operator ChannelValues(double value) => new(value);

    /// <summary>Whether one value stands for all channels.</summary>
    internal bool IsOne => values.Length == 1;

    /// <summary>The value of the first channel.</summary>
    internal double First => values[0];

    /// <summary>The values as <c>[C, 1, 1]</c>, of the type and on the device of the pixels.</summary>
    internal Tensor For(Tensor pixels) => tensor(values).to(pixels.dtype).to(pixels.device).reshape(values.Length, 1, 1);

    public bool Equals(ChannelValues other) => values.AsSpan().SequenceEqual(other.values);

    public override bool Equals(object? other) => other is ChannelValues channels && Equals(channels);

    public override int GetHashCode() => values.Aggregate(values.Length, HashCode.Combine);

    public override string ToString() => string.Join(", ", values.Select(v => FormattableString.Invariant($"{v}")));
}

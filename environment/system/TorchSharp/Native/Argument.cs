using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>One operator argument as C# has it; converts implicitly from what the subset passes.</summary>
internal readonly struct Argument
{
    public readonly object? Reference;
    public readonly long Bits;
    public readonly Tag Tag;
    public readonly int Index;

    private Argument(Tag tag, object? reference, long bits = 0, int index = 0) => (Tag, Reference, Bits, Index) = (tag, reference, bits, index);

    /// <summary>Lets the operator's schema decide.</summary>
    public static readonly Argument Default = new(Tag.Default, null);

    public static implicit operator Argument(Tensor? tensor) => tensor is null ? new(Tag.None, null) : new(Tag.Tensor, tensor);
    public static implicit operator Argument(long value) => new(Tag.Int, null, value);
    public static implicit operator Argument(int value) => new(Tag.Int, null, value);
    public static implicit operator Argument(long? value) => value is long v ? v : new Argument(Tag.None, null);
    public static implicit operator Argument(double value) => new(Tag.Double, null, BitConverter.DoubleToInt64Bits(value));
    public static implicit operator Argument(bool value) => new(Tag.Bool, null, value ? 1 : 0);
    public static implicit operator Argument(ScalarType type) => new(Tag.Int, null, (long)type);
    public static implicit operator Argument(ScalarType? type) => type is ScalarType t ? t : new Argument(Tag.None, null);
    public static implicit operator Argument(Scalar? scalar) => scalar is null ? new(Tag.None, null) : new(scalar.Tag, null, scalar.Bits);
    public static implicit operator Argument(long[]? list) => list is null ? new(Tag.None, null) : new(Tag.Ints, list);
    public static implicit operator Argument(Tensor?[] list) => new(Tag.Tensors, list);
    public static implicit operator Argument(Device? device) => device is null ? new(Tag.None, null) : new(Tag.Device, null, (long)device.type, device.index);
    public static implicit operator Argument(Generator? generator) => generator is null ? new(Tag.None, null) : new(Tag.Generator, generator);
    public static implicit operator Argument(string text) => new(Tag.String, text);
}

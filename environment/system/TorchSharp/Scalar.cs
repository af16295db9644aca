using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>A number of any type on its way into an operator.</summary>
public sealed class Scalar : IDisposable
{
    internal readonly Tag Tag;
    internal readonly long Bits;

    internal Scalar(Tag tag, long bits) => (Tag, Bits) = (tag, bits);

    public ScalarType Type => Tag switch { Tag.Double => ScalarType.Float64, Tag.Bool => ScalarType.Bool, _ => ScalarType.Int64 };

    public static implicit operator Scalar(byte value) => new(Tag.Int, value);
    public static implicit operator Scalar(int value) => new(Tag.Int, value);
    public static implicit operator Scalar(long value) => new(Tag.Int, value);
    public static implicit operator Scalar(float value) => new(Tag.Double, BitConverter.DoubleToInt64Bits(value));
    public static implicit operator Scalar(double value) => new(Tag.Double, BitConverter.DoubleToInt64Bits(value));
    public static implicit operator Scalar(bool value) => new(Tag.Bool, value ? 1 : 0);

    internal double AsDouble => Tag == Tag.Double ? BitConverter.Int64BitsToDouble(Bits) : Bits;
    internal long AsInt64 => Tag == Tag.Double ? (long)BitConverter.Int64BitsToDouble(Bits) : Bits;

    public void Dispose() { }
}

public static class ScalarExtensionMethods
{
    public static double ToDouble(this Scalar value) => value.AsDouble;
    public static float ToSingle(this Scalar value) => (float)value.AsDouble;
    public static long ToInt64(this Scalar value) => value.AsInt64;
    public static int ToInt32(this Scalar value) => (int)value.AsInt64;
    public static bool ToBoolean(this Scalar value) => value.Bits != 0;
    public static Scalar ToScalar(this double value) => value;
    public static Scalar ToScalar(this float value) => value;
    public static Scalar ToScalar(this long value) => value;
    public static Scalar ToScalar(this int value) => value;
    public static Scalar ToScalar(this bool value) => value;
}

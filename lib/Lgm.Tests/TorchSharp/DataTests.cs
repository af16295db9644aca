using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Lgm.Tests.Tensors;

/// <summary>Numbers go into a tensor and come out of it unchanged, whatever the type, the layout and the way.</summary>
public sealed class DataTests
{
    [Fact]
    public void EveryElementTypeComesBackAsItWent()
    {
        using var scope = NewDisposeScope();
        Check(tensor(new[] { 1.5f, -2.25f, float.NaN, float.MaxValue }), [1.5f, -2.25f, float.NaN, float.MaxValue], ScalarType.Float32);
        Check(tensor(new[] { 0.1, -1e300, double.NegativeInfinity }), [0.1, -1e300, double.NegativeInfinity], ScalarType.Float64);
        Check(tensor(new[] { long.MinValue, 0, long.MaxValue }), [long.MinValue, 0, long.MaxValue], ScalarType.Int64);
        Check(tensor(new[] { int.MinValue, 7 }), [int.MinValue, 7], ScalarType.Int32);
        Check(tensor(new byte[] { 0, 128, 255 }), new byte[] { 0, 128, 255 }, ScalarType.Byte);
        Check(tensor(new[] { true, false, true }), [true, false, true], ScalarType.Bool);

        static void Check<T>(Tensor tensor, T[] expected, ScalarType type) where T : unmanaged
        {
            Assert.Equal(type, tensor.dtype);
            Assert.Equal(expected, tensor.data<T>().ToArray());
            for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], tensor[i].item<T>());
            var copy = empty(expected.Length, dtype: type);
            copy.bytes = tensor.bytes;
            Assert.Equal(expected, copy.data<T>().ToArray());
        }
    }

    [Fact]
    public void ATransposedTensorIsReadRowByRow()
    {
        using var scope = NewDisposeScope();
        var t = arange(6, dtype: ScalarType.Float32).reshape(2, 3).transpose(0, 1);
        Assert.Equal([0f, 3f, 1f, 4f, 2f, 5f], t.data<float>().ToArray());
        Assert.Equal(4f, t.data<float>()[1, 1]);
        Assert.Equal(5f, t[2, 1].item<float>());
    }

    [Fact]
    public void ATensorThatRequiresItsGradientCanBeRead()
    {
        using var scope = NewDisposeScope();
        var t = ones([3], requires_grad: true);
        Assert.Equal([1f, 1f, 1f], t.data<float>().ToArray());
        Assert.Equal(3f, t.sum().item<float>());
    }

    [Fact]
    public void WritingThroughTheAccessorWritesTheTensor()
    {
        using var scope = NewDisposeScope();
        var t = zeros(2, 2);
        t.data<float>()[1, 0] = 5;
        Assert.Equal([0f, 0f, 5f, 0f], t.data<float>().ToArray());
        t.data<float>().CopyFrom([1, 2, 3, 4]);
        Assert.Equal(10f, t.sum().item<float>());
    }

    [Fact]
    public void AnEmptyTensorHasNoNumbers()
    {
        using var scope = NewDisposeScope();
        Assert.Empty(zeros(0).data<float>().ToArray());
        Assert.Equal(0, zeros(0, 3).numel());
        Assert.Equal([0, 3], zeros(0, 3).shape);
    }

    [Fact]
    public void AViewSeesItsOwnPart()
    {
        using var scope = NewDisposeScope();
        var t = arange(10, dtype: ScalarType.Int64);
        Assert.Equal([4L, 5L, 6L], t.narrow(0, 4, 3).data<long>().ToArray());
        t.narrow(0, 4, 3).fill_(0);
        Assert.Equal([0L, 1, 2, 3, 0, 0, 0, 7, 8, 9], t.data<long>().ToArray());
    }

    [Theory]
    [InlineData(ScalarType.Float16, 1e-3)]
    [InlineData(ScalarType.BFloat16, 1e-2)]
    [InlineData(ScalarType.Float32, 1e-7)]
    public void ConversionThereAndBackKeepsThePrecisionOfTheType(ScalarType type, double relative)
    {
        using var scope = NewDisposeScope();
        double[] numbers = [0.1, -3.7, 1234.5, 0];
        var back = tensor(numbers).to(type).to(ScalarType.Float64).data<double>().ToArray();
        for (var i = 0; i < numbers.Length; i++) Assert.InRange(back[i], numbers[i] - relative * Math.Abs(numbers[i]), numbers[i] + relative * Math.Abs(numbers[i]));
    }

    [Fact]
    public void TheLengthMustFitTheShape()
    {
        Assert.ThrowsAny<ArgumentException>(() => tensor(new[] { 1f, 2f, 3f }, [2, 2]));
        Assert.ThrowsAny<ArgumentException>(() => zeros(2).bytes = new byte[3]);
    }
}

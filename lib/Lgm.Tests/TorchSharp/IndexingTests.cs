using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Lgm.Tests.Tensors;

/// <summary>Index expressions mean what they mean in PyTorch, as values and as targets.</summary>
public sealed class IndexingTests
{
    // 0..23 as [2, 3, 4]: element (i, j, k) is 12 i + 4 j + k.
    private static Tensor Cube() => arange(24, dtype: ScalarType.Int64).reshape(2, 3, 4);

    [Fact]
    public void NumbersSelect()
    {
        using var scope = NewDisposeScope();
        Check(Cube()[1, 2], [4], 20, 21, 22, 23);
        Check(Cube()[-1], [3, 4], [.. Enumerable.Range(12, 12).Select(n => (long)n)]);
    }

    [Fact]
    public void RangesSlice()
    {
        using var scope = NewDisposeScope();
        Check(Cube()[TensorIndex.Single(0), TensorIndex.Slice(1, 3), TensorIndex.Slice(0, 4, 2)], [2, 2], 4, 6, 8, 10);
        Check(Cube()[TensorIndex.Colon, TensorIndex.Single(-1), TensorIndex.Slice(-2)], [2, 2], 10, 11, 22, 23);
        Check(Cube()[TensorIndex.Single(1), 1..2, ..^2], [1, 2], 16, 17);
    }

    [Fact]
    public void EllipsisAndNoneKeepAndAddDimensions()
    {
        using var scope = NewDisposeScope();
        Check(Cube()[TensorIndex.Ellipsis, TensorIndex.Single(3)], [2, 3], 3, 7, 11, 15, 19, 23);
        Assert.Equal([2, 1, 3, 4], Cube()[TensorIndex.Colon, TensorIndex.None].shape);
        Assert.Equal([2, 3, 4, 1], Cube()[TensorIndex.Ellipsis, TensorIndex.None].shape);
        Assert.Equal([1, 3, 4], Cube()[TensorIndex.None, TensorIndex.Single(0)].shape);
    }

    [Fact]
    public void TensorsGather()
    {
        using var scope = NewDisposeScope();
        Check(Cube().index(tensor(new long[] { 1, 0 }), tensor(new long[] { 2, 0 }), tensor(new long[] { 3, 1 })), [2], 23, 1);
        Check(Cube()[TensorIndex.Colon, TensorIndex.Tensor(tensor(new long[] { 2, 2 })), TensorIndex.Single(0)], [2, 2], 8, 8, 20, 20);
    }

    [Fact]
    public void MasksPick()
    {
        using var scope = NewDisposeScope();
        var cube = Cube();
        Check(cube[cube.ge(22)], [2], 22, 23);
        Check(cube.masked_select(cube.lt(2)), [2], 0, 1);
    }

    [Fact]
    public void AssignmentWritesThroughTheView()
    {
        using var scope = NewDisposeScope();
        var cube = Cube();
        cube[1, 2] = zeros(4, dtype: ScalarType.Int64);
        cube[TensorIndex.Single(0), TensorIndex.Colon, TensorIndex.Single(0)] = tensor(new long[] { -1, -2, -3 });
        cube[cube.eq(5)] = tensor(99L);
        Check(cube[0], [3, 4], -1, 1, 2, 3, -2, 99, 6, 7, -3, 9, 10, 11);
        Check(cube[1, 2], [4], 0, 0, 0, 0);
    }

    [Fact]
    public void GradientsGoThroughAnIndex()
    {
        using var scope = NewDisposeScope();
        var x = ones([3, 2], dtype: ScalarType.Float64, requires_grad: true);
        (x.index(tensor(new long[] { 0, 2, 2 })) * tensor(new[] { 1.0, 10.0 })).sum().backward();
        Assert.Equal([1.0, 10.0, 0, 0, 2, 20], x.grad!.data<double>().ToArray());
    }

    private static void Check(Tensor actual, long[] shape, params long[] expected)
    {
        Assert.Equal(shape, actual.shape);
        Assert.Equal(expected, actual.data<long>().ToArray());
    }
}

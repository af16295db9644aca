using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Lgm.Tests.Tensors;

/// <summary>What libtorch says is wrong reaches the reader, without libtorch's C++ stack, and the process lives on.</summary>
public sealed class ErrorTests
{
    [Fact]
    public void WrongShapesOfAProductAreNamed()
    {
        using var scope = NewDisposeScope();
        var exception = Assert.ThrowsAny<Exception>(() => ones(2, 3).matmul(ones(2, 3)));
        Assert.Contains("mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)", exception.Message);
        Assert.Equal([2, 4], ones(2, 3).matmul(ones(3, 4)).shape);
    }

    [Fact]
    public void AReshapeThatDoesNotFitIsNamed()
    {
        using var scope = NewDisposeScope();
        Assert.Contains("shape '[4, 2]' is invalid for input of size 6", Assert.ThrowsAny<Exception>(() => ones(2, 3).reshape(4, 2)).Message);
    }

    [Fact]
    public void AConvolutionWithTheWrongChannelsIsNamed()
    {
        using var scope = NewDisposeScope();
        using var conv = nn.Conv2d(3, 4, 3);
        Assert.Contains("to have 3 channels, but got 1 channels instead", Assert.ThrowsAny<Exception>(() => conv.call(ones([1, 1, 8, 8]))).Message);
    }

    [Fact]
    public void AnIndexOutOfRangeIsNamed()
    {
        using var scope = NewDisposeScope();
        Assert.Contains("out of range", Assert.ThrowsAny<Exception>(() => ones(2, 3)[5]).Message);
    }

    [Fact]
    public void BackwardWithoutAGraphIsNamed()
    {
        using var scope = NewDisposeScope();
        Assert.Contains("does not require grad", Assert.ThrowsAny<Exception>(() => ones(1).sum().backward()).Message);
    }

    [Fact]
    public void BackwardTwiceThroughAFreedGraphIsNamed()
    {
        using var scope = NewDisposeScope();
        var loss = ones([2], requires_grad: true).pow(2).sum();
        loss.backward();
        Assert.Contains("second time", Assert.ThrowsAny<Exception>(() => loss.backward()).Message);
    }

    [Fact]
    public void AnInPlaceChangeOfALeafIsNamed()
    {
        using var scope = NewDisposeScope();
        Assert.Contains("leaf Variable", Assert.ThrowsAny<Exception>(() => ones([2], requires_grad: true).add_(1)).Message);
    }

    [Fact]
    public void TheWrongElementTypeIsNamed()
    {
        using var scope = NewDisposeScope();
        Assert.ThrowsAny<Exception>(() => ones(2).data<double>());
        Assert.ThrowsAny<Exception>(() => ones(1).item<long>());
        Assert.ThrowsAny<Exception>(() => ones(2).item<float>());
    }
}

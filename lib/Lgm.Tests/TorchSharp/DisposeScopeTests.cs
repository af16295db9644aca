using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Lgm.Tests.Tensors;

/// <summary>What a dispose scope frees, what it does not, and that it gives the thread back to the scope around it.</summary>
public sealed class DisposeScopeTests
{
    [Fact]
    public void AScopeFreesWhatWasMadeInIt()
    {
        Tensor before = ones(2), inside, product;
        using (NewDisposeScope())
        {
            inside = ones(2);
            product = inside * before;
        }
        Assert.False(before.IsInvalid);
        Assert.True(inside.IsInvalid);
        Assert.True(product.IsInvalid);
        before.Dispose();
    }

    [Fact]
    public void MovedOutwardsATensorLivesAsLongAsTheOuterScope()
    {
        Tensor moved;
        using (NewDisposeScope())
        {
            using (NewDisposeScope()) moved = ones(2).MoveToOuterDisposeScope();
            Assert.Equal(2, moved.sum().item<float>());
        }
        Assert.True(moved.IsInvalid);
    }

    [Fact]
    public void MovedOutOfTheOutermostScopeATensorIsTheCallers()
    {
        Tensor moved;
        using (NewDisposeScope()) moved = ones(2).MoveToOuterDisposeScope();
        Assert.False(moved.IsInvalid);
        moved.Dispose();
        Assert.True(moved.IsInvalid);
    }

    [Fact]
    public void ADetachedTensorOutlivesEveryScope()
    {
        Tensor detached;
        using (NewDisposeScope())
        using (NewDisposeScope())
            detached = ones(2).DetachFromDisposeScope();
        Assert.False(detached.IsInvalid);
        detached.Dispose();
    }

    [Fact]
    public void AnExceptionStillFreesAndClosesTheScopesItPassesThrough()
    {
        using var outer = NewDisposeScope();
        Tensor? lost = null;
        Assert.Throws<InvalidOperationException>((Action)(() =>
        {
            using var first = NewDisposeScope();
            using var second = NewDisposeScope();
            lost = ones(2);
            throw new InvalidOperationException();
        }));
        Assert.True(lost!.IsInvalid);
        var before = outer.DisposablesCount;
        _ = ones(2);
        Assert.Equal(before + 1, outer.DisposablesCount);
    }

    [Fact]
    public void WhatWasDisposedByHandIsNotFreedTwice()
    {
        using var scope = NewDisposeScope();
        var tensor = ones(2);
        tensor.Dispose();
        tensor.Dispose();
        Assert.Equal(0, scope.DisposablesCount);
    }

    [Fact]
    public void AScopeBelongsToItsThread()
    {
        using var scope = NewDisposeScope();
        Tensor? elsewhere = null;
        var thread = new Thread(() => elsewhere = ones(2));
        thread.Start();
        thread.Join();
        Assert.Equal(0, scope.DisposablesCount);
        elsewhere!.Dispose();
    }

    [Fact]
    public void AParameterIsNotFreedByTheScopeItWasMadeIn()
    {
        nn.Module<Tensor, Tensor> layer;
        using (NewDisposeScope()) layer = nn.Sequential(nn.Linear(2, 2), nn.BatchNorm1d(2));
        using (NewDisposeScope()) Assert.Equal([3, 2], layer.call(ones(3, 2)).shape);
        layer.Dispose();
        Assert.All(layer.named_parameters(), p => Assert.True(p.parameter.IsInvalid));
    }

    [Fact]
    public void ADisposedTensorSaysSo()
    {
        var tensor = ones(2);
        tensor.Dispose();
        Assert.Throws<ObjectDisposedException>(() => tensor + 1);
        Assert.Throws<ObjectDisposedException>(() => tensor.shape);
    }
}

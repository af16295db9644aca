using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Lgm.Tests.Tensors;

/// <summary>The same seed gives the same numbers, and a saved random state goes on where it was saved.</summary>
[Collection(TorchState.Name)]
public sealed class SeedTests
{
    private static readonly Dictionary<string, Func<Tensor>> s_draws = new()
    {
        ["rand"] = () => rand(50),
        ["randn"] = () => randn(50),
        ["randint"] = () => randint(0, 1000, [50]),
        ["randperm"] = () => randperm(50),
        ["dropout"] = () => nn.functional.dropout(ones(50), 0.5, training: true),
        ["normal_"] = () => empty(50).normal_(1, 2),
        ["uniform_"] = () => empty(50).uniform_(-1, 1),
    };

    public static TheoryData<string> Draws => [.. s_draws.Keys];

    [Theory]
    [MemberData(nameof(Draws))]
    public void TheSameSeedDrawsTheSameNumbers(string draw)
    {
        using var scope = NewDisposeScope();
        manual_seed(11);
        var first = s_draws[draw]().Numbers();
        var next = s_draws[draw]().Numbers();
        manual_seed(11);
        Assert.Equal(first, s_draws[draw]().Numbers());
        manual_seed(12);
        Assert.NotEqual(first, s_draws[draw]().Numbers());
        Assert.NotEqual(first, next);
    }

    [Fact]
    public void ASavedStateGoesOnWhereItWasSaved()
    {
        using var scope = NewDisposeScope();
        manual_seed(11);
        randn(7);
        var state = get_rng_state();
        var expected = randn(20).Numbers();
        set_rng_state(state);
        Assert.Equal(expected, randn(20).Numbers());
    }

    [Fact]
    public void AGeneratorOfItsOwnLeavesTheSharedStreamAlone()
    {
        using var scope = NewDisposeScope();
        manual_seed(11);
        var expected = rand(5).Numbers();
        manual_seed(11);
        using var own = new Generator(3);
        var mine = rand(5, generator: own).Numbers();
        Assert.Equal(expected, rand(5).Numbers());
        own.manual_seed(3);
        Assert.Equal(mine, rand(5, generator: own).Numbers());
    }

    [Fact]
    public void ASeededTrainingRunIsReproducedToTheBit()
    {
        Assert.Equal(Train(5), Train(5));
        Assert.NotEqual(Train(5), Train(6));

        static double[] Train(long seed)
        {
            using var scope = NewDisposeScope();
            manual_seed(seed);
            using var net = nn.Sequential(nn.Linear(4, 8), nn.PReLU(8), nn.Dropout(0.3), nn.Linear(8, 3));
            using var sgd = optim.SGD(net.parameters(), 0.1, momentum: 0.9);
            for (var i = 0; i < 20; i++)
            {
                sgd.zero_grad();
                nn.functional.cross_entropy(net.call(randn(16, 4)), randint(0, 3, [16])).backward();
                sgd.step();
            }
            return [.. net.parameters().SelectMany(p => p.Numbers())];
        }
    }
}

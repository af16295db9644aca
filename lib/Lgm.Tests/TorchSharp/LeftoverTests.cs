using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace Lgm.Tests.Tensors;

/// <summary>Outside any scope a call leaves its result and nothing else: no step on the way waits for the finalizer.</summary>
[Collection(TorchState.Name)]
public sealed class LeftoverTests
{
    private static readonly Dictionary<string, Func<Sequential, Tensor, optim.Optimizer, IDisposable?>> s_calls = new()
    {
        ["optimiser.step"] = (_, _, adam) => { adam.step(); return null; },
        ["module.call"] = (net, x, _) => net.call(x),
        ["load_state_dict"] = (net, _, _) => { net.load_state_dict(net.state_dict()); return null; },
        ["save"] = (net, _, _) => { net.save(Stream.Null); return null; },
        ["load"] = (net, _, _) => { using var file = new MemoryStream(); net.save(file); file.Position = 0; net.load(file); return null; },
        ["item"] = (_, x, _) => { x.data<float>()[0, 0].ToScalar(); return null; },
        ["index by numbers"] = (_, x, _) => x[0, 1],
        ["index by a range"] = (_, x, _) => x[TensorIndex.Single(0), TensorIndex.Slice(0, 1)],
        ["index by an ellipsis"] = (_, x, _) => x[TensorIndex.Ellipsis, TensorIndex.None, TensorIndex.Single(0)],
        ["index by a tensor"] = (net, x, _) => { using var at = arange(2); return x[TensorIndex.Tensor(at), TensorIndex.Single(0)]; },
        ["assign to an element"] = (_, x, _) => { using var one = ones([]); x[0, 1] = one; return null; },
        ["assign to a slice"] = (_, x, _) => { using var one = ones([]); x[TensorIndex.Single(0), TensorIndex.Slice(0, 1)] = one; return null; },
        ["operator with a number"] = (_, x, _) => x * 2,
        ["normalize"] = (_, x, _) => nn.functional.normalize(x),
        ["kaiming_normal_"] = (net, _, _) => { nn.init.kaiming_normal_(net.parameters().First()); return null; },
        ["tensor of another type"] = (_, _, _) => tensor(new[] { 1.0, 2 }, dtype: ScalarType.Float32),
    };

    public static TheoryData<string> Calls => [.. s_calls.Keys];

    [Theory]
    [MemberData(nameof(Calls))]
    public void ACallLeavesOnlyItsResult(string name)
    {
        using var net = nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3), nn.PReLU(3), nn.Linear(3, 1));
        using var adam = optim.Adam(net.parameters(), 0.01);
        using var x = ones(4, 2);
        using (NewDisposeScope()) net.call(x).sum().backward();
        adam.step();
        s_calls[name](net, x, adam)?.Dispose();

        LiveTensors.Collect();
        var before = LiveTensors.Count;
        for (var i = 0; i < 10; i++) s_calls[name](net, x, adam)?.Dispose();
        Assert.Equal(before, LiveTensors.Count);
    }
}

using System.Text.Json;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace Lgm.Tests.Tensors;

/// <summary>The names under which a nested module's weights are saved are PyTorch's, so that either side reads the other's files.</summary>
public sealed class StateDictTests
{
    [Fact]
    public void NamesShapesAndOrderArePyTorchs()
    {
        var golden = Golden.Read("torch_state_dict.json");
        using var net = new NestedNet();
        Assert.Equal(Strings(golden, "parameters"), net.named_parameters().Select(p => p.name));
        Assert.Equal(Strings(golden, "buffers"), net.named_buffers().Select(b => b.name));
        Assert.Equal(Strings(golden, "children"), net.named_children().Select(c => c.name));

        // TorchSharp lists all parameters before all buffers, PyTorch module by module: the set is what must agree.
        var expected = golden.GetProperty("stateDict").EnumerateArray().ToDictionary(e => e.GetProperty("name").GetString()!, e => string.Join("x", e.GetProperty("shape").EnumerateArray()));
        Assert.Equal(expected.OrderBy(e => e.Key, StringComparer.Ordinal), net.state_dict().ToDictionary(e => e.Key, e => string.Join("x", e.Value.shape)).OrderBy(e => e.Key, StringComparer.Ordinal));
    }

    [Fact]
    public void TheStateDictionaryHoldsTheTensorsThemselves()
    {
        using var net = new NestedNet();
        using (no_grad()) net.state_dict()["head.bias"].fill_(3);
        Assert.Equal([3f, 3f], net.head.bias!.data<float>().ToArray());
    }

    [Fact]
    public void ANonPersistentBufferIsNotSaved()
    {
        using var net = new NestedNet();
        net.register_buffer("scratch", zeros(1), persistent: false);
        Assert.DoesNotContain("scratch", net.state_dict().Keys);
        Assert.Contains("scratch", net.named_buffers().Select(b => b.name));
    }

    private static IEnumerable<string> Strings(JsonElement golden, string list) => golden.GetProperty(list).EnumerateArray().Select(s => s.GetString()!);

    private sealed class Block : nn.Module<Tensor, Tensor>
    {
        private readonly Conv2d conv;
        private readonly BatchNorm2d norm;
        private readonly PReLU activation;

        public Block(long channels) : base("Block")
        {
            conv = nn.Conv2d(channels, channels, 3, padding: 1, bias: false);
            norm = nn.BatchNorm2d(channels);
            activation = nn.PReLU(channels);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => activation.call(norm.call(conv.call(input)));
    }

    private sealed class NestedNet : nn.Module<Tensor, Tensor>
    {
        private readonly Parameter scale;
        private readonly Tensor centers;
        private readonly Sequential features;
        private readonly Block block;
        public readonly Linear head;

        public NestedNet() : base("NestedNet")
        {
            scale = new Parameter(ones(2));
            centers = zeros(3, 2);
            features = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.PReLU(1), nn.MaxPool2d(2));
            block = new Block(4);
            head = nn.Linear(4, 2);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => head.call(block.call(features.call(input)).mean([2, 3])) * scale + centers.sum();
    }
}

using System.Text.Json;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.init;

namespace Lgm.Tests.Tensors;

/// <summary>
/// Under one seed the initialisers, the random tensors and freshly made layers draw what PyTorch draws. Uniform draws
/// agree to the bit; normal ones to 1e-5, since libtorch computes them by other routines on other processors.
/// </summary>
[Collection(TorchState.Name)]
public sealed class InitialiserGoldenTests
{
    private const string File = "torch_init.json";
    private const double Tolerance = 1e-5;

    private static readonly Dictionary<string, Func<Tensor, Tensor>> s_draws = new()
    {
        ["kaiming_normal_"] = t => kaiming_normal_(t),
        ["kaiming_normal_tiny"] = t => kaiming_normal_(t),
        ["kaiming_normal_fan_out_relu"] = t => kaiming_normal_(t, mode: FanInOut.FanOut, nonlinearity: NonlinearityType.ReLU),
        ["kaiming_normal_prelu"] = t => kaiming_normal_(t, a: 0.25),
        ["kaiming_uniform_"] = t => kaiming_uniform_(t),
        ["kaiming_uniform_sqrt5"] = t => kaiming_uniform_(t, a: Math.Sqrt(5)),
        ["xavier_normal_"] = t => xavier_normal_(t),
        ["xavier_normal_gain2"] = t => xavier_normal_(t, gain: 2),
        ["xavier_uniform_"] = t => xavier_uniform_(t),
        ["xavier_uniform_matrix"] = t => xavier_uniform_(t),
        ["normal_"] = t => normal_(t, 0.5, 0.1),
        ["normal_tiny"] = t => normal_(t, 0.5, 0.1),
        ["uniform_"] = t => uniform_(t, -0.5, 1.5),
        ["constant_"] = t => constant_(t, 0.3),
        ["zeros_"] = t => zeros_(t),
        ["ones_"] = t => ones_(t),
        ["rand"] = t => rand(t.shape),
        ["randn"] = t => randn(t.shape),
        ["randint"] = t => randint(0, 100, t.shape),
        ["randperm"] = _ => randperm(20),
    };

    private static readonly Dictionary<string, Func<nn.Module>> s_layers = new()
    {
        ["conv2d"] = () => nn.Conv2d(3, 4, 3),
        ["conv2d_groups2_no_bias"] = () => nn.Conv2d(4, 4, 3, groups: 2, bias: false),
        ["linear"] = () => nn.Linear(5, 4),
        ["linear_no_bias"] = () => nn.Linear(5, 4, hasBias: false),
        ["batchnorm2d"] = () => nn.BatchNorm2d(3),
        ["prelu"] = () => nn.PReLU(3),
        ["sequential"] = () => nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.PReLU(1), nn.Linear(3, 2)),
    };

    public static TheoryData<string> Initialisers => Golden.Names(File, "initialisers");

    public static TheoryData<string> Layers => Golden.Names(File, "defaults");

    [Theory]
    [MemberData(nameof(Initialisers))]
    public void ADrawIsPyTorchs(string name)
    {
        using var scope = NewDisposeScope();
        var golden = Golden.Case(File, "initialisers", name);
        var value = name == "randperm" ? empty(1) : empty([.. golden.GetProperty("shape").EnumerateArray().Select(d => d.GetInt64())]);
        manual_seed(Golden.Read(File).GetProperty("seed").GetInt64());
        Check(s_draws[name](value), golden, name);
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void AFreshLayerIsPyTorchs(string name)
    {
        using var scope = NewDisposeScope();
        var golden = Golden.Case(File, "defaults", name).GetProperty("state");
        manual_seed(Golden.Read(File).GetProperty("seed").GetInt64());
        using var layer = s_layers[name]();
        Assert.Equal(golden.EnumerateObject().Select(p => p.Name), layer.named_parameters().Select(p => p.name));
        foreach (var (key, parameter) in layer.named_parameters()) Check(parameter, golden.GetProperty(key), $"{name}.{key}");
    }

    private static void Check(Tensor value, JsonElement golden, string what)
    {
        Assert.Equal(golden.GetProperty("shape").EnumerateArray().Select(d => d.GetInt64()), value.shape);
        var numbers = value.Numbers();
        var first = Golden.Numbers(golden.GetProperty("first"));
        Golden.AssertClose(numbers[..first.Length], first, what.Contains("normal") || what == "randn" ? Tolerance : 0, what);
        Golden.AssertClose([numbers.Sum(), numbers.Sum(n => n * n)], [golden.GetProperty("sum").GetDouble(), golden.GetProperty("sumOfSquares").GetDouble()], Tolerance, what + " (sum, sum of squares)");
    }
}

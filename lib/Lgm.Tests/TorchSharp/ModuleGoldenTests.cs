using System.Text.Json;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Lgm.Tests.Tensors;

/// <summary>Each module's output, input gradient, parameter gradients and buffers, in float64, are those of PyTorch.</summary>
public sealed class ModuleGoldenTests
{
    private const string File = "torch_modules.json";
    private const double Tolerance = 1e-12;
    private const ScalarType Double = ScalarType.Float64;

    private static readonly Dictionary<string, Func<nn.Module<Tensor, Tensor>>> s_modules = new()
    {
        ["conv2d"] = () => nn.Conv2d(3, 4, 3, dtype: Double),
        ["conv2d_stride2_padding1"] = () => nn.Conv2d(3, 4, 3, stride: 2, padding: 1, dtype: Double),
        ["conv2d_no_bias"] = () => nn.Conv2d(3, 2, 3, bias: false, dtype: Double),
        ["conv2d_dilation2"] = () => nn.Conv2d(3, 2, 3, padding: 2, dilation: 2, dtype: Double),
        ["conv2d_groups3"] = () => nn.Conv2d(3, 6, 3, groups: 3, dtype: Double),
        ["linear"] = () => nn.Linear(4, 3, dtype: Double),
        ["linear_no_bias"] = () => nn.Linear(4, 3, hasBias: false, dtype: Double),
        ["prelu_1"] = () => nn.PReLU(1, dtype: Double),
        ["prelu_channels"] = () => nn.PReLU(3, dtype: Double),
        ["relu"] = () => nn.ReLU(),
        ["maxpool2d"] = () => nn.MaxPool2d(2),
        ["maxpool2d_stride1_padding1"] = () => nn.MaxPool2d(3, stride: 1, padding: 1),
        ["maxpool2d_ceil"] = () => nn.MaxPool2d(2, ceil_mode: true),
        ["avgpool2d"] = () => nn.AvgPool2d(2),
        ["avgpool2d_padding1"] = () => nn.AvgPool2d(3, stride: 2, padding: 1),
        ["adaptiveavgpool2d_1"] = () => nn.AdaptiveAvgPool2d(1),
        ["batchnorm1d_train"] = () => nn.BatchNorm1d(4, dtype: Double),
        ["batchnorm1d_eval"] = () => nn.BatchNorm1d(4, dtype: Double),
        ["batchnorm2d_train"] = () => nn.BatchNorm2d(3, dtype: Double),
        ["batchnorm2d_eval"] = () => nn.BatchNorm2d(3, dtype: Double),
        ["batchnorm2d_momentum"] = () => nn.BatchNorm2d(3, eps: 1e-3, momentum: 0.4, dtype: Double),
        ["batchnorm2d_no_affine"] = () => nn.BatchNorm2d(3, affine: false, dtype: Double),
        ["flatten"] = () => nn.Flatten(),
        ["flatten_2"] = () => nn.Flatten(start_dim: 2),
        ["dropout_eval"] = () => nn.Dropout(0.5),
        ["sequential_train"] = SmallNet,
        ["sequential_eval"] = SmallNet,
    };

    private static nn.Module<Tensor, Tensor> SmallNet() => nn.Sequential(
        nn.Conv2d(3, 4, 3, padding: 1, dtype: Double), nn.BatchNorm2d(4, dtype: Double), nn.PReLU(4, dtype: Double), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(16, 2, dtype: Double));

    public static TheoryData<string> Modules => Golden.Names(File, "cases");

    public static TheoryData<string> Criteria => Golden.Names(File, "criteria");

    [Theory]
    [MemberData(nameof(Modules))]
    public void AModuleIsPyTorchs(string name)
    {
        using var scope = NewDisposeScope();
        var golden = Golden.Case(File, "cases", name);
        using var module = s_modules[name]();
        module.train(golden.GetProperty("train").GetBoolean());
        var (missing, unexpected) = module.load_state_dict(Tensors(golden.GetProperty("state")));
        Assert.Empty(missing);
        Assert.Empty(unexpected);

        var x = golden.GetProperty("input").Tensor().requires_grad_();
        var output = module.call(x);
        output.AssertClose(golden.GetProperty("output"), Tolerance, "output");
        (output * golden.GetProperty("upstream").Tensor()).sum().backward();

        x.grad!.AssertClose(golden.GetProperty("inputGradient"), Tolerance, "input gradient");
        var gradients = golden.GetProperty("gradients");
        Assert.Equal(gradients.EnumerateObject().Select(g => g.Name), module.named_parameters().Select(p => p.name));
        foreach (var (key, parameter) in module.named_parameters()) parameter.grad!.AssertClose(gradients.GetProperty(key), Tolerance, $"gradient of {key}");

        var buffers = golden.GetProperty("buffersAfter");
        Assert.Equal(buffers.EnumerateObject().Select(b => b.Name), module.named_buffers().Select(b => b.name));
        foreach (var (key, buffer) in module.named_buffers()) buffer.AssertClose(buffers.GetProperty(key), Tolerance, key);
    }

    [Theory]
    [MemberData(nameof(Criteria))]
    public void CrossEntropyIsPyTorchs(string name)
    {
        using var scope = NewDisposeScope();
        var golden = Golden.Case(File, "criteria", name);
        using var criterion = name switch
        {
            "cross_entropy_mean" => nn.CrossEntropyLoss(),
            "cross_entropy_sum" => nn.CrossEntropyLoss(reduction: nn.Reduction.Sum),
            "cross_entropy_none" => nn.CrossEntropyLoss(reduction: nn.Reduction.None),
            "cross_entropy_ignore3" => nn.CrossEntropyLoss(ignore_index: 3),
            "cross_entropy_weighted" => nn.CrossEntropyLoss(weight: tensor(new[] { 0.5, 1.0, 2.0, 4.0 })),
            _ => throw new InvalidOperationException($"no criterion for {name}"),
        };
        var logits = golden.GetProperty("input").Tensor().requires_grad_();
        var loss = criterion.call(logits, golden.GetProperty("target").Tensor().to(ScalarType.Int64));
        loss.AssertClose(golden.GetProperty("output"), Tolerance, "loss");
        (loss * golden.GetProperty("upstream").Tensor()).sum().backward();
        logits.grad!.AssertClose(golden.GetProperty("inputGradient"), Tolerance, "input gradient");
    }

    private static Dictionary<string, Tensor> Tensors(JsonElement named) => named.EnumerateObject().ToDictionary(t => t.Name, t => t.Value.Tensor());
}

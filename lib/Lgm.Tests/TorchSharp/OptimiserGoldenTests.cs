using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace Lgm.Tests.Tensors;

/// <summary>Parameters after 1, 2 and 10 steps of a regression, and learning rates over 20 epochs, are those of PyTorch.</summary>
public sealed class OptimiserGoldenTests
{
    private const string Optimisers = "torch_optimisers.json", Schedulers = "torch_schedulers.json";

    private static readonly Dictionary<string, Func<Parameter, Parameter, optim.Optimizer>> s_optimisers = new()
    {
        ["sgd"] = (w, b) => optim.SGD([w, b], 0.1),
        ["sgd_momentum"] = (w, b) => optim.SGD([w, b], 0.1, momentum: 0.9),
        ["sgd_nesterov"] = (w, b) => optim.SGD([w, b], 0.1, momentum: 0.9, nesterov: true),
        ["sgd_weight_decay"] = (w, b) => optim.SGD([w, b], 0.1, weight_decay: 0.05),
        ["sgd_momentum_weight_decay"] = (w, b) => optim.SGD([w, b], 0.1, momentum: 0.9, weight_decay: 5e-4),
        ["sgd_dampening"] = (w, b) => optim.SGD([w, b], 0.1, momentum: 0.9, dampening: 0.3),
        ["sgd_groups"] = (w, b) => optim.SGD([new SGD.ParamGroup([w], lr: 0.1, momentum: 0.9), new SGD.ParamGroup([b], lr: 0.01, momentum: 0.9)], 0.1),
        ["sgd_clipped"] = (w, b) => optim.SGD([w, b], 0.1),
        ["adam"] = (w, b) => optim.Adam([w, b], 0.05),
        ["adam_betas"] = (w, b) => optim.Adam([w, b], 0.05, beta1: 0.5, beta2: 0.9, eps: 1e-4),
        ["adam_weight_decay"] = (w, b) => optim.Adam([w, b], 0.05, weight_decay: 0.1),
        ["adam_amsgrad"] = (w, b) => optim.Adam([w, b], 0.2, amsgrad: true),
        ["adam_groups"] = (w, b) => new Adam([new Adam.ParamGroup([w], lr: 0.05), new Adam.ParamGroup([b], lr: 0.01)], 0.05),
    };

    private static readonly Dictionary<string, Func<optim.Optimizer, optim.lr_scheduler.LRScheduler>> s_schedulers = new()
    {
        ["step"] = o => optim.lr_scheduler.StepLR(o, 5, gamma: 0.5),
        ["multistep"] = o => optim.lr_scheduler.MultiStepLR(o, [3, 7, 15], gamma: 0.1),
        ["lambda"] = o => optim.lr_scheduler.LambdaLR(o, epoch => 1.0 / (1.0 + epoch)),
        ["linear"] = o => optim.lr_scheduler.LinearLR(o, start_factor: 0.25, end_factor: 1.0, total_iters: 6),
        ["cosine"] = o => optim.lr_scheduler.CosineAnnealingLR(o, 20, eta_min: 0.001),
        ["cosine_past_its_end"] = o => optim.lr_scheduler.CosineAnnealingLR(o, 8),
    };

    public static TheoryData<string> OptimiserNames => Golden.Names(Optimisers, "cases");

    public static TheoryData<string> SchedulerNames => Golden.Names(Schedulers, "cases");

    [Theory]
    [MemberData(nameof(OptimiserNames))]
    public void AnOptimiserTakesPyTorchsSteps(string name)
    {
        using var scope = NewDisposeScope();
        var golden = Golden.Read(Optimisers);
        var (x, y) = (golden.GetProperty("x").Tensor(), golden.GetProperty("y").Tensor());
        using var weight = new Parameter(golden.GetProperty("weight").Tensor());
        using var bias = new Parameter(golden.GetProperty("bias").Tensor());
        using var optimiser = s_optimisers[name](weight, bias);

        var step = 0;
        foreach (var recorded in Golden.Case(Optimisers, "cases", name).GetProperty("steps").EnumerateArray())
        {
            double loss = 0;
            for (var last = recorded.GetProperty("step").GetInt32(); step < last; step++)
            {
                optimiser.zero_grad();
                var squares = (x.matmul(weight) + bias - y).pow(2).mean();
                squares.backward();
                if (name == "sgd_clipped") nn.utils.clip_grad_norm_([weight, bias], 2);
                optimiser.step();
                loss = squares.item<double>();
            }
            Golden.AssertClose([loss], [recorded.GetProperty("loss").GetDouble()], 1e-11, "loss");
            weight.AssertClose(recorded.GetProperty("weight"), 1e-11, $"weight after step {step}");
            bias.AssertClose(recorded.GetProperty("bias"), 1e-11, $"bias after step {step}");
        }
        Assert.Equal(10, step);
    }

    [Theory]
    [MemberData(nameof(SchedulerNames))]
    public void ASchedulerSetsPyTorchsRates(string name)
    {
        using var scope = NewDisposeScope();
        var initial = Golden.Numbers(Golden.Read(Schedulers).GetProperty("initial"));
        using var first = new Parameter(zeros(1));
        using var second = new Parameter(zeros(1));
        using var optimiser = optim.SGD([new SGD.ParamGroup([first], lr: initial[0]), new SGD.ParamGroup([second], lr: initial[1])], initial[0]);
        var scheduler = s_schedulers[name](optimiser);

        var epoch = 0;
        foreach (var expected in Golden.Case(Schedulers, "cases", name).GetProperty("rates").EnumerateArray())
        {
            if (epoch > 0)
            {
                optimiser.step();
                scheduler.step();
            }
            Golden.AssertClose([.. optimiser.ParamGroups.Select(g => g.LearningRate)], Golden.Numbers(expected), 1e-12, $"rate before epoch {epoch}");
            epoch++;
        }
        Assert.Equal(21, epoch);
    }
}

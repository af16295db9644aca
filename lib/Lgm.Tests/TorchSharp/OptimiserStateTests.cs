using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace Lgm.Tests.Tensors;

/// <summary>Six steps are three steps, saved and loaded into a fresh optimiser, and three more: to the bit.</summary>
public sealed class OptimiserStateTests
{
    private static readonly Dictionary<string, Func<IEnumerable<Parameter>, OptimizerHelper>> s_optimisers = new()
    {
        ["sgd"] = p => optim.SGD(p, 0.1, momentum: 0.9),
        ["adam"] = p => optim.Adam(p, 0.05, weight_decay: 0.01, amsgrad: true),
    };

    [Theory]
    [InlineData("sgd")]
    [InlineData("adam")]
    public void AResumedRunIsTheUninterruptedOne(string name)
    {
        using Parameter straight = Start(), interrupted = Start();
        using var whole = s_optimisers[name]([straight]);
        Steps(whole, straight, 6);

        using var stream = new MemoryStream();
        using (var first = s_optimisers[name]([interrupted]))
        {
            Steps(first, interrupted, 3);
            using var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true);
            first.save_state_dict(writer);
        }
        stream.Position = 0;
        using var second = s_optimisers[name]([interrupted]);
        using (var reader = new BinaryReader(stream)) second.load_state_dict(reader);
        Steps(second, interrupted, 3);

        Assert.Equal(straight.data<double>().ToArray(), interrupted.data<double>().ToArray());
    }

    [Fact]
    public void TheStateOfAnotherOptimiserIsRefused()
    {
        using var parameter = Start();
        using var stream = new MemoryStream();
        using (var sgd = s_optimisers["sgd"]([parameter]))
        using (var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true))
        {
            Steps(sgd, parameter, 1);
            sgd.save_state_dict(writer);
        }
        stream.Position = 0;
        using var adam = s_optimisers["adam"]([parameter]);
        using var reader = new BinaryReader(stream);
        Assert.Contains("SGD", Assert.ThrowsAny<Exception>(() => adam.load_state_dict(reader)).Message);
    }

    private static Parameter Start() => new(tensor(new[] { 1.0, -2.0, 3.0 }));

    private static void Steps(optim.Optimizer optimiser, Tensor parameter, int count)
    {
        using var scope = NewDisposeScope();
        for (var i = 0; i < count; i++)
        {
            optimiser.zero_grad();
            (parameter.pow(2).sum() + parameter.sum()).backward();
            optimiser.step();
        }
    }
}

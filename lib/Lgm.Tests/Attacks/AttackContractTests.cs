using Lgm.Attacks;
using Lgm.Losses;
using Lgm.Models;
using Lgm.Tests.Models;
using Lgm.Tests.Tensors;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Lgm.Tests.Attacks;

/// <summary>What holds for every attack of the catalogue, on a little trained network of each kind of loss.</summary>
[Collection(TorchState.Name)]
public sealed class AttackContractTests
{
    private const int Classes = TrainedBlobs.Classes, Count = 60;

    public static TheoryData<string, string> All
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (var attack in AttackCatalogue.Names)
                foreach (var loss in TrainedBlobs.Heads) rows.Add(attack, loss);
            return rows;
        }
    }

    private static GradientAttack Attack(string name, string loss, long seed = 7) =>
        AttackCatalogue.Create(name, AttackTarget.RandomWrongClass(seed), TrainedBlobs.Density(loss));

    // The number that this attack is there to raise, by its own words and not by its code.
    private static double Reached(string attack, string loss, Tensor images, Tensor labels)
    {
        var model = TrainedBlobs.Model(loss);
        var wanted = AttackTarget.RandomWrongClass(7).Of(labels, Classes).unsqueeze(1);
        return attack switch
        {
            "fgsm" or "bim" => 1 - TrainedBlobs.Accuracy(model, images, labels),
            "targeted-fgsm" or "targeted-bim" => model.Logits(images).to(float64).log_softmax(1).gather(1, wanted).mean().item<double>(),
            _ => TrainedBlobs.Density(loss).ClassLogLikelihood(model.Features(images)).gather(1, wanted).mean().item<double>(),
        };
    }

    [Theory]
    [MemberData(nameof(All))]
    public void ItGetsWhatItWantsWithinTheBallAndTheBounds(string name, string loss)
    {
        using var scope = NewDisposeScope();
        var model = TrainedBlobs.Model(loss);
        var (images, labels) = BlobImages.Set(Count, Classes, seed: 9).Range(0, Count);
        var accuracy = TrainedBlobs.Accuracy(model, images, labels);
        Assert.True(accuracy > 0.9, $"the net learned nothing: {accuracy}");
        var before = Reached(name, loss, images, labels);
        foreach (var eps in new[] { 0.02, 0.3 })
        {
            var attacked = Attack(name, loss).Perturb(model, images, labels, new Linf(eps));
            Assert.Equal(images.shape, attacked.shape);
            Assert.Equal(float32, attacked.dtype);
            Assert.InRange((attacked - images).abs().max().item<float>(), eps / 2, eps + 1e-6);
            Assert.True(attacked.min().item<float>() >= 0 && attacked.max().item<float>() <= 1);
            var after = Reached(name, loss, attacked, labels);
            // A small step follows the gradient; a long one need not, except where it is what the attack is for.
            if (eps < 0.1 || !name.StartsWith("likelihood")) Assert.True(eps < 0.1 ? after >= before : after > before, $"eps {eps}: {before} to {after}");
            var left = TrainedBlobs.Accuracy(model, attacked, labels);
            Assert.True(eps < 0.1 ? left <= accuracy : left < accuracy, $"eps {eps}: accuracy {accuracy} to {left}");
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void NothingButTheResultChanges(string name, string loss)
    {
        using var scope = NewDisposeScope();
        var (model, density) = (TrainedBlobs.Model(loss), TrainedBlobs.Density(loss));
        var (images, labels) = BlobImages.Set(10, Classes).Range(0, 10);
        model.zero_grad();
        model.Head.Loss(model.Features(images), labels).backward();
        double[][] State() => [images.Numbers(), labels.Numbers(), density.Means.Numbers(), density.Precision.Numbers(), .. model.state_dict().Values.Select(t => t.Numbers()), .. model.parameters().Select(p => p.grad!.Numbers())];
        var before = State();
        var mode = model.training;
        Tensor attacked;
        using (no_grad()) attacked = Attack(name, loss).Perturb(model, images, labels, new Linf(0.1));
        Assert.Equal(before, State());
        Assert.Equal(mode, model.training);
        Assert.False(images.requires_grad);
        Assert.False(attacked.requires_grad);
        // With gradients on or off around it, and whatever libtorch's stream has drawn meanwhile, the attack is the same.
        rand(3);
        Assert.Equal(attacked.Numbers(), Attack(name, loss).Perturb(model, images, labels, new Linf(0.1)).Numbers());
        Assert.Equal(AttackCatalogue.IsTargeted(name), !attacked.Numbers().SequenceEqual(Attack(name, loss, seed: 8).Perturb(model, images, labels, new Linf(0.1)).Numbers()));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void ZeroChangesNothing(string name, string loss)
    {
        using var scope = NewDisposeScope();
        var (images, labels) = BlobImages.Set(10, Classes).Range(0, 10);
        Assert.Equal(images.Numbers(), Attack(name, loss).Perturb(TrainedBlobs.Model(loss), images, labels, new Linf(0)).Numbers());
    }

    [Theory]
    [MemberData(nameof(All))]
    public void ItLeavesNoTensorsBehind(string name, string loss)
    {
        using var scope = NewDisposeScope();
        var (model, attack) = (TrainedBlobs.Model(loss), Attack(name, loss));
        var (images, labels) = BlobImages.Set(10, Classes).Range(0, 10);
        var balls = new[] { new Linf(0.1), new Linf(0.2) };
        void Once()
        {
            using var classes = attack.Target.Of(labels, Classes);
            foreach (var made in attack.PerturbFor(model, images, classes, balls)) made.Dispose();
        }
        Once();
        LiveTensors.Collect();
        var before = LiveTensors.Count;
        for (var i = 0; i < 5; i++) Once();
        Assert.Equal(before, LiveTensors.Count);
    }

    [Fact]
    public void EveryPublicObjectiveHasANameOfItsOwn()
    {
        var objectives = typeof(IAttackObjective).Assembly.GetExportedTypes().Where(t => t.IsAssignableTo(typeof(IAttackObjective)) && !t.IsInterface);
        Assert.Equal(objectives.Select(t => t.Name).Order(), AttackCatalogue.Names.Select(n => AttackCatalogue.Create(n).Objective.GetType().Name).Distinct().Order());
        Assert.Equal(AttackCatalogue.Names, AttackCatalogue.Names.Distinct());
        Assert.All(AttackCatalogue.Names, n => Assert.NotEqual(n, AttackCatalogue.Title(n)));
    }

    [Fact]
    public void AnUnknownNameListsTheKnownOnes()
    {
        var message = Assert.Throws<WorkbookException>(() => AttackCatalogue.Create("pgd")).Message;
        Assert.All(AttackCatalogue.Names.Append("\"pgd\""), known => Assert.Contains(known, message));
    }
}

using Lgm.Attacks;
using Lgm.Detection;
using Lgm.Models;
using Lgm.Tests.Losses;
using Lgm.Tests.Models;
using Lgm.Tests.Tensors;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Lgm.Tests.Attacks;

/// <summary>What holds for every attack of the catalogue, on a little trained network with Gaussians and on one without.</summary>
[Collection(TorchState.Name)]
public sealed class AttackContractTests(TrainedBlobs trained) : IClassFixture<TrainedBlobs>
{
    private const int Classes = TrainedBlobs.Classes, Count = 60;

    public static TheoryData<string, string> All
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (var attack in AttackCatalogue.All) rows.Add(attack.Name, "lgm");
            rows.Add("fgsm", "softmax");
            rows.Add("likelihood-raising", "softmax");
            return rows;
        }
    }

    private GradientAttack Attack(string name, string loss, double eps, long seed = 7) =>
        AttackCatalogue.Find(name).Create(eps, AttackTarget.RandomWrongClass(seed), trained.Density(loss));

    // The number that this attack is there to raise, by its own words and not by its code.
    private double Reached(string attack, string loss, Tensor images, Tensor labels)
    {
        var model = trained.Model(loss);
        var wanted = AttackTarget.RandomWrongClass(7).Of(labels, Classes).unsqueeze(1);
        return attack switch
        {
            "fgsm" or "bim" => 1 - model.Accuracy(images, labels),
            "targeted-fgsm" or "targeted-bim" => model.Logits(images).to(float64).log_softmax(1).gather(1, wanted).mean().item<double>(),
            _ => trained.Density(loss).ClassLogLikelihood(model.Features(images)).gather(1, wanted).mean().item<double>(),
        };
    }

    [Theory]
    [MemberData(nameof(All))]
    public void ItGetsWhatItWantsWithinTheBallAndTheBounds(string name, string loss)
    {
        using var scope = NewDisposeScope();
        var model = trained.Model(loss);
        var (images, labels) = BlobImages.Set(Count, Classes, seed: 9).Range(0, Count);
        var accuracy = model.Accuracy(images, labels);
        Assert.True(accuracy > 0.9, $"the net learned nothing: {accuracy}");
        Assert.Equal(images.Numbers(), Attack(name, loss, 0).Perturb(model, images, labels).Numbers());
        var before = Reached(name, loss, images, labels);
        foreach (var eps in new[] { 0.02, 0.3 })
        {
            var attacked = Attack(name, loss, eps).Perturb(model, images, labels);
            Assert.Equal(images.shape, attacked.shape);
            Assert.Equal(float32, attacked.dtype);
            Assert.InRange((attacked - images).abs().max().item<float>(), eps / 2, eps + 1e-6);
            Assert.True(attacked.min().item<float>() >= 0 && attacked.max().item<float>() <= 1);
            var after = Reached(name, loss, attacked, labels);
            // A small step follows the gradient; a long one need not, except where it is what the attack is for.
            if (eps < 0.1 || !name.StartsWith("likelihood")) Assert.True(eps < 0.1 ? after >= before : after > before, $"eps {eps}: {before} to {after}");
            var left = model.Accuracy(attacked, labels);
            Assert.True(eps < 0.1 ? left <= accuracy : left < accuracy, $"eps {eps}: accuracy {accuracy} to {left}");
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void TheSeedOfItsTargetsAloneDecides(string name, string loss)
    {
        using var scope = NewDisposeScope();
        var (images, labels) = BlobImages.Set(10, Classes).Range(0, 10);
        double[] Attacked(long seed) => Attack(name, loss, 0.1, seed).Perturb(trained.Model(loss), images, labels).Numbers();
        double[] attacked;
        using (no_grad()) attacked = Attacked(7);
        // With gradients on or off around it, and whatever libtorch's stream has drawn meanwhile, the attack is the same.
        rand(3);
        Assert.Equal(attacked, Attacked(7));
        Assert.Equal(AttackCatalogue.Find(name).Targeted, !attacked.SequenceEqual(Attacked(8)));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void BatchesOfAnySizeGiveTheSameImages(string name, string loss)
    {
        using var scope = NewDisposeScope();
        // In float64, where no rounding turns the sign of a gradient.
        using var model = BlobImages.Classifier(loss, Classes).to(float64).Redrawn(new Random(3), 0.4);
        var (pixels, labels) = BlobImages.Set(20, Classes).Range(0, 20);
        var images = pixels.to(float64);
        var whole = Attack(name, loss, 0.2).Perturb(model, images, labels).Numbers();
        var size = BoundedClassifier.BatchSize;
        try
        {
            BoundedClassifier.BatchSize = 7;
            Golden.AssertClose(Attack(name, loss, 0.2).Perturb(model, images, labels).Numbers(), whole, 1e-12, "pixel");
        }
        finally
        {
            BoundedClassifier.BatchSize = size;
        }
    }

    [Fact]
    public void FiveHundredAttacksAndScoresLeaveNoTensorsBehind()
    {
        var model = trained.Model("lgm");
        using var set = BlobImages.Set(10, Classes);
        var (images, labels) = set.Range(0, 10);
        var attacks = AttackCatalogue.All;
        Detector[] detectors = [.. DetectorCatalogue.NamesFor(model.Head).Select(DetectorCatalogue.Create)];
        void Once(int i)
        {
            using var attacked = Attack(attacks[i % attacks.Count].Name, "lgm", 0.1).Perturb(model, images, labels);
            detectors[i % detectors.Length].Fit(model, set).Score(model, attacked);
        }
        for (var i = 0; i < detectors.Length; i++) Once(i);
        LiveTensors.Collect();
        var before = Tensor.TotalCount;
        for (var i = 0; i < 500; i++) Once(i);
        Assert.Equal(before, Tensor.TotalCount);
        foreach (IDisposable used in (IDisposable[])[.. detectors, images, labels]) used.Dispose();
    }

    [Fact]
    public void EveryPublicAttackHasANameOfItsOwn()
    {
        var types = typeof(GradientAttack).Assembly.GetExportedTypes().Where(t => t.IsSubclassOf(typeof(GradientAttack)) && !t.IsAbstract);
        Assert.Equal(types.Select(t => t.Name).Order(), AttackCatalogue.All.Select(a => a.Create(0.1, AttackTarget.WrongClass(1), null).GetType().Name).Distinct().Order());
        Assert.Equal(AttackCatalogue.All.Count, AttackCatalogue.All.Select(a => a.Name).Distinct().Count());
        var message = Assert.Throws<WorkbookException>(() => AttackCatalogue.Find("pgd")).Message;
        Assert.All(AttackCatalogue.All.Select(a => a.Name).Append("\"pgd\""), known => Assert.Contains(known, message));
    }
}

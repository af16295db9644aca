namespace Lgm.Tests.Attacks;

/// <summary>What holds for every attack of the catalogue, on a little trained network with Gaussians and on one without.</summary>
[Collection(TorchState.Name)]
public sealed class AttackContractTests(TrainedBlobs trained)
{
    private const int Classes = TrainedBlobs.Classes, Count = 60;

    public static TheoryData<string, string> All
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (var name in AttackCatalogue.All.Select(a => a.Name).Concat(AdaptiveCatalogue.All.Select(a => a.Name))) rows.Add(name, "lgm");
            rows.Add("fgsm", "softmax");
            rows.Add("likelihood-raising", "softmax");
            return rows;
        }
    }

    private Attack Attack(string name, string loss, double eps, long seed = 7, BoundedClassifier? model = null)
    {
        if (AttackCatalogue.All.Any(a => a.Name == name)) return AttackCatalogue.Find(name).Create(eps, AttackTarget.RandomWrongClass(seed), trained.Density(loss));
        model ??= trained.Model(loss);
        using var images = BlobImages.Set(20, Classes, seed: 4);
        var detector = new LearnedLikelihood().Fit(model.Head, zeros(5, 1), arange(Classes));
        return AdaptiveCatalogue.Find(name).Create(new(eps, 5 * eps, Steps: name == "carlini-wagner-detector" ? 40 : 6, Restarts: 1, Queries: 20, seed), new(detector, detector.Density!, model.Evaluate(images.Images.to(model.Network.parameters().First().dtype))));
    }

    // The number that this attack is there to raise, by its own words and not by its code.
    private double Reached(string attack, string loss, Tensor images, Tensor labels)
    {
        var model = trained.Model(loss);
        var wanted = AttackTarget.RandomWrongClass(7).Of(labels, Classes).unsqueeze(1);
        return attack switch
        {
            "targeted-fgsm" or "targeted-bim" => model.Logits(images).to(float64).log_softmax(1).gather(1, wanted).mean().item<double>(),
            "likelihood-raising" or "likelihood-raising-bim" => trained.Density(loss).ClassLogLikelihood(model.Features(images)).gather(1, wanted).mean().item<double>(),
            _ => 1 - model.Accuracy(images, labels),
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
            var attack = Attack(name, loss, eps);
            var attacked = attack.Perturb(model, images, labels);
            Assert.Equal(images.shape, attacked.shape);
            Assert.Equal(float32, attacked.dtype);
            var moved = (attacked - images).flatten(1);
            var farthest = (attack.Norm == Norm.Max ? moved.abs().amax(1) : moved.square().sum(dim: 1).sqrt()).max().item<float>();
            // Who finds no way in a few steps leaves an image as it is.
            Assert.InRange(farthest, name.StartsWith("carlini-wagner") ? 0 : attack.Epsilon / 2, attack.Epsilon * (1 + 1e-5));
            Assert.True(attacked.min().item<float>() >= 0 && attacked.max().item<float>() <= 1);
            var after = Reached(name, loss, attacked, labels);
            // A small step follows the gradient; a long one need not, except where it is what the attack is for.
            if (eps < 0.1 || !name.StartsWith("likelihood")) Assert.True(eps < 0.1 ? after >= before : after > before, $"eps {eps}: {before} to {after}");
            var left = model.Accuracy(attacked, labels);
            Assert.True(eps < 0.1 ? left <= accuracy : left < accuracy, $"eps {eps}: accuracy {accuracy} to {left}");
        }
    }

    [Theory]
    [InlineData("margin-and-likelihood")]
    [InlineData("orthogonal-pgd")]
    [InlineData("feature-matching")]
    public void UnderTheEuclideanNormItStaysInTheBallToo(string name)
    {
        using var scope = NewDisposeScope();
        var model = trained.Model("lgm");
        var (images, labels) = BlobImages.Set(Count, Classes, seed: 9).Range(0, Count);
        using var detector = new LearnedLikelihood().Fit(model.Head, zeros(5, 1), arange(Classes));
        Attack attack = name switch
        {
            "margin-and-likelihood" => new MarginAndLikelihood(1.5, detector, steps: 20, norm: Norm.Euclidean),
            "orthogonal-pgd" => new OrthogonalPgd(1.5, detector, steps: 20, share: 0.125, norm: Norm.Euclidean),
            _ => new FeatureMatching(1.5, detector, model.Evaluate(images), steps: 20, norm: Norm.Euclidean),
        };
        var attacked = attack.Perturb(model, images, labels);
        Assert.InRange((attacked - images).flatten(1).square().sum(dim: 1).sqrt().max().item<float>(), 0.75, 1.5 * (1 + 1e-5));
        Assert.True(attacked.min().item<float>() >= 0 && attacked.max().item<float>() <= 1);
        Assert.True(model.Accuracy(attacked, labels) < model.Accuracy(images, labels));
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
        if (AttackCatalogue.All.FirstOrDefault(a => a.Name == name) is { } known) Assert.Equal(known.Targeted, !attacked.SequenceEqual(Attacked(8)));
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
        var whole = Attack(name, loss, 0.2, model: model).Perturb(model, images, labels).Numbers();
        using var batches = new BatchesOf(7);
        Golden.AssertClose(Attack(name, loss, 0.2, model: model).Perturb(model, images, labels).Numbers(), whole, 1e-12, "pixel");
    }

    [Fact]
    public void AttacksAndScoresLeaveNoTensorsBehind()
    {
        var model = trained.Model("lgm");
        using var set = BlobImages.Set(10, Classes);
        var (images, labels) = set.Range(0, 10);
        string[] attacks = [.. AttackCatalogue.All.Select(a => a.Name), .. AdaptiveCatalogue.All.Select(a => a.Name)];
        Detector[] detectors = [.. DetectorCatalogue.NamesFor(model.Head).Select(DetectorCatalogue.Create)];
        void Once(int i)
        {
            using var scope = NewDisposeScope();
            var attacked = Attack(attacks[i % attacks.Length], "lgm", 0.1).Perturb(model, images, labels);
            detectors[i % detectors.Length].Fit(model, set).Score(model, attacked);
        }
        // Twice each: a detector's second fit replaces what the first has kept.
        var calls = 2 * Math.Max(attacks.Length, detectors.Length);
        for (var i = 0; i < calls; i++) Once(i);
        LiveTensors.Collect();
        var before = Tensor.TotalCount;
        for (var i = 0; i < calls; i++) Once(i);
        Assert.Equal(before, Tensor.TotalCount);
        foreach (IDisposable used in (IDisposable[])[.. detectors, images, labels]) used.Dispose();
    }

    [Fact]
    public void EveryPublicAttackHasANameOfItsOwn()
    {
        var types = typeof(Attack).Assembly.GetExportedTypes().Where(t => t.IsSubclassOf(typeof(Attack)) && !t.IsAbstract);
        using var scope = NewDisposeScope();
        string[] names = [.. AttackCatalogue.All.Select(a => a.Name), .. AdaptiveCatalogue.All.Select(a => a.Name)];
        Assert.Equal(types.Select(t => t.Name).Order(), names.Select(name => Attack(name, "lgm", 0.1).GetType().Name).Distinct().Order());
        Assert.Equal(names.Length, names.Distinct().Count());
        var message = Assert.Throws<WorkbookException>(() => AttackCatalogue.Find("pgd")).Message;
        Assert.All(AttackCatalogue.All.Select(a => a.Name).Append("\"pgd\""), known => Assert.Contains(known, message));
    }
}

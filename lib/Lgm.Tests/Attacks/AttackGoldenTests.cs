namespace Lgm.Tests.Attacks;

/// <summary>Today's attacks against Golden/attacks.py, every step of them.</summary>
[Collection(TorchState.Name)]
public sealed class AttackGoldenTests
{
    private static readonly JsonElement s_golden = Golden.Read("attacks.json");

    public static TheoryData<string> Names => [.. s_golden.GetProperty("cases").EnumerateArray().Select(c => c.GetProperty("name").GetString()!)];

    private static BoundedClassifier Network(ClassificationHead head)
    {
        using var quiet = no_grad();
        Tensor Weights(string name) => s_golden.GetProperty("network").GetProperty(name).Tensor();
        var (first, second) = (nn.Linear(25, 12), nn.Linear(12, 4));
        var model = new BoundedClassifier(nn.Sequential(nn.Flatten(), first, nn.Tanh(), second), head, new PixelSpace(0, 1, 0.5, 0.25)).to(float64);
        model.eval();
        foreach (var (weight, name) in new[] { (first.weight, "w1"), (first.bias!, "b1"), (second.weight, "w2"), (second.bias!, "b2") }) weight.copy_(Weights(name));
        foreach (var (name, weight) in head.state_dict()) weight.copy_(Weights(name switch { "classifier.weight" => "classifier", "classifier.bias" => "bias", _ => name }));
        return model;
    }

    private static Attack Make(string name, Func<Detector> detector, BoundedClassifier model) => name switch
    {
        "pgd" => new Pgd(0.1, 8, 2),
        "pgd-2" => new Pgd(0.6, 8, norm: Norm.Euclidean),
        "momentum" => new MomentumFgsm(0.1, 6, 0.9),
        "momentum-2" => new MomentumFgsm(0.6, 6, norm: Norm.Euclidean),
        "apgd" => new Apgd(0.1, steps: 25),
        "apgd-2" => new Apgd(0.6, steps: 25, norm: Norm.Euclidean),
        "apgd-dlr" => new Apgd(0.03, ApgdLoss.Dlr, 25),
        "apgd-targeted" => new Apgd(0.1, ApgdLoss.TargetedDlr, 12),
        "deepfool" => new DeepFool(steps: 20),
        "deepfool-max" => new DeepFool(steps: 20, norm: Norm.Max),
        "carlini-wagner" => new CarliniWagner(steps: 15, searches: 4, constant: 0.1, rate: 0.05),
        "carlini-wagner-detector" => new CarliniWagner(steps: 15, searches: 4, constant: 0.1, rate: 0.1, detector: detector(), threshold: 6),
        "square" => new Square(0.1, 60),
        "margin-and-likelihood" => new MarginAndLikelihood(0.2, detector(), steps: 8),
        "orthogonal" => new OrthogonalPgd(0.2, detector(), steps: 12, share: 0.2),
        "selective" => new OrthogonalPgd(0.2, detector(), selective: true, steps: 12, share: 0.2),
        "feature-matching" => new FeatureMatching(0.2, detector(), model.Evaluate(s_golden.GetProperty("pool").Tensor()), sources: 2, steps: 8),
        _ => throw new InvalidOperationException(name),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void EveryStepIsThatOfPyTorch(string name)
    {
        using var scope = NewDisposeScope();
        var ofMixture = name is "pgd-2" or "momentum-2" or "apgd-2" or "apgd-targeted" or "deepfool-max" or "margin-and-likelihood" or "orthogonal" or "selective" or "feature-matching" or "carlini-wagner-detector";
        using var model = Network(ofMixture ? new GaussianMixture(5, 4) : new Softmax(5, 4));
        var images = s_golden.GetProperty("images").Tensor();
        var labels = model.Predict(images);
        labels[-1] = (labels[-1] + 1) % 5;
        var attack = Make(name, () => new LearnedLikelihood().Fit(model.Head, zeros(5, 4), arange(5)), model);
        var weights = (arange(25, float64) + 1).cos();
        var steps = new List<double[]>();
        attack.Stepped = at => steps.Add((at.flatten(1) * weights).sum(dim: 1).Numbers());
        var result = attack.Perturb(model, images, labels);
        var golden = s_golden.GetProperty("cases").EnumerateArray().Single(c => c.GetProperty("name").GetString() == name);
        foreach (var (i, step) in golden.GetProperty("steps").EnumerateArray().Index()) Golden.AssertClose(steps[i], step.Numbers(), 1e-9, $"step {i}");
        Assert.Equal(golden.GetProperty("steps").GetArrayLength(), steps.Count);
        result.AssertClose(golden.GetProperty("result"), 1e-9, "pixel");
    }
}

namespace Lgm.Tests.Models;

/// <summary>Whatever looks at a model refuses one in training mode, whose batch-norm would learn from it, and changes none in evaluation mode.</summary>
[Collection(TorchState.Name)]
public sealed class EvaluationModeTests : IDisposable
{
    private const int Count = 6, Classes = 3;
    private readonly ImageSet images;
    private readonly BoundedClassifier model;
    private readonly DisposeScope scope = NewDisposeScope();

    public EvaluationModeTests()
    {
        var pixels = new byte[Count * 3 * 32 * 32];
        new Random(1).NextBytes(pixels);
        images = ImageSet.From(new ImageData(pixels, [0, 1, 2, 0, 1, 2], Count, 3, 32, 32, "noise"), Classes);
        model = new BoundedClassifier(new ResNet(20), new GaussianMixture(Classes, ResNet.Dimension), PixelSpace.Cifar10);
    }

    public static TheoryData<string> Verbs => ["Fgsm", "LikelihoodRaising", "Fit", "Score", "Evaluate", "Evaluate set", "Predict", "Accuracy", "Accuracy set"];

    private void Do(string verb)
    {
        var (pixels, labels) = images.Range(0, Count);
        using var detector = new RefittedLikelihood();
        object? done = verb switch
        {
            "Fgsm" => new Fgsm(0.1).Perturb(model, pixels, labels),
            "LikelihoodRaising" => new LikelihoodRaising(0.1).Perturb(model, pixels, labels),
            "Fit" => detector.Fit(model, images),
            "Score" => detector.Fit(model.Head, rand(Count, ResNet.Dimension), labels).Score(model, pixels),
            "Evaluate" => model.Evaluate(pixels),
            "Evaluate set" => model.Evaluate(images),
            "Predict" => model.Predict(pixels),
            "Accuracy" => model.Accuracy(pixels, labels),
            _ => model.Accuracy(images),
        };
        Assert.NotNull(done);
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public void AModelInTrainingModeIsRefusedAndOneInEvaluationModeLeftAsItIs(string verb)
    {
        // Other statistics than those a fresh network starts with.
        model.train();
        model.Features(images.Range(0, Count).Images);
        double[][] State() => [.. model.state_dict().Values.Select(t => t.Numbers())];
        var before = State();
        var message = Assert.Throws<WorkbookException>(() => Do(verb)).Message;
        Assert.Contains("is in training mode: call eval()", message);
        Assert.DoesNotContain('\n', message);
        model.eval();
        Do(verb);
        Assert.Equal(before, State());
        Assert.All(model.parameters(), p => Assert.Null(p.grad));
        Assert.False(model.training);
    }

    public void Dispose()
    {
        model.Dispose();
        images.Dispose();
        scope.Dispose();
    }
}

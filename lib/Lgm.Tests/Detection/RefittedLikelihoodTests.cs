namespace Lgm.Tests.Detection;

[Collection(TorchState.Name)]
public sealed class RefittedLikelihoodTests
{
    private static readonly Softmax s_head = new(2, 4);

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(1e4)]
    public void AFeatureThatNeverVariesStaysFiniteAndDoesNotDrownTheOthers(double constant)
    {
        using var scope = NewDisposeScope();
        var features = new Random(3).Normal(1, 30, 4);
        features[TensorIndex.Colon, TensorIndex.Single(2)] = tensor(constant);
        using var detector = Fitted(features);
        var near = detector.Score(features, zeros([30], int64));
        Assert.All(near, s => Assert.True(double.IsFinite(s)));
        var far = features.clone();
        far[TensorIndex.Colon, TensorIndex.Single(0)] = tensor(50.0);
        Assert.True(detector.Score(far, zeros([30], int64)).Min() > near.Max());
        // Nor does a network that is dead altogether give infinity.
        var same = full([30, 4], constant, float64);
        using var dead = Fitted(same);
        Assert.All(dead.Score(same, zeros([30], int64)), s => Assert.True(double.IsFinite(s)));
    }

    [Fact]
    public void AClassWithoutSamplesIsNamed()
    {
        using var scope = NewDisposeScope();
        using var detector = new RefittedLikelihood();
        var message = Assert.Throws<WorkbookException>(() => detector.Fit(new Softmax(3, 2), zeros(4, 2), tensor(new[] { 0L, 0, 2, 2 }))).Message;
        Assert.StartsWith("Class 1 ", message);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.NegativeInfinity)]
    public void FeaturesThatAreNoNumbersAreRefused(double bad)
    {
        using var scope = NewDisposeScope();
        var features = new Random(4).Normal(1, 30, 4);
        features[3, 1] = tensor(bad);
        Assert.Contains("NaN", Assert.Throws<WorkbookException>(() => Fitted(features)).Message);
    }

    [Fact]
    public void FittingAgainForgetsTheFirst()
    {
        using var scope = NewDisposeScope();
        var (first, second) = (new Random(5).Normal(1, 30, 4), new Random(6).Normal(2, 30, 4));
        using Detector once = Fitted(second), twice = Fitted(first);
        twice.Fit(s_head, second, Halves);
        Assert.Equal(once.Score(first, Halves), twice.Score(first, Halves));
    }

    private static Tensor Halves => tensor(Enumerable.Range(0, 30).Select(i => i % 2L).ToArray());

    private static Detector Fitted(Tensor features) => new RefittedLikelihood().Fit(s_head, features, Halves);
}

namespace Lgm.Tests.Losses;

[Collection(TorchState.Name)]
public sealed class LargeMarginSoftmaxTests
{
    private const int Classes = 4, Dimension = 3, Batch = 7;

    // lambda = 2.5 whatever the epoch.
    private static LargeMarginSoftmax Head(int margin, double lambda = 2.5, int dimension = Dimension) =>
        new LargeMarginSoftmax(Classes, dimension, new() { Margin = margin, Base = lambda, Gamma = 0, Minimum = 0 }).to(float64);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(8)]
    public void ValuesAndGradientsAreThoseOfTheAngle(int margin)
    {
        foreach (var lambda in new[] { 0, 2.5, 1000 })
            for (var seed = 1; seed <= 5; seed++)
            {
                using var scope = NewDisposeScope();
                var random = new Random(seed);
                var head = Head(margin, lambda).Redrawn(random);
                var (features, labels) = (random.Normal(1.5, Batch, Dimension), random.Labels(Batch, Classes));
                Assert.Equal(Slow(head, features, labels, margin, lambda), head.Loss(features, labels).item<double>(), 1e-10);
                FiniteDifferences.AssertGradients(head, features, labels);
            }
    }

    // The angle itself, and cos(m theta) of it.
    private static double Slow(LargeMarginSoftmax head, Tensor features, Tensor labels, int m, double lambda)
    {
        var (x, w, z) = (features.Numbers().Chunk(Dimension).ToArray(), head.Weight.Numbers().Chunk(Dimension).ToArray(), labels.data<long>().ToArray());
        var loss = 0.0;
        for (var i = 0; i < x.Length; i++)
        {
            var logits = w.Select(row => row.Zip(x[i], (a, b) => a * b).Sum()).ToArray();
            var lengths = Math.Sqrt(x[i].Sum(v => v * v)) * Math.Sqrt(w[z[i]].Sum(v => v * v));
            var theta = Math.Acos(logits[z[i]] / lengths);
            var k = Math.Floor(theta * m / Math.PI);
            var psi = Math.Pow(-1, k) * Math.Cos(m * theta) - 2 * k;
            logits[z[i]] = lengths * (lambda * Math.Cos(theta) + psi) / (1 + lambda);
            loss += (Math.Log(logits.Sum(Math.Exp)) - logits[z[i]]) / x.Length;
        }
        return loss;
    }

    [Fact]
    public void AMarginOfOneIsSoftmaxWithoutABias()
    {
        using var scope = NewDisposeScope();
        var random = new Random(1);
        var head = Head(1, lambda: 0).Redrawn(random);
        var (features, labels) = (random.Normal(1.5, Batch, Dimension), random.Labels(Batch, Classes));
        Assert.Equal(nn.functional.cross_entropy(head.Logits(features), labels).item<double>(), head.Loss(features, labels).item<double>(), 1e-12);
    }

    // psi falls from 1 to 1 - 2m over the half circle without a jump: no smaller angle ever costs more.
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void ALargerAngleNeverCostsLess(int margin)
    {
        using var scope = NewDisposeScope();
        var head = Head(margin, lambda: 0, dimension: 2);
        head.Weight.Put(1, 0, 0, 0, 0, 0, 0, 0);
        var label = tensor(new[] { 0L });
        // With the other logits 0 the loss is log(1 + 3 exp(-psi)).
        double Psi(double theta) => -Math.Log((Math.Exp(head.Loss(tensor(new double[,] { { Math.Cos(theta), Math.Sin(theta) } }), label).item<double>()) - 1) / 3);
        Assert.Equal(1, Psi(0), 1e-9);
        Assert.Equal(1 - 2 * margin, Psi(Math.PI), 1e-9);
        var values = Enumerable.Range(0, 1001).Select(i => Psi(i * Math.PI / 1000)).ToArray();
        Assert.All(values.Zip(values.Skip(1)), pair => Assert.InRange(pair.First - pair.Second, -1e-9, Math.PI / 1000 * margin + 1e-9));
    }

    [Theory]
    [InlineData(false, 1.0)]
    [InlineData(false, -1.0)]
    [InlineData(false, 0.0)]
    [InlineData(false, 1e-12)]
    [InlineData(true, 1.0)]
    [InlineData(true, -1.0)]
    [InlineData(true, 0.0)]
    [InlineData(true, 1e-12)]
    public void FeaturesOnTheWeightOppositeToItAndAtZeroHaveFiniteGradients(bool single, double along)
    {
        using var scope = NewDisposeScope();
        var head = Head(4, lambda: 0).Redrawn(new Random(2)).to(single ? float32 : float64);
        var labels = tensor(new[] { 0L, 1, 2, 3 });
        var features = (head.Weight.detach() * along).requires_grad_();
        var loss = head.Loss(features, labels);
        loss.backward();
        Assert.All(new[] { loss, features.grad!, head.Weight.grad! }, t => Assert.True(t.isfinite().all().item<bool>()));
    }

    [Fact]
    public void AWeightOfZeroHasFiniteGradients()
    {
        using var scope = NewDisposeScope();
        var head = Head(4, lambda: 0).to(float32);
        head.Weight.Put(new double[Classes * Dimension]);
        head.Loss(ones([4, Dimension]), tensor(new[] { 0L, 1, 2, 3 })).backward();
        Assert.True(head.Weight.grad!.isfinite().all().item<bool>());
    }

    // The rule of the authors' layer, in iterations of 128 of 60,000 images.
    [Fact]
    public void LambdaFallsAsInTheAuthorsMnistExample()
    {
        var options = LargeMarginSoftmaxOptions.Over(64) with { Minimum = 0 };
        foreach (var iteration in new[] { 0, 1000, 5000, 30_000 })
        {
            var published = 1000 * Math.Pow(1 + 0.000025 * iteration, -35);
            Assert.InRange(options.LambdaAt(iteration * 128 / 60_000.0) / published, 0.97, 1.03);
        }
        Assert.Equal(5, LargeMarginSoftmaxOptions.Over(64).LambdaAt(60));
        Assert.Equal(1000, options.LambdaAt(-1));
    }

    [Fact]
    public void AShorterTrainingTakesTheSameFallInItsOwnTime()
    {
        foreach (var share in new[] { 0, 0.1, 0.5, 1 })
            Assert.Equal(LargeMarginSoftmaxOptions.Over(64).LambdaAt(64 * share), LargeMarginSoftmaxOptions.Over(8).LambdaAt(8 * share), 1e-9);
    }

    [Fact]
    public void TheLossReadsLambdaAtThePresentEpoch()
    {
        using var scope = NewDisposeScope();
        var random = new Random(3);
        var head = new LargeMarginSoftmax(Classes, Dimension, LargeMarginSoftmaxOptions.Over(64)).to(float64).Redrawn(random);
        var (features, labels) = (random.Normal(1.5, Batch, Dimension), random.Labels(Batch, Classes));
        foreach (var epoch in new[] { 0.0, 10, 30 })
        {
            head.Epoch = epoch;
            Assert.Equal(Slow(head, features, labels, 4, head.Options.LambdaAt(epoch)), head.Loss(features, labels).item<double>(), 1e-10);
        }
    }

    [Fact]
    public void RightAfterConstructionItHasItsMargin()
    {
        using var scope = NewDisposeScope();
        var random = new Random(4);
        var head = new LargeMarginSoftmax(Classes, Dimension).to(float64).Redrawn(random);
        var (features, labels) = (random.Normal(1.5, Batch, Dimension), random.Labels(Batch, Classes));
        var loss = head.Loss(features, labels).item<double>();
        Assert.Equal(Slow(head, features, labels, m: 4, lambda: 5), loss, 1e-10);
        Assert.True(loss > nn.functional.cross_entropy(head.Logits(features), labels).item<double>() + 0.1);
    }

    public static TheoryData<string, LargeMarginSoftmaxOptions> OutOfRange => new()
    {
        { "margin", new() { Margin = 0 } },
        { "margin", new() { Margin = 9 } },
        { "base", new() { Base = -1 } },
        { "gamma", new() { Gamma = double.NaN } },
        { "power", new() { Power = double.PositiveInfinity } },
        { "minimum", new() { Minimum = -0.1 } },
    };

    [Theory]
    [MemberData(nameof(OutOfRange))]
    public void OptionsOutOfRangeAreNamed(string name, LargeMarginSoftmaxOptions options) =>
        Assert.Contains($"The {name} ", Assert.Throws<WorkbookException>(() => new LargeMarginSoftmax(3, 2, options)).Message);
}

namespace Lgm.Tests.Losses;

[Collection(TorchState.Name)]
public sealed class ArcFaceTests
{
    private const int Classes = 4, Dimension = 3, Batch = 7;

    private static ArcFace Head(double margin, double scale, int dimension = Dimension) =>
        new ArcFace(Classes, dimension, new() { Margin = margin, Scale = scale }).to(float64);

    // The wide margins put a third of random angles beyond pi - m.
    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.5, 64)]
    [InlineData(0.5, 5)]
    [InlineData(1.2, 5)]
    [InlineData(1.5, 2)]
    public void ValuesAndGradientsAreThoseOfTheAngle(double margin, double scale)
    {
        for (var seed = 1; seed <= 5; seed++)
        {
            using var scope = NewDisposeScope();
            var random = new Random(seed);
            var head = Head(margin, scale).Redrawn(random);
            var (features, labels) = (random.Normal(1.5, Batch, Dimension), random.Labels(Batch, Classes));
            Assert.Equal(Slow(head, features, labels, margin, scale), head.Loss(features, labels).item<double>(), 1e-10);
            FiniteDifferences.AssertGradients(head, features, labels);
        }
    }

    // The angle itself, and the cosine of the larger one.
    private static double Slow(ArcFace head, Tensor features, Tensor labels, double m, double s)
    {
        var (x, w, z) = (features.Numbers().Chunk(Dimension).ToArray(), head.Weight.Numbers().Chunk(Dimension).ToArray(), labels.data<long>().ToArray());
        double Length(double[] v) => Math.Sqrt(v.Sum(a => a * a));
        var loss = 0.0;
        for (var i = 0; i < x.Length; i++)
        {
            var angles = w.Select(row => Math.Acos(row.Zip(x[i], (a, b) => a * b).Sum() / (Length(row) * Length(x[i])))).ToArray();
            var logits = angles.Select(a => s * Math.Cos(a)).ToArray();
            var theta = angles[z[i]];
            logits[z[i]] = s * (theta < Math.PI - m ? Math.Cos(theta + m) : Math.Cos(theta) - m * Math.Sin(m));
            loss += (Math.Log(logits.Sum(Math.Exp)) - logits[z[i]]) / x.Length;
        }
        return loss;
    }

    [Fact]
    public void WithoutAMarginItIsSoftmaxOverCosines()
    {
        using var scope = NewDisposeScope();
        var random = new Random(1);
        var head = Head(0, 7).Redrawn(random);
        var (features, labels) = (random.Normal(1.5, Batch, Dimension), random.Labels(Batch, Classes));
        Assert.Equal(nn.functional.cross_entropy(head.Logits(features), labels).item<double>(), head.Loss(features, labels).item<double>(), 1e-12);
    }

    [Fact]
    public void LengthsDoNotCount()
    {
        using var scope = NewDisposeScope();
        var random = new Random(2);
        var head = Head(0.5, 64).Redrawn(random);
        var (features, labels) = (random.Normal(1.5, Batch, Dimension), random.Labels(Batch, Classes));
        var before = head.Loss(features, labels).item<double>();
        using (no_grad()) head.Weight.mul_(0.01);
        Assert.Equal(before, head.Loss(features * 1000, labels).item<double>(), 1e-9);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(1.5)]
    public void ALargerAngleNeverCostsLess(double margin)
    {
        using var scope = NewDisposeScope();
        var head = Head(margin, 1, dimension: 2);
        // The other classes stand at a right angle to the plane's first half, all alike.
        head.Weight.Put(1, 0, 0, -1, 0, -1, 0, -1);
        var label = tensor(new[] { 0L });
        double True(double theta)
        {
            var features = tensor(new double[,] { { Math.Cos(theta), Math.Sin(theta) } });
            // loss = log(1 + 3 exp(other - true)).
            return -Math.Sin(theta) - Math.Log((Math.Exp(head.Loss(features, label).item<double>()) - 1) / 3);
        }
        Assert.Equal(Math.Cos(margin), True(0), 1e-7);
        Assert.Equal(-1 - margin * Math.Sin(margin), True(Math.PI), 1e-7);
        var values = Enumerable.Range(0, 1001).Select(i => True(i * Math.PI / 1000)).ToArray();
        Assert.All(values.Zip(values.Skip(1)), pair => Assert.True(pair.First >= pair.Second - 1e-9));
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
        var head = Head(0.5, 64).Redrawn(new Random(2)).to(single ? float32 : float64);
        var features = (head.Weight.detach() * along).requires_grad_();
        var loss = head.Loss(features, tensor(new[] { 0L, 1, 2, 3 }));
        loss.backward();
        Assert.All(new[] { loss, features.grad!, head.Weight.grad! }, t => Assert.True(t.isfinite().all().item<bool>()));
    }

    [Fact]
    public void AWeightOfZeroHasFiniteGradients()
    {
        using var scope = NewDisposeScope();
        var head = Head(0.5, 64).to(float32);
        head.Weight.Put(new double[Classes * Dimension]);
        head.Loss(ones([4, Dimension]), tensor(new[] { 0L, 1, 2, 3 })).backward();
        Assert.True(head.Weight.grad!.isfinite().all().item<bool>());
    }

    [Theory]
    [InlineData("margin", -0.1, 64)]
    [InlineData("margin", 1.58, 64)]
    [InlineData("margin", double.NaN, 64)]
    [InlineData("scale", 0.5, 0)]
    [InlineData("scale", 0.5, double.PositiveInfinity)]
    public void OptionsOutOfRangeAreNamed(string name, double margin, double scale) =>
        Assert.Contains($"The {name} ", Assert.Throws<WorkbookException>(() => new ArcFace(3, 2, new() { Margin = margin, Scale = scale })).Message);
}

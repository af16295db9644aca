namespace Lgm.Tests.Losses;

[Collection(TorchState.Name)]
public sealed class CenterLossTests
{
    [Theory]
    [InlineData(0.0)]
    [InlineData(0.5)]
    [InlineData(1.0)]
    public void CentresFollowTheWrittenRule(double rate)
    {
        using var scope = NewDisposeScope();
        var random = new Random(1);
        // Class 3 is in no batch: its centre must stay.
        var head = new CenterLoss(4, 3, new() { CenterRate = rate }).to(float64).Redrawn(random);
        var centers = head.Centers.Numbers().Chunk(3).ToArray();
        for (var step = 0; step < 3; step++)
        {
            var (features, labels) = (random.Normal(2, 7, 3), random.Labels(7, 3));
            head.AfterStep(features, labels);
            centers = Moved(centers, features.Numbers().Chunk(3).ToArray(), labels.data<long>().ToArray(), rate);
            Golden.AssertClose(head.Centers.Numbers(), [.. centers.SelectMany(c => c)], 1e-12, $"centres after step {step}");
        }
    }

    // L = L_softmax + lambda(t) / 2 mean |x - c_z|^2
    [Fact]
    public void TheWeightRisesWithTheEpoch()
    {
        using var scope = NewDisposeScope();
        var random = new Random(2);
        var (plain, ramped) = (new CenterLoss(4, 3, new() { Weight = 0 }).to(float64).Redrawn(new Random(3)), new CenterLoss(4, 3, new() { Weight = new Schedule(0.5, RampEpochs: 4) }).to(float64).Redrawn(new Random(3)));
        var (features, labels) = (random.Normal(1, 6, 3), random.Labels(6, 4));
        var pull = (features - ramped.Centers[labels]).square().sum(1).mean().item<double>();
        foreach (var (epoch, weight) in new[] { (0.0, 0.0), (1, 0.125), (4, 0.5), (9, 0.5) })
        {
            ramped.Epoch = epoch;
            Assert.Equal(plain.Loss(features, labels).item<double>() + weight / 2 * pull, ramped.Loss(features, labels).item<double>(), 1e-12);
        }
    }

    // c_k -= rate sum_{z=k} (c_k - x) / (1 + n_k)
    private static double[][] Moved(double[][] centers, double[][] x, long[] z, double rate)
    {
        var moved = centers.Select(c => c.ToArray()).ToArray();
        for (var k = 0; k < centers.Length; k++)
            for (var j = 0; j < centers[k].Length; j++)
            {
                double sum = 0, count = 0;
                for (var i = 0; i < x.Length; i++)
                    if (z[i] == k) (sum, count) = (sum + centers[k][j] - x[i][j], count + 1);
                moved[k][j] -= rate * sum / (1 + count);
            }
        return moved;
    }

    [Fact]
    public void TheLossIsCrossEntropyAndHalfTheMeanSquaredDistance()
    {
        using var scope = NewDisposeScope();
        var random = new Random(2);
        var head = new CenterLoss(3, 4, new() { Weight = 0.2 }).to(float64).Redrawn(random);
        var (features, labels) = (random.Normal(1, 5, 4), random.Labels(5, 3));
        var (x, centers, logits) = (features.Numbers().Chunk(4).ToArray(), head.Centers.Numbers().Chunk(4).ToArray(), head.Logits(features).Numbers().Chunk(3).ToArray());
        var expected = 0.0;
        foreach (var (z, i) in labels.data<long>().ToArray().Select((z, i) => ((int)z, i)))
            expected += (Math.Log(logits[i].Sum(Math.Exp)) - logits[i][z] + 0.1 * x[i].Zip(centers[z], (a, c) => (a - c) * (a - c)).Sum()) / 5;
        Assert.Equal(expected, head.Loss(features, labels).item<double>(), 1e-12);
    }

    [Fact]
    public void CentresAreNotLearnedByGradient()
    {
        using var head = new CenterLoss(3, 4);
        Assert.DoesNotContain("centers", head.named_parameters().Select(p => p.name));
        Assert.Contains("centers", head.state_dict().Keys);
    }

    [Theory]
    [InlineData(-0.1, 0.5)]
    [InlineData(double.NaN, 0.5)]
    [InlineData(double.PositiveInfinity, 0.5)]
    [InlineData(0.1, -0.1)]
    [InlineData(0.1, 1.1)]
    [InlineData(0.1, double.NaN)]
    public void OptionsOutOfRangeAreRefused(double weight, double rate) =>
        Assert.Contains("centre", Assert.Throws<WorkbookException>(() => new CenterLoss(3, 4, new() { Weight = weight, CenterRate = rate })).Message);
}

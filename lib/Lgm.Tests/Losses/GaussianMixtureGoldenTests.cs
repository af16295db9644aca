namespace Lgm.Tests.Losses;

/// <summary>
/// The golden values of the L-GM loss in double precision, derived by hand and checked by finite differences outside this
/// library: x = (1, 2), mu = (0, 0), (1, 1), (3, 2), z = 1, alpha = .3, lambda = .1.
/// </summary>
[Collection(TorchState.Name)]
public sealed class GaussianMixtureGoldenTests
{
    private const double Tolerance = 1e-6;

    [Fact]
    public void ADiagonalCovarianceWithLearnedPriors()
    {
        using var scope = NewDisposeScope();
        var (head, x) = Example(Covariance.Diagonal, learnedPriors: true);
        head.LogVariances!.Put(Logs(1, 1, 0.5, 2, 1, 4));
        head.PriorLogits!.Put(Logs(0.5, 0.3, 0.2));

        Close([-3.193147, -1.453973, -4.302585], head.Logits(x));
        Close([-3.081921], head.LogLikelihood(x));
        // The class densities are the logits less the log priors, and D/2 log 2 pi.
        Close([.. new[] { -3.193147 - Math.Log(0.5), -1.453973 - Math.Log(0.3), -4.302585 - Math.Log(0.2) }.Select(l => l - Math.Log(2 * Math.PI))], head.ClassLogLikelihood(x));

        Close([0.249569], Backward(head, x));
        Close([-0.051506, -0.121783], x.grad!);
        Close([0.151262, 0.302524, 0, -0.180741, -0.099755, 0], head.Means.grad!);
        Close([0, 0.226893, 0.150570, 0.060199, 0.074817, -0.024939], head.LogVariances!.grad!);
        Close([0.151262, -0.201139, 0.049878], head.PriorLogits!.grad!);
    }

    [Fact]
    public void AnIdentityCovarianceWithEqualPriors()
    {
        using var scope = NewDisposeScope();
        var (head, x) = Example(Covariance.Identity, learnedPriors: false);
        Close([-2.5 - Math.Log(3), -0.5 - Math.Log(3), -2 - Math.Log(3)], head.Logits(x));
        Close([-3.130134], head.LogLikelihood(x));
        Close([0.398173], Backward(head, x));
        Close([0.255029, 0.260219], x.grad!);
        Close([0.111006, 0.222012, 0, -0.482230, -0.366035, 0], head.Means.grad!);
    }

    [Theory]
    [InlineData(Covariance.Diagonal, 0.224569, 0.25)]
    [InlineData(Covariance.Identity, 0.348173, 0.5)]
    public void TheTwoPartsOfTheLoss(Covariance covariance, double classification, double likelihood)
    {
        using var scope = NewDisposeScope();
        var diagonal = covariance == Covariance.Diagonal;
        double Loss(double lambda)
        {
            var (head, x) = Example(covariance, diagonal, lambda);
            if (diagonal) head.LogVariances!.Put(Logs(1, 1, 0.5, 2, 1, 4));
            if (diagonal) head.PriorLogits!.Put(Logs(0.5, 0.3, 0.2));
            return head.Loss(x, tensor(new[] { 1L })).item<double>();
        }
        Assert.Equal(classification, Loss(0), Tolerance);
        Assert.Equal(likelihood, Loss(1) - Loss(0), Tolerance);
    }

    private static (GaussianMixture Head, Tensor X) Example(Covariance covariance, bool learnedPriors, double lambda = 0.1)
    {
        var head = new GaussianMixture(3, 2, new GaussianMixtureOptions { Covariance = covariance, LearnedPriors = learnedPriors, Margin = new(0.3, RampEpochs: 2), LikelihoodWeight = lambda }).to(float64);
        head.Epoch = 2;
        head.Means.Put(0, 0, 1, 1, 3, 2);
        return (head, tensor(new double[,] { { 1, 2 } }).requires_grad_());
    }

    private static Tensor Backward(GaussianMixture head, Tensor x)
    {
        var loss = head.Loss(x, tensor(new[] { 1L }));
        loss.backward();
        return loss;
    }

    private static double[] Logs(params double[] values) => Array.ConvertAll(values, Math.Log);

    private static void Close(double[] expected, Tensor actual)
    {
        Assert.Equal(ScalarType.Float64, actual.dtype);
        Assert.Equal(expected.Length, actual.numel());
        Assert.All(expected.Zip(actual.Numbers()), pair => Assert.Equal(pair.First, pair.Second, Tolerance));
    }
}

namespace Lgm.Tests.Losses;

/// <summary>The published losses and L-Softmax against PyTorch's autograd over their sources' own formulas.</summary>
[Collection(TorchState.Name)]
public sealed class LossGoldenTests
{
    private const string File = "losses.json";

    public static TheoryData<string> Cases => [.. Golden.Read(File).GetProperty("cases").EnumerateArray().Select(c => c.GetProperty("name").GetString()!)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void LossAndGradientsAreThoseOfPyTorch(string name)
    {
        using var scope = NewDisposeScope();
        var golden = Golden.Read(File);
        var expected = golden.GetProperty("cases").EnumerateArray().Single(c => c.GetProperty("name").GetString() == name);
        var features = golden.GetProperty("features").Tensor().requires_grad_();
        var labels = tensor(golden.GetProperty("labels").EnumerateArray().Select(l => l.GetInt64()).ToArray());
        var head = Head(name, golden.GetProperty("classes").GetInt32(), (int)features.shape[1]).to(float64);
        head.Epoch = expected.GetProperty("epoch").GetDouble();
        var parameters = head.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        Assert.Equal(expected.GetProperty("parameters").EnumerateObject().Select(p => p.Name).Order(), parameters.Keys.Order());
        foreach (var given in expected.GetProperty("parameters").EnumerateObject())
            using (no_grad()) parameters[given.Name].copy_(given.Value.Tensor());

        var loss = head.Loss(features, labels);
        loss.backward();
        Assert.Equal(expected.GetProperty("loss").GetDouble(), loss.item<double>(), 1e-12);
        var gradients = expected.GetProperty("gradients");
        features.grad!.AssertClose(gradients.GetProperty("features"), 1e-11, $"{name}, gradient of features");
        foreach (var (parameter, value) in parameters) value.grad!.AssertClose(gradients.GetProperty(parameter), 1e-11, $"{name}, gradient of {parameter}");
    }

    private static ClassificationHead Head(string name, int classes, int features)
    {
        // What follows the comma is a relative of the published loss.
        var (loss, relative) = (name.Split(", ")[0], name.Split(", ").ElementAtOrDefault(1));
        var paper = GaussianMixturePresets.Paper(new() { Margin = 0.3, LikelihoodWeight = 0.2, LearnedPriors = true });
        return relative switch
        {
            "shared" => new GaussianMixture(classes, features, paper with { SharedCovariance = true }),
            "isotropic" => new GaussianMixture(classes, features, paper with { Covariance = Covariance.Isotropic }),
            // The golden lgm, gm and l-softmax have ramps.
            _ => LossCatalogue.Create(loss, classes, features, new() { Mixture = loss == "lgm-paper" ? paper : new() { Margin = new(1, RampEpochs: 5), LikelihoodWeight = new(0.1, RampEpochs: 5) }, LargeMargin = LargeMarginSoftmaxOptions.Over(64) }),
        };
    }

    [Fact]
    public void EveryVariantOfTheMixtureIsThere() =>
        Assert.Empty(LossCatalogue.Names.Except(["softmax", "center"]).Except(Cases.Cast<object[]>().Select(row => (string)row[0])));
}

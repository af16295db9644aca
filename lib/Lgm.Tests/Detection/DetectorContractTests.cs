namespace Lgm.Tests.Detection;

/// <summary>What holds for every detector of the catalogue, on a little trained network that has its score.</summary>
[Collection(TorchState.Name)]
public sealed class DetectorContractTests(TrainedBlobs trained)
{
    private const int Classes = TrainedBlobs.Classes;

    public static TheoryData<string> Names => [.. DetectorCatalogue.Names];

    // More of each class than the neighbours that are asked for.
    private const int FitImages = 400;

    // The unit Gaussians of the little L-GM net overlap between the classes: there its logits say as much as anywhere.
    private static string LossOf(string detector) => detector switch { "center-distance" => "center", "energy" => "softmax", _ => "lgm" };

    private Tensor Features(string loss, int count, int seed, out Tensor labels)
    {
        using var set = BlobImages.Set(count, Classes, seed);
        labels = set.Labels.clone();
        return trained.Model(loss).Evaluate(set).Features;
    }

    private Detector Fitted(string name, string loss) =>
        DetectorCatalogue.Create(name).Fit(trained.Model(loss).Head, Features(loss, FitImages, 1, out var labels), labels);

    private double[] Scores(Detector detector, string loss, Tensor features) => detector.Score(features, trained.Model(loss).Head.Logits(features).argmax(1));

    // The unit Gaussians of the little L-GM net overlap between the classes: there its mixture is as likely as anywhere. ViM looks for what
    // leaves the space that features vary in, and between the classes nothing does.
    public static TheoryData<string> Separating => [.. DetectorCatalogue.Names.Where(n => n is not ("learned-mixture" or "virtual-logit"))];

    // From what the network knows towards what it has never seen: the further on the way to the middle of all classes, the more abnormal.
    [Theory]
    [MemberData(nameof(Separating))]
    public void WhatLiesBetweenTheClassesIsMoreAbnormalThanTheClasses(string name)
    {
        using var scope = NewDisposeScope();
        var loss = LossOf(name);
        using var detector = Fitted(name, loss);
        var features = Features(loss, 60, 9, out _);
        var middle = features.mean([0], keepdim: true);
        var normal = Scores(detector, loss, features);
        Assert.Equal(60, normal.Length);
        double AreaAt(double share) => RocCurve.Of(normal, Scores(detector, loss, features * (1 - share) + middle * share)).AreaUnderCurve;
        var (quarter, half) = (AreaAt(0.25), AreaAt(0.5));
        Assert.True(half > 0.8, $"AUROC {half}");
        Assert.True(half > quarter, $"AUROC {quarter} and then {half}");
        Assert.All(Scores(detector, loss, features * 1e3), s => Assert.True(double.IsFinite(s)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void ImagesAreScoredByTheirFeaturesEachForItself(string name)
    {
        using var scope = NewDisposeScope();
        var loss = LossOf(name);
        var model = trained.Model(loss);
        using var train = BlobImages.Set(FitImages, Classes);
        using var other = BlobImages.Set(FitImages, Classes, seed: 2);
        using var test = BlobImages.Set(30, Classes, seed: 9);
        // A second fit forgets the first.
        using Detector ofImages = DetectorCatalogue.Create(name).Fit(model, other).Fit(model, train), ofFeatures = Fitted(name, loss);
        var pixels = test.Range(0, 30).Images;
        var scores = ofImages.Score(model, pixels);
        var features = model.Features(pixels);
        Golden.AssertClose(scores, Scores(ofFeatures, loss, features), 1e-6, "score");
        for (var i = 0; i < 30; i += 7) Golden.AssertClose(Scores(ofFeatures, loss, features.narrow(0, i, 1)), [scores[i]], 1e-4, $"row {i}");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void NothingFittedAndFeaturesThatAreNoNumbersAreRefused(string name)
    {
        using var scope = NewDisposeScope();
        var features = Features(LossOf(name), 4, 1, out _);
        using Detector fresh = DetectorCatalogue.Create(name), fitted = Fitted(name, LossOf(name));
        var message = Assert.Throws<WorkbookException>(() => Scores(fresh, LossOf(name), features)).Message;
        Assert.Contains($"\"{name}\"", message);
        Assert.Contains("call Fit first", message);
        features[2] = full([BlobImages.Dimension], double.NaN, float32);
        Assert.Contains("NaN", Assert.Throws<WorkbookException>(() => fitted.Score(features, zeros([4], int64))).Message);
    }

    [Fact]
    public void ALossHasItsOwnScoresAndThoseOfAll()
    {
        IReadOnlyList<string> Of(string loss)
        {
            using var head = LossCatalogue.Create(loss, 2, 1);
            return DetectorCatalogue.NamesFor(head);
        }
        Assert.Equal(["center-distance"], Of("center").Except(Of("softmax")));
        Assert.Equal(["learned-likelihood", "learned-mixture"], Of("lgm").Except(Of("softmax")));
        Assert.Equal(DetectorCatalogue.Names.Order(), Of("center").Union(Of("lgm")).Order());
        var types = typeof(Detector).Assembly.GetExportedTypes().Where(t => t.IsSubclassOf(typeof(Detector)) && !t.IsAbstract);
        Assert.Equal(types.Select(t => t.Name).Order(), DetectorCatalogue.Names.Select(n => DetectorCatalogue.Create(n).GetType().Name).Distinct().Order());

        using var scope = NewDisposeScope();
        var message = Assert.Throws<WorkbookException>(() => Fitted("center-distance", "softmax")).Message;
        Assert.Contains("\"softmax\"", message);
        Assert.Contains("maximum-logit", message);
        Assert.Contains("kernel-density", Assert.Throws<WorkbookException>(() => DetectorCatalogue.Create("oracle")).Message);
    }
}

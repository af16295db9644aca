using Lgm.Attacks;
using Lgm.Detection;
using Lgm.Losses;
using Lgm.Tests.Attacks;
using Lgm.Tests.Losses;
using Lgm.Tests.Models;
using Lgm.Tests.Tensors;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Lgm.Tests.Detection;

/// <summary>What holds for every detector of the catalogue on each kind of loss it suits.</summary>
[Collection(TorchState.Name)]
public sealed class DetectorContractTests
{
    private const int Classes = TrainedBlobs.Classes;

    public static TheoryData<string, string> All
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (var (loss, detector) in Pairs(TrainedBlobs.Heads)) rows.Add(detector, loss);
            return rows;
        }
    }

    private static IEnumerable<(string Loss, string Detector)> Pairs(IEnumerable<string> losses) => losses.SelectMany(loss =>
    {
        using var head = LossCatalogue.Create(loss, 2, 1);
        return DetectorCatalogue.NamesFor(head).Select(detector => (loss, detector));
    });

    // How far apart the classes lie is the loss's doing, and six epochs on blobs are enough for these.
    public static TheoryData<string, string> Compared
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (var row in All.Where(r => LossCatalogue.Compared.Contains((string)r[1]))) rows.Add((string)row[0], (string)row[1]);
            return rows;
        }
    }

    // Of two classes with variances of their own the wider has the larger probability far out, and the nearer one close by.
    public static TheoryData<string, string> Directed
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (var row in All.Where(r => r is not ["maximum-probability", "lgm-paper"])) rows.Add((string)row[0], (string)row[1]);
            return rows;
        }
    }

    private static Tensor Features(string loss, int count, int seed, out Tensor labels)
    {
        var (pixels, truth) = BlobImages.Set(count, Classes, seed).Range(0, count);
        labels = truth;
        return TrainedBlobs.Model(loss).Features(pixels).detach();
    }

    private static Detector Fitted(string name, string loss)
    {
        var detector = DetectorCatalogue.Create(name);
        detector.Fit(TrainedBlobs.Model(loss).Head, Features(loss, TrainedBlobs.TrainImages, 1, out var labels), labels);
        return detector;
    }

    private static double[] Scores(Detector detector, string loss, Tensor features) =>
        detector.Score(features, TrainedBlobs.Model(loss).Head.Logits(features).argmax(1));

    // From what the network knows towards what it has never seen: a larger score is more abnormal.
    [Theory]
    [MemberData(nameof(Compared))]
    public void WhatLiesBetweenTheClassesIsMoreAbnormalThanTheClasses(string name, string loss)
    {
        using var scope = NewDisposeScope();
        using var detector = Fitted(name, loss);
        var features = Features(loss, 60, 9, out var labels);
        var middle = features.mean([0], keepdim: true);
        var normal = Scores(detector, loss, features);
        Assert.All(normal, s => Assert.True(double.IsFinite(s)));
        Assert.Equal(60, normal.Length);
        // The further on the way to the middle of all classes, the more abnormal.
        double AreaAt(double share) => DetectionMetricsTests.Paired(normal, Scores(detector, loss, features * (1 - share) + middle * share)).Metrics().AreaUnderCurve;
        var (quarter, half) = (AreaAt(0.25), AreaAt(0.5));
        // The unit Gaussians that the little L-GM net learned overlap there.
        Assert.True(half > (name == "learned-mixture" ? 0.6 : 0.8), $"AUROC {half}");
        Assert.True(half > quarter, $"AUROC {quarter} and then {half}");
        Assert.All(Scores(detector, loss, features * 1e3), s => Assert.True(double.IsFinite(s)));
    }

    // By the form of the score alone, whatever the loss has made of the features: a density falls outwards from all it was
    // fitted to, and so does the largest logit of a mixture, which is one. Where logits are products, the largest of them and
    // its probability grow with the length of the features (or stay): such a score takes what is far out for normal.
    [Theory]
    [MemberData(nameof(Directed))]
    public void ScoresAreMonotoneInTheDistanceFromAllThatIsKnown(string name, string loss)
    {
        using var scope = NewDisposeScope();
        using var detector = Fitted(name, loss);
        var head = TrainedBlobs.Model(loss).Head;
        var features = Features(loss, 30, 9, out _);
        var predicted = head.Logits(features * 10).argmax(1);
        var rising = name != "maximum-probability" && (name != "maximum-logit" || head is GaussianMixture);
        double[][] outwards = [.. new[] { 10, 30, 100, 300 }.Select(length => detector.Score(features * length, predicted))];
        foreach (var (near, far) in outwards.Zip(outwards.Skip(1)))
            Assert.All(near.Zip(far), s => Assert.True(rising ? s.Second > s.First : s.Second <= s.First + 1e-5, $"{s.First}, then {s.Second} further out"));
        // Where nothing speaks for any class, such a score is at its most abnormal.
        if (!rising) Assert.All(detector.Score(zeros_like(features), predicted).Zip(outwards[0]), s => Assert.True(s.First > s.Second, $"{s.First} at nothing, {s.Second} far out"));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void EachRowIsScoredForItselfAndTheSameTwice(string name, string loss)
    {
        using var scope = NewDisposeScope();
        using var detector = Fitted(name, loss);
        var features = Features(loss, 30, 9, out _);
        var together = Scores(detector, loss, features);
        Assert.All(together, s => Assert.True(double.IsFinite(s)));
        Assert.Equal(together, Scores(detector, loss, features));
        for (var i = 0; i < 30; i += 7) Golden.AssertClose(Scores(detector, loss, features.narrow(0, i, 1)), [together[i]], 1e-4, $"row {i}");
        Assert.False(features.requires_grad);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void FittingAndScoringLeaveNoTensorsBehind(string name, string loss)
    {
        using var scope = NewDisposeScope();
        var (train, test) = (Features(loss, TrainedBlobs.TrainImages, 1, out var labels), Features(loss, 20, 9, out _));
        var head = TrainedBlobs.Model(loss).Head;
        var predicted = head.Logits(test).argmax(1);
        void Once()
        {
            using var detector = DetectorCatalogue.Create(name);
            detector.Fit(head, train, labels);
            detector.Score(test, predicted);
            detector.Fit(head, train, labels);
        }
        Once();
        LiveTensors.Collect();
        var before = LiveTensors.Count;
        Once();
        Assert.Equal(before, LiveTensors.Count);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void ScoringBeforeFittingIsRefused(string name, string loss)
    {
        using var scope = NewDisposeScope();
        using var detector = DetectorCatalogue.Create(name);
        var message = Assert.Throws<InvalidOperationException>(() => Scores(detector, loss, Features(loss, 4, 1, out _))).Message;
        Assert.Contains($"\"{name}\"", message);
        Assert.Contains("Fit", message);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void FeaturesThatAreNoNumbersAreRefused(string name, string loss)
    {
        using var scope = NewDisposeScope();
        using var detector = Fitted(name, loss);
        var features = Features(loss, 4, 1, out _);
        features[2] = full([BlobImages.Dimension], double.NaN, float32);
        Assert.Contains("NaN", Assert.Throws<WorkbookException>(() => detector.Score(features, zeros([4], int64))).Message);
    }

    [Fact]
    public void ALossHasItsOwnScoresAndThoseOfAll()
    {
        var names = Pairs(LossCatalogue.Names).ToLookup(r => r.Detector, r => r.Loss);
        Assert.Equal(DetectorCatalogue.Names, names.Select(g => g.Key).OrderBy(n => DetectorCatalogue.Names.ToList().IndexOf(n)));
        Assert.Equal(["center"], names["center-distance"]);
        Assert.Contains("lgm", names["learned-mixture"]);
        Assert.DoesNotContain("softmax", names["learned-mixture"]);
        Assert.Equal(LossCatalogue.Names, names["refitted-likelihood"]);
        var types = typeof(Detector).Assembly.GetExportedTypes().Where(t => t.IsSubclassOf(typeof(Detector)));
        Assert.Equal(types.Select(t => t.Name).Order(), DetectorCatalogue.Names.Select(n => DetectorCatalogue.Create(n).GetType().Name).Distinct().Order());
        Assert.All(DetectorCatalogue.Names, n => Assert.Equal(n, DetectorCatalogue.Create(n).Name));
        Assert.All(DetectorCatalogue.Names, n => Assert.NotEqual(n, DetectorCatalogue.Title(n)));
    }

    [Fact]
    public void AScoreThatALossDoesNotHaveIsRefusedWithThoseItHas()
    {
        using var scope = NewDisposeScope();
        using var detector = DetectorCatalogue.Create("center-distance");
        var message = Assert.Throws<WorkbookException>(() => detector.Fit(TrainedBlobs.Model("softmax").Head, Features("softmax", 100, 1, out var labels), labels)).Message;
        Assert.Contains("\"softmax\"", message);
        Assert.Contains("maximum-logit", message);
        Assert.DoesNotContain("learned-mixture", message);
        Assert.Contains("kernel-density", Assert.Throws<WorkbookException>(() => DetectorCatalogue.Create("oracle")).Message);
    }

    [Fact]
    public void TheProtocolsNamesAreThoseOfTheCatalogues()
    {
        var protocol = DetectionProtocol.Load();
        Assert.Empty(protocol.Attacks.Names.Except(AttackCatalogue.Names));
        Assert.Equal(SignSteps.Iterated, new SignSteps(protocol.Attacks.Iterations, protocol.Attacks.StepShare));
        foreach (var loss in LossCatalogue.Names)
        {
            using var head = LossCatalogue.Create(loss, 2, 1);
            Assert.Empty(protocol.ScoresOf(loss).Except(DetectorCatalogue.NamesFor(head)));
        }
    }
}

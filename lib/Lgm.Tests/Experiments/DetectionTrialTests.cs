using Lgm.Attacks;
using Lgm.Data;
using Lgm.Detection;
using Lgm.Experiments;
using Lgm.Losses;
using Lgm.Tests.Attacks;
using Lgm.Tests.Data;
using Lgm.Tests.Models;
using Lgm.Tests.Tensors;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Lgm.Tests.Experiments;

[Collection(TorchState.Name)]
public sealed class DetectionTrialTests : IDisposable
{
    private const int Classes = TrainedBlobs.Classes, Count = 300;
    private readonly LittleSet little = new();
    private readonly ImageSet fit = BlobImages.Set(TrainedBlobs.TrainImages, Classes), test = BlobImages.Set(Count, Classes, seed: 9);

    private ExperimentContext Context => new() { Data = little.Store() };

    private DetectionTrial Trial(string loss, params string[] detectors) => new(TrainedBlobs.Model(loss), fit, test, detectors, loss, Context);

    // Image by image, by the words of the protocol.
    [Theory]
    [InlineData("softmax", "maximum-logit")]
    [InlineData("center", "center-distance")]
    [InlineData("lgm", "learned-mixture")]
    public void PositivesAndNegativesAreThoseOfTheProtocol(string loss, string own)
    {
        using var scope = NewDisposeScope();
        var model = TrainedBlobs.Model(loss);
        using var trial = Trial(loss, "refitted-likelihood", own);
        var outcome = trial.Attack("fgsm", [0.1, 0.25])[1];
        Assert.Equal(new Linf(0.25), outcome.Ball);
        Assert.Equal(["refitted-likelihood", own], outcome.Detectors.Keys);

        var (pixels, labels) = test.Range(0, Count);
        var attacked = AttackCatalogue.Create("fgsm").Perturb(model, pixels, labels, new Linf(0.25));
        long[] Predicted(Tensor images) => model.Logits(images).argmax(1).data<long>().ToArray();
        var (z, before, after) = (labels.data<long>().ToArray(), Predicted(pixels), Predicted(attacked));
        int[] correct = [.. Enumerable.Range(0, Count).Where(i => before[i] == z[i])];
        int[] fooled = [.. correct.Where(i => after[i] != z[i])];
        Assert.Equal(correct.Length / (double)Count, trial.CleanAccuracy, 1e-12);
        Assert.Equal(after.Zip(z).Count(p => p.First == p.Second) / (double)Count, outcome.Accuracy, 1e-12);
        foreach (var (name, judged) in outcome.Detectors)
        {
            using var detector = DetectorCatalogue.Create(name);
            detector.Fit(model.Head, model.Features(fit.Range(0, fit.Count).Images).detach(), fit.Labels);
            double[] Score(Tensor images, int[] of) => detector.Score(model.Features(images).index_select(0, tensor(of.Select(i => (long)i).ToArray())), tensor(of.Select(i => Predicted(images)[i]).ToArray()));
            Assert.Equal(correct, judged.All.NormalImages);
            Assert.Equal(correct, judged.All.AbnormalImages);
            Assert.Equal(correct, judged.Successful!.NormalImages);
            Assert.Equal(fooled, judged.Successful.AbnormalImages);
            Golden.AssertClose(judged.All.Normal, Score(pixels, correct), 1e-4, name);
            Golden.AssertClose(judged.All.Abnormal, Score(attacked, correct), 1e-4, name);
            Golden.AssertClose(judged.Successful.Abnormal, Score(attacked, fooled), 1e-4, name);
        }
        var estimates = Bootstrap.Of(DetectionProtocol.Load().Bootstrap).Estimate(outcome.Detectors["refitted-likelihood"].Successful!);
        Assert.Equal((fooled.Length, correct.Length), (estimates.Positives, estimates.Negatives));
        Assert.InRange(estimates.EqualErrorRate.Value, estimates.EqualErrorRate.Low, estimates.EqualErrorRate.High);
    }

    [Fact]
    public void RaisingTheLikelihoodOfAScoreLowersThatScore()
    {
        using var scope = NewDisposeScope();
        using var trial = Trial("softmax", "refitted-likelihood", "maximum-logit");
        var targets = AttackTarget.EveryWrongClass(Classes);
        double Mean(string attack, string? deceiving) => targets.Average(t => trial.Attack(attack, [0.3], t, deceiving)[0].Detectors["refitted-likelihood"].All.Abnormal.Average());
        var plain = Mean("targeted-fgsm", null);
        Assert.True(Mean("likelihood-raising-bim", "refitted-likelihood") < plain);
        Assert.Contains("refitted-likelihood", Assert.Throws<WorkbookException>(() => trial.DensityOf("maximum-logit")).Message);
        Assert.Throws<WorkbookException>(() => trial.DensityOf("kernel-density"));
        Assert.Same(((IFeatureDensity)TrainedBlobs.Model("lgm").Head), Trial("lgm", "learned-mixture").DensityOf("learned-mixture"));
    }

    [Fact]
    public void ImagesAttackedOnAnotherNetworkAreShown()
    {
        using var scope = NewDisposeScope();
        using var trial = Trial("lgm", "refitted-likelihood");
        using var made = AttackedImages.Make(AttackCatalogue.Create("fgsm"), TrainedBlobs.Model("softmax"), test, [new Linf(0.2)], "attack", Context)[0];
        var (black, white) = (trial.Show(made), trial.Attack("fgsm", [0.2])[0]);
        Assert.InRange(black.Accuracy, white.Accuracy, trial.CleanAccuracy);
        Assert.Equal(white.Detectors["refitted-likelihood"].All.Normal, black.Detectors["refitted-likelihood"].All.Normal);
        using var fewer = test.Take(10);
        using var others = AttackedImages.Make(AttackCatalogue.Create("fgsm"), TrainedBlobs.Model("softmax"), fewer, [new Linf(0.2)], "attack", Context)[0];
        Assert.Contains("10 attacked images", Assert.Throws<WorkbookException>(() => trial.Show(others)).Message);
    }

    [Fact]
    public void ATrialOfTheFirstImagesIsThatOfASmallerSet()
    {
        using var scope = NewDisposeScope();
        using var trial = Trial("lgm", "refitted-likelihood");
        using var few = test.Take(40);
        using var small = new DetectionTrial(TrainedBlobs.Model("lgm"), fit, few, ["refitted-likelihood"], "lgm", Context);
        using (var first = trial.First(40))
        {
            Assert.Equal((40, small.CleanAccuracy), (first.Images, first.CleanAccuracy));
            var (part, alone) = (first.Attack("fgsm", [0.25])[0], small.Attack("fgsm", [0.25])[0]);
            Assert.Equal((alone.Accuracy, alone.Unchanged), (part.Accuracy, part.Unchanged));
            foreach (var (one, other) in new[] { (part.Detectors["refitted-likelihood"].All, alone.Detectors["refitted-likelihood"].All), (part.Detectors["refitted-likelihood"].Successful!, alone.Detectors["refitted-likelihood"].Successful!) })
            {
                Assert.Equal(other.Images, one.Images);
                Assert.Equal(other.NormalImages, one.NormalImages);
                Assert.Equal(other.AbnormalImages, one.AbnormalImages);
                Golden.AssertClose(one.Normal, other.Normal, 1e-4, "normal");
                Golden.AssertClose(one.Abnormal, other.Abnormal, 1e-4, "abnormal");
            }
        }
        // The whole goes on without its part.
        Assert.Equal(Count, trial.Attack("fgsm", [0.25])[0].Detectors["refitted-likelihood"].All.Images);
    }

    [Fact]
    public void WhereNoAttackSucceedsThereAreNoSuccessfulScores()
    {
        using var scope = NewDisposeScope();
        using var trial = Trial("lgm", "refitted-likelihood");
        var outcome = trial.Attack("fgsm", [0.0])[0];
        Assert.Equal(1, outcome.Unchanged);
        Assert.Null(outcome.Detectors["refitted-likelihood"].Successful);
        Assert.Equal(0.5, outcome.Detectors["refitted-likelihood"].All.Metrics().EqualErrorRate, 1e-12);
    }

    [Fact]
    public void TheSameSeedGivesTheSameScores()
    {
        using var scope = NewDisposeScope();
        using var trial = Trial("lgm", "learned-likelihood");
        double[] Scores(long seed) => trial.Attack("likelihood-raising", [0.2], AttackTarget.RandomWrongClass(seed), "learned-likelihood")[0].Detectors["learned-likelihood"].All.Abnormal;
        Assert.Equal(Scores(1), Scores(1));
        Assert.NotEqual(Scores(1), Scores(2));
    }

    public void Dispose()
    {
        fit.Dispose();
        test.Dispose();
        little.Dispose();
    }
}

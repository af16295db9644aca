namespace Lgm.Tests.Experiments;

/// <summary>Today's attacks on trained networks, and the two experiments that ask what they and outside images leave of detection.</summary>
[Collection(TorchState.Name)]
public sealed class AdaptiveTests(LittleNetworks networks, TrainedBlobs trained)
{
    private static readonly string[] s_attacks = ["pgd", "pgd-2", "margin-and-likelihood", "square"];

    private AdaptiveOptions Options => new(LittleNetworks.Recipe)
    {
        Networks = [networks.Folder], Losses = ["lgm"], Seeds = 2, FitImages = 40, Attacks = s_attacks, Scores = ["energy", "nearest-neighbour"], Epsilon = 0.3, AttackedImages = 30, Steps = 2, Queries = 3, Doubled = true, CurveEpsilons = [0.1], CurveSteps = [1, 4], CurveAttacks = ["pgd"],
    };

    [Fact]
    [Trait("Category", "Slow")]
    public void TheWorstRowHasOfEachImageTheLowestScoreAndAnInterruptedRunGoesOn()
    {
        using var folder = new TemporaryFolder();
        var context = networks.Context with { Checkpoints = folder.Path };
        var result = new AdaptiveAttacks().Run(Options, context);
        foreach (var worst in result.Cells.Where(c => c.Attack == AdaptiveCell.Worst))
            foreach (var other in result.Cells.Where(c => (c.Loss, c.Score, c.Epsilon, c.Steps) == (worst.Loss, worst.Score, 0.3, 2) && c.Attack is not ("pgd-2" or AdaptiveCell.Noise)))
            {
                Assert.True(worst.Success >= other.Success - 1e-9, $"{other.Attack}: {other.Success}, worst {worst.Success}");
                // At one threshold, what comes through one attack comes through all.
                Assert.True(worst.Through5 >= other.Through5 - 1e-9, $"{other.Attack}: {other.Through5}, worst {worst.Through5}");
            }
        Assert.Equal(["energy", "grey", "learned-likelihood", "nearest-neighbour", "refitted-likelihood"], result.Cells.Where(c => c is { Attack: AdaptiveCell.Worst, Loss: "lgm" }).Select(c => c.Score).Order());
        Assert.All(result.Cells, c => Assert.Equal(c is { Epsilon: 0.3, Steps: 2 } && c.Attack is not (AdaptiveCell.Worst or AdaptiveCell.Noise), c.SuccessChange is not null && c.ThroughChange is not null));
        Assert.All(result.Cells, c => Assert.Equal(c is { Epsilon: 0.3, Steps: 2 } && c.Attack is not (AdaptiveCell.Noise or "pgd-2"), c.WithNoise is not null));
        Assert.Equal([(0.1, 2), (0.3, 1), (0.3, 2), (0.3, 4)], result.Cells.Where(c => c is { Attack: "pgd", Score: "energy" or "refitted-likelihood" }).Select(c => (c.Epsilon, c.Steps)).Distinct().Order());

        var files = Directory.GetFiles(folder.Path);
        // Of each of two networks: three attacks that know no detector, one on each of two detectors; of the first the binarisation test, those five again with twice the steps, and one attack at another eps and with another number of steps.
        Assert.Equal(2 * (3 + 2) + 1 + 5 + 2, files.Length);
        File.Delete(files[0]);
        var times = files[1..].Select(File.GetLastWriteTimeUtc).ToArray();
        var again = new AdaptiveAttacks().Run(Options, context);
        Assert.Equal(result.Cells, again.Cells, (a, b) => (a.Attack, a.Loss, a.Score, a.Success, a.EqualErrorRate, a.WithNoise, a.Through5) == (b.Attack, b.Loss, b.Score, b.Success, b.EqualErrorRate, b.WithNoise, b.Through5));
        Assert.Equal(times, files[1..].Select(File.GetLastWriteTimeUtc));
        File.WriteAllText(files[0], "{");
        Assert.Contains("delete it", Assert.Throws<WorkbookException>(() => new AdaptiveAttacks().Run(Options, context)).Message);

        IExperiment experiment = new AdaptiveAttacks();
        var record = new RunRecord("adaptive", "quick", Options, result, Provenance.Now(CPU, null, TimeSpan.Zero));
        var table = experiment.Table(record);
        Assert.Equal("worst of all", table.Rows[0][0].ToString());
        Assert.All(table.Rows, row => Assert.Equal(table.Columns.Count, row.Count));
        Assert.Contains("comes through", string.Concat(experiment.Summary(record)).Replace("come through", "comes through"));
    }

    [Fact]
    public void OfANetworkThatNothingDeceivesNothingComesThrough()
    {
        AdaptiveTrial Trial(long seed, string attack, bool wrong) => new("lgm", seed, new AdaptiveJob(attack, "", 0.3, 40), ["energy"], [[1, 2, 3, 4]], new AdaptiveOutcome([wrong, wrong], [[0, 0.5]]));
        var cells = AdaptiveCell.Of([Trial(1, AdaptiveCell.Noise, false), Trial(2, AdaptiveCell.Noise, false), Trial(1, "pgd", true), Trial(2, "pgd", false)], new AdaptiveOptions { Attacks = ["pgd"] });
        var cell = cells.Single(c => c.Attack == "pgd");
        Assert.Equal((0.5, 0.5, null), (cell.Success, cell.Through5, cell.EqualErrorRate));
        Assert.Equal([1, 0], cell.SeedThroughs);
    }

    [Fact]
    public void OutsideImagesAreScoredAndMissingSetsAreNamed()
    {
        var options = new OutOfDistributionOptions(LittleNetworks.Recipe) { Networks = [networks.Folder], Seeds = 2, FitImages = 40, OutsideImages = 30, Outside = ["noise", "inverted", "constant", "omniglot"], Scores = ["energy", "mahalanobis"] };
        var result = new OutOfDistribution().Run(options, networks.Context);
        Assert.Equal(["omniglot"], result.Missing);
        Assert.Equal(2 * 3 * 2, result.Cells.Count);
        using var scope = NewDisposeScope();
        using var images = networks.Context.Images(options);
        double Area(long seed)
        {
            using var model = networks.Model("softmax", seed);
            var detector = new Lgm.Detection.Energy().Fit(model, images.Train.Take(40));
            return Lgm.Detection.RocCurve.Of(detector.Score(model, images.Test.Images), detector.Score(model, 1 - images.Test.Images)).AreaUnderCurve;
        }
        // Turned round, own images are the positives.
        using (var model = networks.Model("softmax", 1))
        {
            var detector = new Lgm.Detection.Energy().Fit(model, images.Train.Take(40));
            double[] Turned(Tensor x) => [.. detector.Score(model, x).Select(s => -s)];
            var one = new OutOfDistribution().Run(options with { Seeds = 1, Outside = ["inverted"] }, networks.Context).Cells.Single(c => c is { Loss: "softmax", Score: "energy" });
            Assert.Equal(Lgm.Detection.RocCurve.Of(Turned(1 - images.Test.Images), Turned(images.Test.Images)).Metrics.AveragePrecision, one.PrecisionIn, 1e-9);
        }
        Assert.Equal((Area(1) + Area(2)) / 2, result.Cells.Single(c => c is { Loss: "softmax", Outside: "inverted", Score: "energy" }).AreaUnderCurve, 1e-9);
        var record = new RunRecord("out-of-distribution", "quick", options, result, Provenance.Now(CPU, null, TimeSpan.Zero));
        Assert.Contains("omniglot not on this machine", string.Concat(((IExperiment)new OutOfDistribution()).Table(record).Notes));
    }

    [Theory]
    [InlineData("pgd")]
    [InlineData("apgd")]
    [InlineData("momentum-fgsm")]
    [InlineData("pgd-2")]
    [InlineData("apgd-2")]
    [InlineData("square")]
    [InlineData("deepfool")]
    [InlineData("carlini-wagner")]
    [InlineData("orthogonal-pgd")]
    [InlineData("selective-pgd")]
    [InlineData("carlini-wagner-detector")]
    public void TheBinarisationTestHolds(string name)
    {
        using var scope = NewDisposeScope();
        var images = BlobImages.Set(40, TrainedBlobs.Classes, seed: 9).Images;
        var model = trained.Model("lgm");
        using var blind = new Blind().Fit(model.Head, model.Features(images), zeros(1));
        var attack = AdaptiveCatalogue.Find(name).Create(new(0.1, 1, Steps: 40, Restarts: 1, Queries: 500, Seed: 0), new Defence(blind, null!, model.Evaluate(images)));
        var (tested, found) = Binarisation.Of(model, images, attack, 1, "test");
        Assert.True(tested >= 10 && found >= 0.9 * tested, $"{found} of {tested}");
    }

    // Rejects nothing, so that an attack which knows it has the classifier alone to deceive.
    private sealed class Blind : Lgm.Detection.Detector
    {
        public override string Name => "blind";
        protected override Tensor Scores(Lgm.Losses.ClassificationHead head, Tensor features, Tensor predicted) => features.sum(1) * 0;
    }

    [SkippableFact]
    [Trait("Category", "Slow")]
    public void AnUndefendedNetworkFallsToFortyStepsAtPointThree()
    {
        RunImages images;
        try { images = new Context { Data = new DataStore(DataStoreOptions.FromEnvironment()) }.Images(new RecognitionOptions { TrainImages = 1, TestImages = 100 }); }
        catch (MissingDataException e) { throw new SkipException(e.Message); }
        using var scope = NewDisposeScope();
        using var model = Network.Load("softmax");
        var (pixels, labels) = images.Test.Range(0, 100);
        var left = model.Accuracy(new Pgd(0.3).Perturb(model, pixels, labels), labels);
        Assert.True(left <= 0.01, $"{left} of the digits are still right");
        images.Dispose();
    }
}

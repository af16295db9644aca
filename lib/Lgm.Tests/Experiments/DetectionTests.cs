namespace Lgm.Tests.Experiments;

/// <summary>The headline over real little networks: one cell worked out slowly, and who is shown what.</summary>
[Collection(TorchState.Name)]
public sealed class DetectionTests(LittleNetworks networks)
{
    private DetectionOptions Options => new(LittleNetworks.Recipe) { Networks = [networks.Folder], Epsilons = [0.1, 0.3], FitImages = 40, Resamples = 50, Scores = ["refitted-likelihood", "learned-likelihood"] };

    private DetectionResult Run(DetectionOptions options) => networks.Run<DetectionResult>("detection", options, out _);

    // From images to the equal error rate, each step by the words of the protocol.
    [Trait("Category", "Slow")]
    [Fact]
    public void OneCellIsWhatItsDefinitionSays()
    {
        var cell = Run(Options with { Losses = ["lgm"] }).Cells.Single(c => c is { Score: "refitted-likelihood", Epsilon: 0.3 });

        using var scope = NewDisposeScope();
        using var images = networks.Context.Images(Options);
        using var model = networks.Model("lgm");
        var (pixels, labels) = images.Test.Range(0, LittleNetworks.Test);
        var z = labels.data<long>().ToArray();
        double[][] Features(Tensor x) => [.. model.Features(x).Numbers().Chunk(LittleNetworks.Features)];
        long[] Classes(Tensor x) => model.Logits(x).argmax(1).data<long>().ToArray();
        // The margin log sum_{k != z} exp(logit_k) - logit_z.
        var x = pixels.clone().requires_grad_(true);
        var logits = model.Logits(x);
        var others = logits - nn.functional.one_hot(labels, logits.shape[1]).to(float32) * 1e30;
        (others.logsumexp(1) - logits.gather(1, labels.unsqueeze(1)).squeeze(1)).sum().backward();
        var attacked = (pixels + x.grad!.sign() * 0.3).clamp(0, 1);

        // Class means and one shared diagonal covariance of the training features.
        var (fitted, c) = (Features(images.Train.Range(0, 40).Images), images.Train.Labels.data<long>().ToArray());
        double[][] mu = [.. Enumerable.Range(0, LittleNetworks.Classes).Select(k => Enumerable.Range(0, LittleNetworks.Features).Select(j => fitted.Where((_, i) => c[i] == k).Average(f => f[j])).ToArray())];
        double[] v = [.. Enumerable.Range(0, LittleNetworks.Features).Select(j => fitted.Select((f, i) => Math.Pow(f[j] - mu[c[i]][j], 2)).Average())];
        double Score(double[] f, long k) => f.Select((a, j) => Math.Pow(a - mu[k][j], 2) / (2 * v[j]) + 0.5 * Math.Log(2 * Math.PI * v[j])).Sum();

        var (clean, seen) = (Classes(pixels), Classes(attacked));
        int[] right = [.. Enumerable.Range(0, z.Length).Where(i => clean[i] == z[i])];
        double[] normal = [.. right.Select(i => Score(Features(pixels)[i], clean[i]))], abnormal = [.. right.Select(i => Score(Features(attacked)[i], seen[i]))];
        var (eer, auroc) = Slowly(normal, abnormal);
        Assert.Equal((right.Length, right.Length), (cell.All.Positives, cell.All.Negatives));
        Assert.Equal(seen.Index().Count(s => s.Item == z[s.Index]) / (double)z.Length, cell.Accuracy!.Value, 1e-9);
        Assert.Equal(auroc, cell.All.AreaUnderCurve.Value, 1e-6);
        Assert.Equal(eer, cell.All.EqualErrorRate.Value, 1e-6);
        double[] fooled = [.. right.Index().Where(r => seen[r.Item] != z[r.Item]).Select(r => abnormal[r.Index])];
        Assert.Equal(fooled.Length, cell.Successful?.Positives ?? 0);
        if (fooled.Length > 0) Assert.Equal(Slowly(normal, fooled).AreaUnderCurve, cell.Successful!.AreaUnderCurve.Value, 1e-6);
        Assert.Equal(fooled.Length > 0 ? Slowly(normal, fooled).EqualErrorRate : eer, Assert.Single(cell.SeedErrors), 1e-6);
        Assert.InRange(cell.All.EqualErrorRate.Value, cell.All.EqualErrorRate.Low!.Value, cell.All.EqualErrorRate.High!.Value);
    }

    // Pair by pair, and threshold by threshold with straight lines between.
    private static (double EqualErrorRate, double AreaUnderCurve) Slowly(double[] normal, double[] abnormal)
    {
        var area = normal.Average(n => abnormal.Average(a => a > n ? 1 : a == n ? 0.5 : 0));
        var (falseBefore, missedBefore) = (0.0, 1.0);
        foreach (var threshold in normal.Concat(abnormal).Distinct().OrderDescending())
        {
            var (falsePositive, missed) = (normal.Average(n => n >= threshold ? 1.0 : 0), abnormal.Average(a => a >= threshold ? 0.0 : 1));
            if (falsePositive >= missed)
            {
                var share = (missedBefore - falseBefore) / (missedBefore - falseBefore + falsePositive - missed);
                return (falseBefore + share * (falsePositive - falseBefore), area);
            }
            (falseBefore, missedBefore) = (falsePositive, missed);
        }
        return (double.NaN, area);
    }

    // Of the chosen clean and attacked images.
    private static Lgm.Detection.RocCurve Curve(Detector detector, BoundedClassifier shown, Tensor pixels, Tensor attacked, Tensor clean, Tensor abnormal)
    {
        double[] Of(Tensor images, Tensor chosen) => [.. detector.Score(shown, images).Zip(chosen.data<bool>().ToArray()).Where(s => s.Second).Select(s => s.First)];
        return Lgm.Detection.RocCurve.Of(Of(pixels, clean), Of(attacked, abnormal));
    }

    [Trait("Category", "Slow")]
    [Fact]
    public void EveryCellIsMeasuredOverTheSeeds()
    {
        var options = Options with { Seeds = 2, Epsilons = [0.3], Attacks = ["fgsm", "likelihood-raising"], EveryWrongClass = true };
        var result = Run(options);
        Assert.Equal([("softmax", 1L), ("softmax", 2L), ("lgm", 1L), ("lgm", 2L)], result.Networks.Select(n => (n.Loss, n.Seed)));
        // One score of softmax and two of L-GM; FGSM, likelihood-raising at a random class and at every wrong class.
        Assert.Equal(3 * 3, result.Cells.Count);
        Assert.All(result.Cells, c => Assert.Equal(2, c.SeedErrors.Count));
        // Means of the seeds are those of the seeds alone, and of every wrong class those of each.
        var alone = new[] { 1L, 2 }.Select(seed => Run(options with { Seed = seed, Seeds = 1 })).ToList();
        foreach (var (i, cell) in result.Cells.Index())
            Assert.Equal(alone.Average(r => r.Cells[i].All.EqualErrorRate.Value), cell.All.EqualErrorRate.Value, 1e-9);
        Assert.Equal(3, result.Cells.Count(c => c.Target == DetectionCell.EveryWrongClass));
    }

    // Each score is judged by an attack that raises its own likelihood; those that are no likelihood see what was made for the first.
    [Fact]
    public void AnAttackRaisesTheLikelihoodThatJudgesIt()
    {
        var result = Run(Options with { Losses = ["lgm"], Attacks = ["likelihood-raising"], Epsilons = [0.2], Scores = ["refitted-likelihood", "learned-likelihood", "maximum-logit"], Resamples = 0 });
        using var scope = NewDisposeScope();
        using var images = networks.Context.Images(Options);
        using var fit = images.Train.Take(40);
        using var model = networks.Model("lgm");
        var (pixels, labels) = images.Test.Range(0, LittleNetworks.Test);
        var refitted = new RefittedLikelihood().Fit(model, fit);
        foreach (var (name, detector, density) in new (string, Detector, IFeatureDensity)[]
        {
            ("refitted-likelihood", refitted, refitted.Density!), ("learned-likelihood", new LearnedLikelihood().Fit(model, fit), (IFeatureDensity)model.Head), ("maximum-logit", new MaximumLogit().Fit(model, fit), refitted.Density!),
        })
        {
            var attacked = new LikelihoodRaising(0.2, density, AttackTarget.RandomWrongClass(2018)).Perturb(model, pixels, labels);
            var right = model.Predict(pixels).eq(labels);
            Assert.Equal(Curve(detector, model, pixels, attacked, right, right).EqualErrorRate, result.Cells.Single(c => c.Score == name).All.EqualErrorRate.Value, 1e-6);
        }
        Assert.Contains("is a likelihood", Assert.Throws<WorkbookException>(() => Run(Options with { Losses = ["softmax"], Scores = ["maximum-logit"], Attacks = ["likelihood-raising"] })).Message);
    }

    [Fact]
    public void ByTransferANetworkIsShownWhatWasMadeOnOthers()
    {
        var options = Options with { Scores = [], Attacks = ["likelihood-raising"], Transfer = true, TransferAttacks = ["fgsm"], SurrogateSeed = 101, Epsilons = [0.3] };
        var result = networks.Run<DetectionResult>("detection", options, out var record);
        StudyTests.AssertKept(record, figures: 4);
        Assert.Equal(("softmax", 101L), (result.Surrogate!.Loss, result.Surrogate.Seed));
        // FGSM is only shown to others: of each loss what was made on the other one and on the surrogate.
        Assert.Equal([("lgm", "softmax"), ("lgm", "surrogate"), ("softmax", "lgm"), ("softmax", "surrogate")], result.Cells.Where(c => c.Attack == "fgsm").Select(c => (c.Loss, c.Source!)).Distinct().Order());
        Assert.All(result.Cells.Where(c => c.Attack != "fgsm"), c => Assert.Null(c.Source));

        using var scope = NewDisposeScope();
        using var images = networks.Context.Images(Options);
        using var fit = images.Train.Take(40);
        using Lgm.Models.BoundedClassifier source = networks.Model("softmax", 101), shown = networks.Model("lgm");
        var (pixels, labels) = images.Test.Range(0, LittleNetworks.Test);
        var attacked = new Fgsm(0.3).Perturb(source, pixels, labels);
        var detector = new RefittedLikelihood().Fit(shown, fit);
        var right = shown.Predict(pixels).eq(labels);
        var cell = result.Cells.Single(c => c is { Loss: "lgm", Source: DetectionCell.Surrogate, Score: "refitted-likelihood" });
        Assert.Equal(Curve(detector, shown, pixels, attacked, right, right).EqualErrorRate, cell.All.EqualErrorRate.Value, 1e-6);
        Assert.Equal(shown.Accuracy(attacked, labels), cell.Accuracy!.Value, 1e-9);
    }

    [Fact]
    public void AccuraciesAreThoseOfEachNetworkOnImagesMovedAlongTheSignOfTheAttackedOnesGradient()
    {
        var result = Run(Options with { Transfer = true, TransferAttacks = ["fgsm"], SurrogateLoss = "", Epsilons = [0.02, 0.3], Resamples = 0 });
        Assert.Null(result.Surrogate);
        var cells = result.Cells.Where(c => c.Score == "refitted-likelihood").ToList();
        Assert.Equal(2 * 2 * 2, cells.Count);

        using var scope = NewDisposeScope();
        using var images = networks.Context.Images(Options);
        var (pixels, labels) = images.Test.Range(0, LittleNetworks.Test);
        foreach (var cell in cells)
        {
            using Lgm.Models.BoundedClassifier source = networks.Model(cell.Source ?? cell.Loss), shown = networks.Model(cell.Loss);
            // The margin log sum_{k != z} exp(logit_k) - logit_z: cross-entropy is saturated in these networks, its gradient 0.
            var x = pixels.clone().requires_grad_(true);
            var logits = source.Logits(x);
            var others = logits - nn.functional.one_hot(labels, logits.shape[1]).to(float32) * 1e30;
            (others.logsumexp(1) - logits.gather(1, labels.unsqueeze(1)).squeeze(1)).sum().backward();
            Assert.Equal(shown.Logits((pixels + x.grad!.sign() * cell.Epsilon).clamp(0, 1)).argmax(1).eq(labels).to(float64).mean().item<double>(), cell.Accuracy!.Value, 1e-9);
        }
    }

    [Fact]
    public void IteratedAttacksOnFewerDigitsAreThoseOfASmallerRun()
    {
        var few = Options with { Losses = ["lgm"], Attacks = ["fgsm", "bim"], IteratedImages = 10, Epsilons = [0.3], Resamples = 0 };
        var (result, smaller) = (Run(few), Run(few with { TestImages = 10 }));
        Assert.All(result.Cells, c => Assert.Equal(c.Attack == "bim" ? 10 : LittleNetworks.Test, c.Images));
        Assert.Equal(smaller.Cells.Where(c => c.Attack == "bim"), result.Cells.Where(c => c.Attack == "bim"), (a, b) => a.All == b.All && a.Successful == b.Successful && a.Accuracy == b.Accuracy);
    }

    [Fact]
    public void TheProtocolIsTheOneThatWasFixedBeforehand()
    {
        var protocol = DetectionProtocol.Load();
        Assert.Equal([0.1, 0.2, 0.3], protocol.Epsilons);
        Assert.Equal([1, 2, 3], protocol.Seeds);
        Assert.Equal(new ProtocolCell("fgsm", 0.3, "successful", "refitted-likelihood"), protocol.Primary);
        Assert.Equal(["refitted-likelihood", "learned-mixture", "learned-likelihood", "feature-length"], protocol.ScoresOf("lgm-paper"));
        Assert.Equal(["refitted-likelihood", "feature-length"], protocol.ScoresOf("another loss"));
        Assert.Equal(AttackCatalogue.All.Select(a => a.Name), protocol.Attacks.Names);
        Assert.Equal((10_000, 10_000, 0.01, 2018L), (protocol.TestImages, protocol.FitImages, protocol.Attacks.UnchangedLimit, protocol.Attacks.TargetSeed));
        var bim = AttackCatalogue.Find("bim").Create(0.3, AttackTarget.TrueClass, null);
        Assert.Equal((protocol.Attacks.Iterations, protocol.Attacks.StepShare), (bim.Steps, bim.Share));
        // The cpu preset is what the committed result was measured with.
        Assert.Equal(NamedOptions.All(RunRecord.Stored("detection-cpu").Options), NamedOptions.All(new AttackDetection().Configure("cpu", 1)));
    }
}

using Lgm.Data;
using Lgm.Detection;
using Lgm.Losses;
using Lgm.Models;

namespace Lgm.Experiments;

/// <summary>Which networks <see cref="Faces"/> trains on whom, and which folds test them.</summary>
internal sealed record FacesOptions : RecognitionOptions
{
    /// <summary>LFW's protocol: 1 to develop with, 2 to report. Default: 2.</summary>
    public int View { get; init; } = 2;

    /// <summary>The folds of View 2, each with a training of its own. Default: 1 to 10, all.</summary>
    public IReadOnlyList<int> Folds { get; init; } = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

    /// <summary>People with fewer images are not learned. Default: 2. Range: 1 or more.</summary>
    public int LeastImages { get; init; } = 2;

    /// <summary>
    /// A folder, from the workbook's, of other people's faces, one subfolder each, such as CASIA-WebFace or VGGFace2, aligned as LFW's are; the middle of
    /// each image is taken, as of LFW's. Learned once, in place of the people of the other folds. Default: empty, no outside data.
    /// </summary>
    public string Outside { get; init; } = "";

    internal override void Check()
    {
        base.Check();
        Require(View is 1 or 2, nameof(View), View, "1 or 2");
        Require(Folds.Count > 0 && Folds.All(f => f >= 1) && Folds.Distinct().Count() == Folds.Count, nameof(Folds), string.Join(",", Folds), "folds from 1, each once, such as 1,2,3");
        Require(LeastImages >= 1, nameof(LeastImages), LeastImages, "a whole number from 1");
        // Folds say who is learned and tested, and each has networks of its own.
        var unasked = new RecognitionOptions();
        Require((TrainImages, TestImages) == (unasked.TrainImages, unasked.TestImages), "TrainImages or TestImages", string.Join(",", TrainImages, TestImages), $"{unasked.TrainImages},{unasked.TestImages}, since the folds say which images");
        Require(HeldOut == 0 && Classes == 0, "HeldOut or Classes", HeldOut + Classes, "0, since the folds say who is learned");
        Require(Networks.Count == 0 && Keep.Length == 0, "Networks or Keep", string.Join(",", Networks.Append(Keep)), "nothing, since each fold is trained anew");
    }
}

/// <summary>What <see cref="Faces"/> measured.</summary>
internal sealed record FacesResult(IReadOnlyList<string> DataFingerprints, IReadOnlyList<FaceLoss> Losses);

/// <summary>One loss; rates are shares in [0, 1].</summary>
/// <param name="Loss">Its name in the catalogue.</param>
/// <param name="Folds">One entry a fold.</param>
/// <param name="EqualErrorRate">EER, the cosines of all folds together.</param>
/// <param name="TruePositiveRate">At a false positive rate of .001, likewise; one fold's 300 pairs of two people are too few for it, and tables leave it out.</param>
/// <param name="Curve">The ROC's true positive rates at <see cref="ScoreSample"/>'s false positive rates.</param>
internal sealed record FaceLoss(string Loss, IReadOnlyList<FaceFoldResult> Folds, double EqualErrorRate, double TruePositiveRate, IReadOnlyList<double> Curve)
{
    /// <summary>The mean accuracy of the folds.</summary>
    internal double Accuracy => Folds.Average(f => f.Accuracy);

    /// <summary>Its standard error: the folds' deviation (over n - 1) over the root of their number; null for one fold.</summary>
    internal double? StandardError => Folds.Count < 2 ? null : Math.Sqrt(Folds.Sum(f => Math.Pow(f.Accuracy - Accuracy, 2)) / (Folds.Count - 1) / Folds.Count);
}

/// <summary>One fold.</summary>
/// <param name="Fold">Its name.</param>
/// <param name="People">How many were learned.</param>
/// <param name="Images">Of theirs.</param>
/// <param name="Threshold">A cosine, chosen on the other folds' pairs.</param>
/// <param name="Accuracy">On this fold's pairs.</param>
/// <param name="EpochLosses">The mean training loss of each epoch.</param>
internal sealed record FaceFoldResult(string Fold, int People, int Images, double Threshold, double Accuracy, IReadOnlyList<double> EpochLosses);

/// <summary>The paper's face section: are two photographs of one person? Networks that have never seen the people of the test.</summary>
internal sealed class Faces : Experiment<FacesOptions, FacesResult>
{
    public override string Name => "faces";
    public override string Title => "Pairs of faces of LFW, told by the cosine of their features";

    public override FacesOptions Preset(string name, string? dataSet = null, int? features = null) => Recipes.Faces(name) with { DataSet = dataSet ?? "lfw", Features = features ?? (name == "paper" ? 512 : 128) };

    public override FacesResult Run(FacesOptions options, Context context)
    {
        var entry = context.Entry(options);
        using var faces = FaceSet.Load(context.Data, entry.Name, context.Device);
        if (options.View == 2 && faces.Folds.Count == 0) throw new WorkbookException($"The data set {options.DataSet} has no View 2: choose lfw.");
        if (options.View == 2 && options.Folds.Max() > faces.Folds.Count) throw new WorkbookException($"The option Folds is {string.Join(",", options.Folds)}, and {options.DataSet} has {faces.Folds.Count} folds: name some of these.");
        FaceFold[] folds = options.View == 1 ? [faces.Development ?? throw new WorkbookException($"The data set {options.DataSet} has no View 1: choose lfw.")] : [.. options.Folds.Select(f => faces.Folds[f - 1])];
        using var outside = options.Outside.Length == 0 ? null : ImageFolder.Of(Network.Resolve(options.Outside)).Read(entry.Image, resize: false, context.Data.CacheFolder, [], context.Device);
        var losses = new List<FaceLoss>();
        foreach (var loss in options.Losses)
        {
            var (results, tests) = (new List<FaceFoldResult>(), new List<FaceVerification>());
            // What is learned of outside people serves every fold.
            TrainedNetwork? network = null;
            try
            {
                foreach (var fold in folds)
                {
                    using var own = outside is null ? faces.Of(fold.Train, options.LeastImages) : null;
                    var learned = own ?? outside!;
                    fold.RequireUnseen(learned.ClassNames);
                    if (own is not null) network?.Dispose();
                    if (own is not null || network is null) network = Train(loss, options, learned, own is null ? "outside" : fold.Name, context);
                    var threshold = FaceVerification.Of(network.Model, faces, fold.Threshold).BestThreshold();
                    tests.Add(FaceVerification.Of(network.Model, faces, fold.Test));
                    results.Add(new FaceFoldResult(fold.Name, learned.Classes, learned.Count, threshold, tests[^1].Accuracy(threshold), network.History.Losses));
                }
            }
            finally
            {
                network?.Dispose();
            }
            var curve = FaceVerification.Of(tests).Curve();
            losses.Add(new FaceLoss(loss, results, curve.EqualErrorRate, curve.TruePositiveRateAt(0.001), [.. ScoreSample.FalsePositiveRates.Select(rate => Math.Round(curve.TruePositiveRateAt(rate), 4))]));
        }
        return new FacesResult([faces.Images.Fingerprint, .. outside is null ? Array.Empty<string>() : [outside.Fingerprint]], losses);
    }

    /// <summary>The ROC, a row a point.</summary>
    public static ResultTable Curves(FacesOptions options, FacesResult result) => new(
        $"{options.DataSet.ToUpperInvariant()}: one person recognised (TPR), two taken for one (FPR), in %", ["loss", "FPR", "TPR"],
        [.. result.Losses.SelectMany(l => ScoreSample.FalsePositiveRates.Zip(l.Curve, (rate, recognised) => (IReadOnlyList<Cell>)[LossCatalogue.Title(l.Loss), Cell.Percent(rate, "0.000"), Cell.Percent(recognised)]))], []);

    /// <summary>A row a fold.</summary>
    public static ResultTable Folds(FacesOptions options, FacesResult result) => new(
        $"{options.DataSet.ToUpperInvariant()}: who was learned for each fold, the threshold on the cosine, and accuracy on the fold's pairs in %", ["loss", "fold", "people", "photographs", "threshold", "accuracy"],
        [.. from loss in result.Losses from f in loss.Folds select (IReadOnlyList<Cell>)[LossCatalogue.Title(loss.Loss), f.Fold, Cell.Of(f.People, "0"), Cell.Of(f.Images, "0"), Cell.Of(f.Threshold, "0.000"), Cell.Percent(f.Accuracy)]], []);

    private static TrainedNetwork Train(string loss, FacesOptions options, ImageSet learned, string name, Context context)
    {
        var file = FormattableString.Invariant($"{loss}-seed{options.Seed}-{name.Replace(' ', '-').ToLowerInvariant()}.safetensors");
        return Network.Train(loss, options, new RunImages(learned, learned), context.Device, context.Checkpoints is { } kept ? Path.Combine(kept, file) : null);
    }

    protected override ResultTable Table(FacesOptions options, FacesResult result)
    {
        var folds = result.Losses[0].Folds;
        var (where, inside) = (folds.Count > 1 ? $"{folds.Count} folds" : folds[0].Fold, options.Outside.Length == 0);
        return new ResultTable(
            $"{options.DataSet.ToUpperInvariant()}, {where}: accuracy on pairs in %, {(inside ? "no outside data" : "trained on outside data")}, {options.NetworkOf(options.DataSet)}",
            ["loss", "paper", "ours", "standard error", "EER", "TPR at FPR 0.1 %"],
            [.. result.Losses.Select(l => (IReadOnlyList<Cell>)[
                LossCatalogue.Title(l.Loss), Cell.Of(PaperNumber.Find("faces", l.Loss, "accuracy, lfw")), Cell.Percent(l.Accuracy, "0.00"), Cell.Percent(l.StandardError, "0.00"),
                Cell.Percent(l.EqualErrorRate), Cell.Percent(folds.Count > 1 ? l.TruePositiveRate : null)])],
            [
                inside
                    ? "Paper: 27 layers, learned from CASIA-WebFace, 494,414 photographs of 10,575 other people; ours: each fold's network has only LFW's people of the other folds, so that the two are not comparable."
                    : "Paper: learned from CASIA-WebFace. Folders of outside people that have LFW's names are refused; people under numbers cannot be compared, and some may be in LFW.",
                "The threshold is chosen on the other folds, whose people a network without outside data has learned; EER and TPR need none.",
            ]);
    }
}

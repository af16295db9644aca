using System.Globalization;
using Lgm.Attacks;
using Lgm.Detection;
using Lgm.Figures;
using Lgm.Losses;
using Plotly.NET;
using Figure = Lgm.Figures.Figure;

namespace Lgm.Experiments;

/// <summary>
/// The paper's headline on any data set: networks trained with softmax, centre loss and L-GM are attacked, by FGSM unless told
/// otherwise, and the attacked images are told from the clean ones by the likelihood of their features.
/// </summary>
public sealed class AdversarialDetection : Experiment<AdversarialDetectionOptions, AdversarialDetectionResult>
{
    private const string Score = "refitted-likelihood", OwnScore = "learned-likelihood";

    public override string Name => "adversarial-detection";
    public override string Title => "Attacked images detected by the likelihood of their features";

    /// <inheritdoc/>
    public override AdversarialDetectionOptions Preset(string name) => Preset(name, null, null);

    /// <inheritdoc/>
    protected override AdversarialDetectionOptions Preset(string name, string? dataSet, int? features)
    {
        var recipe = RecognitionRecipes.Of(name, dataSet, features);
        return new(recipe) { EachEpoch = true, FitImages = Math.Min(recipe.TrainImages, name == "quick" ? 4_000 : 10_000) };
    }

    /// <inheritdoc/>
    public override AdversarialDetectionResult Run(AdversarialDetectionOptions options, ExperimentContext context)
    {
        options.Check();
        using var images = RecognitionImages.Load(options, context);
        var outcomes = new List<LossUnderAttack>();
        var unfinished = new UnfinishedParts<AttackedLossKey, LossUnderAttack>(context.Checkpoints);
        foreach (var loss in options.Losses)
            outcomes.Add(unfinished.Of(AttackedLossKey.Of(RunRecord.Key(Name, options), loss, images, context), () =>
            {
                using var found = FoundNetwork.Of(loss, options.Models, options, images, context);
                return Attack(loss, found, images, options, context);
            }));
        return new AdversarialDetectionResult(Protocol(options.Attack), images.Fingerprints, outcomes, options.DataSet, options.Attack);
    }

    private static string Protocol(string attack) =>
        $"positives: {AttackCatalogue.Title(attack)} versions of the clean, correctly classified test images; negatives: the same images clean; "
        + "score: minus the log-likelihood of the predicted class under Gaussians with class means and one shared diagonal covariance, refitted to training features"
        + (AttackCatalogue.RaisesLikelihood(attack) ? "; the attack raises the likelihood that judges it, of a random wrong class" : "");

    private static LossUnderAttack Attack(string loss, FoundNetwork found, RecognitionImages images, AdversarialDetectionOptions options, ExperimentContext context)
    {
        using var fit = images.Train.Take(options.FitImages);
        var (learned, raises) = (found.Model.Head is IFeatureDensity, AttackCatalogue.RaisesLikelihood(options.Attack));
        using var trial = new DetectionTrial(found.Model, fit, images.Test, learned ? [Score, OwnScore] : [Score], LossCatalogue.Title(loss), context);
        IReadOnlyList<AttackTrial> On(string score) => trial.Attack(options.Attack, options.Epsilons, AttackTarget.RandomWrongClass(options.Seed), raises ? score : null);
        var judged = On(Score);
        // The adversary knows the score: what raises one likelihood need not raise the other.
        var own = learned ? raises ? On(OwnScore) : judged : null;
        var attacks = judged.Select((a, i) =>
            new AttackOutcome(a.Ball.Epsilon, a.Accuracy, a.Unchanged, Detect(a.Detectors[Score].All), a.Detectors[Score].Successful is { } fooled ? Detect(fooled) : null,
            own is null ? null : Detect(own[i].Detectors[OwnScore].All)));
        return new LossUnderAttack(loss, trial.CleanAccuracy, found.EpochLosses, [.. attacks], found.Published?.WeightsSha256, found.EpochAccuracies);
    }

    private static DetectionOutcome Detect(DetectionScores scores)
    {
        var curve = scores.Curve();
        double[] drawn = [.. DetectionOutcome.FalsePositiveRates.Select(rate => Math.Round(curve.TruePositiveRateAt(rate), 4))];
        return new DetectionOutcome(scores.Abnormal.Length, scores.Normal.Length, curve.EqualErrorRate, curve.AreaUnderCurve, drawn);
    }

    /// <inheritdoc/>
    protected override ResultTable Table(AdversarialDetectionResult result, PaperNumbers paper)
    {
        var rows = new List<IReadOnlyList<string>>();
        // Results of before have the refitted means alone, and the last epoch.
        var own = result.Losses.Any(l => l.Attacks.Any(a => a.OwnMeans is not null));
        var best = result.Losses.Any(l => l.EpochAccuracies is not null);
        foreach (var loss in result.Losses)
            foreach (var a in loss.Attacks)
                rows.Add([
                    LossCatalogue.Title(loss.Loss), Number(a.Epsilon, "0.##"), Percent(loss.CleanAccuracy), .. best ? [Percent(loss.EpochAccuracies?.Max())] : Array.Empty<string>(), Percent(a.Accuracy),
                    Number(Paper(loss.Loss, result, paper), "0.0"), Percent(a.All.EqualErrorRate), Number(a.All.EqualErrorRate * 100 - Paper(loss.Loss, result, paper), "+0.0;-0.0"), Percent(a.Successful?.EqualErrorRate),
                    Number(a.All.AreaUnderCurve, "0.0000"), Number(a.Successful?.AreaUnderCurve, "0.0000"), .. own ? [Percent(a.OwnMeans?.EqualErrorRate)] : Array.Empty<string>(),
                ]);
        return new ResultTable(
            $"{AttackCatalogue.Title(result.Attack)}: attacked {(result.DataSet == "mnist" ? "digits" : $"images of {result.DataSet}")} detected by the likelihood of their features (accuracies and equal error rates in %)",
            ["loss", "eps", "accuracy clean, last epoch", .. best ? ["accuracy clean, best epoch"] : Array.Empty<string>(), "accuracy attacked", "EER paper", "EER ours", "difference", "EER ours, successful", "AUROC ours", "AUROC ours, successful", .. own ? ["EER ours, own means"] : Array.Empty<string>()],
            rows,
            [$"Protocol: {result.Protocol}. \"Successful\": only the attacked images that are now misclassified.", Difference(result, paper),
                .. own ? ["\"Own means\": all attacked images, by the likelihood under the means that the loss has learned, not refitted; empty for a loss that learns no density."] : Array.Empty<string>(),
                .. best ? [AccuracyBesidePaper.AboutBestEpoch + (result.Losses.Any(l => l.WeightsSha256 is not null) ? " Of a network that was not trained in this run it is its record's, on all test images." : "")] : Array.Empty<string>(),
                $"At most {(result.Losses.SelectMany(l => l.Attacks).Max(a => a.Unchanged) * 100).ToString("0.00", CultureInfo.InvariantCulture)} % of the images came out of an attack unchanged."]);
    }

    // The paper attacks MNIST, in one step; which eps it took is not known.
    private double? Paper(string loss, AdversarialDetectionResult result, PaperNumbers paper) => result.DataSet != "mnist" ? null : result.Attack switch
    {
        "fgsm" => paper.Find(Name, loss, "eer")?.Value,
        "likelihood-raising" => paper.Find(Name, loss, "eer, likelihood-raising")?.Value,
        _ => null,
    };

    private string Difference(AdversarialDetectionResult result, PaperNumbers paper) => result.Losses.Any(l => Paper(l.Loss, result, paper) is not null)
        ? "The paper's numbers are one a loss; its eps and protocol are not known here, so that they stand beside every eps. Reasons for a difference: that, how long the training was, and each option that is not the recipe's."
        : "The paper's numbers of this attack on these images are not known here.";

    /// <inheritdoc/>
    protected override IReadOnlyList<GenericChart> Figures(AdversarialDetectionResult result)
    {
        var epsilon = result.Losses[0].Attacks.Max(a => a.Epsilon);
        RocLine[] curves = [.. from loss in result.Losses
                                 from attack in loss.Attacks
                                 where attack.Epsilon == epsilon && attack.Successful is not null
                                 select new RocLine(LossCatalogue.Title(loss.Loss), DetectionOutcome.FalsePositiveRates, attack.Successful!.Curve, attack.Successful.EqualErrorRate, attack.Successful.AreaUnderCurve)];
        return curves.Length == 0 ? [] : [Figure.Roc($"Successful {AttackCatalogue.Title(result.Attack)} attacks (eps {Number(epsilon, "0.##")}) found by feature likelihood", curves)];
    }

    private static string Percent(double? share) => Number(share * 100, "0.0");
    private static string Number(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "";
}

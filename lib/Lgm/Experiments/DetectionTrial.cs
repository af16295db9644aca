using Lgm.Attacks;
using Lgm.Data;
using Lgm.Detection;
using Lgm.Losses;
using Lgm.Models;
using static TorchSharp.torch;

namespace Lgm.Experiments;

/// <summary>
/// One trained network and its detectors, fitted once, before as many attacks as wanted:
/// <code>
/// using var trial = new DetectionTrial(model, fitImages, testImages, protocol.ScoresOf("lgm"), "L-GM", context);
/// foreach (var outcome in trial.Attack("fgsm", [0.1, 0.2, 0.3]))
///     print(bootstrap.Estimate(outcome.Detectors["refitted-likelihood"].All).EqualErrorRate);
/// </code>
/// </summary>
public sealed class DetectionTrial : IDisposable
{
    private readonly ImageSet test;
    private readonly string title;
    private readonly ExperimentContext context;
    private readonly FittedDetectors detectors;
    private readonly Dictionary<string, double[]> normal;
    private readonly bool ownsDetectors = true;

    // Of the correctly classified test images: where they stand in the set, as numbers and as a tensor.
    private readonly int[] places;
    private readonly Tensor correct;

    /// <summary>Fits the detectors and scores the clean images.</summary>
    /// <param name="model">The trained network, in evaluation mode; in use until the trial ends.</param>
    /// <param name="fit">Training images, whose features the detectors are fitted to.</param>
    /// <param name="test">Test images; in use until the trial ends.</param>
    /// <param name="detectors">By their names in the catalogue.</param>
    /// <param name="title">What progress reports and messages call the network.</param>
    /// <param name="context">Progress and cancellation.</param>
    /// <exception cref="WorkbookException">An unknown detector, one that this network has not, or a network that classifies nothing rightly.</exception>
    public DetectionTrial(BoundedClassifier model, ImageSet fit, ImageSet test, IReadOnlyList<string> detectors, string title, ExperimentContext context)
    {
        (Model, this.test, this.title, this.context) = (model, test, title, context);
        using var scope = NewDisposeScope();
        var clean = Evaluation.Of(model, test, $"clean {title}", context);
        CleanAccuracy = clean.Accuracy(test.Labels);
        correct = clean.Predicted.eq(test.Labels).nonzero().flatten().DetachFromDisposeScope();
        places = [.. correct.cpu().data<long>().ToArray().Select(p => (int)p)];
        if (places.Length == 0) throw new WorkbookException($"{title} classifies none of the {test.Count} test images rightly, so that there is nothing to detect: train it for longer or with a lower learning rate.");
        this.detectors = new FittedDetectors(detectors, model.Head, Evaluation.Of(model, fit, $"fit {title}", context).Features, fit.Labels, title);
        try { normal = this.detectors.Score(clean, correct); }
        catch { Dispose(); throw; }
    }

    // The same network and detectors before the first images alone.
    private DetectionTrial(DetectionTrial whole, int images)
    {
        (Model, title, context, detectors, ownsDetectors) = (whole.Model, whole.title, whole.context, whole.detectors, false);
        test = whole.test.Take(images);
        places = [.. whole.places.TakeWhile(p => p < test.Count)];
        CleanAccuracy = (double)places.Length / test.Count;
        correct = whole.correct.narrow(0, 0, places.Length).DetachFromDisposeScope();
        normal = whole.normal.ToDictionary(n => n.Key, n => n.Value[..places.Length]);
    }

    /// <summary>The attacked network.</summary>
    public BoundedClassifier Model { get; }

    /// <summary>On the clean test images: a share in [0, 1].</summary>
    public double CleanAccuracy { get; }

    /// <summary>How many test images are attacked.</summary>
    public int Images => test.Count;

    /// <summary>The detectors' names.</summary>
    public IReadOnlyCollection<string> Detectors => detectors.Names;

    /// <summary>The same network and detectors before the first test images alone; to be disposed before this trial.</summary>
    /// <param name="images">How many, at least 1; all where there are fewer.</param>
    /// <exception cref="WorkbookException">The network classifies none of them rightly.</exception>
    public DetectionTrial First(int images)
    {
        if (places[0] >= images) throw new WorkbookException($"{title} classifies none of the first {images} test images rightly, so that there is nothing to detect: take more of them.");
        return new DetectionTrial(this, images);
    }

    /// <summary>An attack on this network itself (white box), one outcome for each eps.</summary>
    /// <param name="attack">A name of the catalogue.</param>
    /// <param name="epsilons">In pixel units.</param>
    /// <param name="target">The wrong class a targeted attack wants; null draws one for each image with seed 0.</param>
    /// <param name="deceiving">The detector whose likelihood a likelihood-raising attack raises: one of this trial's.</param>
    /// <param name="iterated">The steps of an iterated attack; null takes <see cref="SignSteps.Iterated"/>.</param>
    /// <exception cref="WorkbookException">An unknown attack, or a detector to deceive that has no likelihood.</exception>
    public IReadOnlyList<AttackTrial> Attack(string attack, IReadOnlyList<double> epsilons, AttackTarget? target = null, string? deceiving = null, SignSteps? iterated = null) =>
        [.. Make(attack, epsilons, target, deceiving, iterated).Select(images =>
        {
            using var shown = images;
            return Show(shown);
        })];

    /// <summary>The test images, attacked on this network: for it and for others; each is the caller's to dispose.</summary>
    /// <inheritdoc cref="Attack"/>
    public IReadOnlyList<AttackedImages> Make(string attack, IReadOnlyList<double> epsilons, AttackTarget? target = null, string? deceiving = null, SignSteps? iterated = null) =>
        AttackedImages.Make(AttackCatalogue.Create(attack, target, deceiving is null ? null : DensityOf(deceiving), iterated), Model, test, [.. epsilons.Select(e => new Linf(e))], $"{attack} {title}", context);

    /// <summary>What this network and its detectors make of images attacked on whichever network (black box).</summary>
    /// <param name="images">Attacked versions of this trial's test images.</param>
    /// <exception cref="WorkbookException">They are of another number, or of another range of pixels.</exception>
    public AttackTrial Show(AttackedImages images) => Judge(See(images));

    /// <inheritdoc cref="Show"/>
    internal SeenAttack See(AttackedImages images)
    {
        using var scope = NewDisposeScope();
        var seen = images.Evaluate(Model, $"attacked {title}", context);
        if (seen.Predicted.shape[0] != test.Count) throw new WorkbookException($"{seen.Predicted.shape[0]} attacked images cannot be compared with {test.Count} clean ones: attack the same test images.");
        var right = seen.Predicted.eq(test.Labels).index_select(0, correct).cpu().data<bool>().ToArray();
        return new SeenAttack(images.Ball.Epsilon, seen.Accuracy(test.Labels), images.Unchanged, right, detectors.Score(seen, correct));
    }

    /// <summary>Positives and negatives of what this trial's <see cref="See"/> gave, now or in an interrupted run.</summary>
    internal AttackTrial Judge(SeenAttack seen)
    {
        int[] fooled = [.. Enumerable.Range(0, places.Length).Where(i => !seen.Right[i])];
        DetectorTrial Of(string name, double[] abnormal) => new(
            new DetectionScores(test.Count, normal[name], places, abnormal, places),
            fooled.Length == 0 ? null : new DetectionScores(test.Count, normal[name], places, [.. fooled.Select(i => abnormal[i])], [.. fooled.Select(i => places[i])]));
        return new AttackTrial(new Linf(seen.Epsilon), seen.Accuracy, seen.Unchanged, seen.Scores.ToDictionary(s => s.Key, s => Of(s.Key, s.Value)));
    }

    /// <summary>Whether what an interrupted run kept is of as many images as this trial has.</summary>
    internal bool Fits(SeenAttack seen) => seen.Right.Count == places.Length && seen.Scores.Values.All(s => s.Length == places.Length);

    /// <summary>Whether one of this trial's detectors is a likelihood.</summary>
    public bool IsLikelihood(string detector) => detectors.IsLikelihood(detector);

    /// <summary>The density behind one of this trial's detectors.</summary>
    /// <exception cref="WorkbookException">The trial has no such detector, or its score is no likelihood.</exception>
    public IFeatureDensity DensityOf(string detector) => detectors.DensityOf(detector);

    public void Dispose()
    {
        correct.Dispose();
        // A part has its images for itself, and its detectors from the whole.
        if (ownsDetectors) detectors.Dispose();
        else test.Dispose();
    }
}

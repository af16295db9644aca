using Lgm.Attacks;
using Lgm.Data;
using Lgm.Detection;
using Lgm.Losses;
using Lgm.Models;

namespace Lgm.Experiments;

/// <summary>One network before attacks: its detectors, fitted once, and their scores of the clean test images that it classifies rightly.</summary>
internal sealed class AttackedNetwork : IDisposable
{
    private readonly TrainedNetwork network;
    private readonly long[] labels;

    // Detectors are fitted to the features of some training images; by default (null) they are those of the options that suit the loss, or all that do where the options name none.
    public AttackedNetwork(string loss, long seed, ScoringOptions options, RunImages images, ImageSet fit, Context context, IEnumerable<string>? scores = null)
    {
        network = Network.Of(loss, options with { Seed = seed }, images, context);
        (Seed, Title) = (seed, FormattableString.Invariant($"{LossCatalogue.Title(loss)} (seed {seed})"));
        try
        {
            var test = images.Test;
            scores ??= DetectorCatalogue.NamesFor(Model.Head).Where(name => options.Judging.Count == 0 || options.Judging.Contains(name));
            using var scope = NewDisposeScope();
            labels = test.Labels.cpu().data<long>().ToArray();
            var clean = Model.Evaluate(test, $"clean {Title}");
            var seen = clean.Predicted.cpu().data<long>().ToArray();
            IsRight = [.. labels.Zip(seen, (z, predicted) => z == predicted)];
            Right = [.. Enumerable.Range(0, labels.Length).Where(i => IsRight[i])];
            if (Right.Length == 0) throw new WorkbookException($"{Title} classifies none of the {test.Count} test images rightly, so that there is nothing to detect: train it for longer or with a lower learning rate.");
            Seen = Model.Evaluate(fit, $"fit {Title}");
            Seen.Features.DetachFromDisposeScope();
            Seen.Predicted.DetachFromDisposeScope();
            Detectors.AddRange(scores.Select(name => DetectorCatalogue.Create(name).Fit(Model.Head, Seen.Features, fit.Labels)));
            Normal = Score(clean, Right);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public string Loss => network.Loss;
    public long Seed { get; }
    public string Title { get; }
    public BoundedClassifier Model => network.Model;

    /// <summary>What the result says of it.</summary>
    public DetectionNetwork Record => new(
        Loss, Seed, network.History.Losses.Count, network.Record?.WeightsSha256, (double)Right.Length / labels.Length, network.History.Losses, network.History.Accuracies is { Count: > 0 } each ? each : null);

    /// <summary>What it makes of the training images that its detectors are fitted to.</summary>
    public Evaluation Seen { get; } = null!;

    public List<Detector> Detectors { get; } = [];

    /// <summary>The places of the test images that it classifies rightly.</summary>
    public int[] Right { get; } = [];

    /// <summary>Whether it classifies each test image rightly.</summary>
    public bool[] IsRight { get; } = [];

    /// <summary>Their scores, a row a detector.</summary>
    public double[][] Normal { get; } = [];

    /// <summary>The classes it predicts, and the scores, a row a detector, of images <c>[N, C, H, W]</c>.</summary>
    public (long[] Predicted, double[][] Scores) Judge(Tensor images)
    {
        using var scope = NewDisposeScope();
        var seen = Model.Evaluate(images);
        return (seen.Predicted.cpu().data<long>().ToArray(), [.. Detectors.Select(d => d.Score(seen.Features, seen.Predicted))]);
    }

    public IEnumerable<string> Scores => Detectors.Select(d => d.Name);

    /// <summary>
    /// What a likelihood-raising attack may raise, and the scores that are judged by it: those of that density. Scores that are no likelihood
    /// are shown the attack on the first one. Other attacks raise nothing, for all scores.
    /// </summary>
    public IEnumerable<(IFeatureDensity? Raised, IReadOnlyList<string> Scores)> Deceptions(AttackEntry attack)
    {
        if (!attack.RaisesLikelihood) return [(null, [.. Scores])];
        var common = Detectors.Select(d => d.Density).FirstOrDefault(d => d is not null)
            ?? throw new WorkbookException($"None of the scores {string.Join(", ", Scores)} of {Title} is a likelihood that {attack.Name} could raise: add refitted-likelihood.");
        return Detectors.GroupBy(d => d.Density ?? common).Select(g => ((IFeatureDensity?)g.Key, (IReadOnlyList<string>)[.. g.Select(d => d.Name)]));
    }

    /// <summary>What it and its detectors make of attacked versions of the first test images.</summary>
    /// <param name="attacked">Pixels <c>[N, C, H, W]</c>.</param>
    /// <param name="scores">The scores that count.</param>
    /// <returns>Its accuracy on all N, and for each score the clean scores beside those of all attacked images, and of those that deceive it; null where none does.</returns>
    public (double Accuracy, IReadOnlyList<(string Score, DetectionScores All, DetectionScores? Successful)> Scores) See(Tensor attacked, IReadOnlyList<string> scores)
    {
        using var scope = NewDisposeScope();
        var images = (int)attacked.shape[0];
        var seen = Model.Evaluate(attacked);
        var predicted = seen.Predicted.cpu().data<long>().ToArray();
        int[] places = [.. Right.TakeWhile(p => p < images)];
        if (places.Length == 0) throw new WorkbookException($"{Title} classifies none of the first {images} test images rightly, so that there is nothing to detect: take more of them.");
        var abnormal = Score(seen, places);
        int[] fooled = [.. Enumerable.Range(0, places.Length).Where(i => predicted[places[i]] != labels[places[i]])];
        return (Enumerable.Range(0, images).Count(i => predicted[i] == labels[i]) / (double)images, [.. scores.Select(name =>
        {
            var d = Detectors.FindIndex(detector => detector.Name == name);
            var clean = Normal[d][..places.Length];
            return (name, new DetectionScores(images, clean, places, abnormal[d], places),
                fooled.Length == 0 ? null : new DetectionScores(images, clean, places, [.. fooled.Select(i => abnormal[d][i])], [.. fooled.Select(i => places[i])]));
        })]);
    }

    // One row a detector.
    private double[][] Score(Evaluation images, int[] places)
    {
        using var scope = NewDisposeScope();
        var index = tensor(places.Select(p => (long)p).ToArray()).to(images.Predicted.device);
        var (features, predicted) = (images.Features.index_select(0, index), images.Predicted.index_select(0, index));
        return [.. Detectors.Select(d => d.Score(features, predicted))];
    }

    public void Dispose()
    {
        foreach (var detector in Detectors) detector.Dispose();
        Seen?.Features.Dispose();
        Seen?.Predicted.Dispose();
        network.Dispose();
    }
}

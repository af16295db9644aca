using Lgm.Attacks;
using Lgm.Data;
using Lgm.Figures;
using Lgm.Losses;
using Lgm.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Lgm.Experiments;

/// <summary>A learned log-likelihood over the plane of two features, and where FGSM takes the test digits in it.</summary>
internal static class LikelihoodSurvey
{
    /// <param name="model">With a head that learns a density over two features.</param>
    /// <param name="plane">What is drawn of its features.</param>
    /// <param name="clean">What it makes of the test images.</param>
    /// <param name="test">These images.</param>
    /// <param name="options">The attack, the grid and how many digits are drawn.</param>
    /// <param name="context">Progress and cancellation.</param>
    /// <exception cref="WorkbookException">The network classifies no test image rightly.</exception>
    public static LikelihoodPlane Of(BoundedClassifier model, FeaturePlane plane, Evaluation clean, ImageSet test, FeatureSpaceOptions options, ExperimentContext context)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var density = (IFeatureDensity)model.Head;
        var title = LossCatalogue.Title(plane.Loss);
        using var attacked = AttackedImages.Make(AttackCatalogue.Create("fgsm"), model, test, [new Linf(options.Epsilon)], $"attack {title}", context)[0];
        var after = attacked.Evaluate(model, $"attacked {title}", context);
        var (cleanScores, attackedScores) = (Numbers(density.LogLikelihood(clean.Features)), Numbers(density.LogLikelihood(after.Features)));
        var (truth, before, seen) = (Classes(test.Labels), Classes(clean.Predicted), Classes(after.Predicted));

        int[] correct = [.. Enumerable.Range(0, truth.Length).Where(i => before[i] == truth[i])];
        if (correct.Length == 0) throw new WorkbookException($"{title} classifies none of the {test.Count} test images rightly, so that there is nothing to attack: train it for longer or with a lower learning rate.");
        int[] fooled = [.. correct.Where(i => seen[i] != truth[i])];
        double[] sorted = [.. correct.Select(i => cleanScores[i]).Order()];
        double[] percentiles = [sorted[(int)(0.01 * (sorted.Length - 1))], sorted[(int)(0.05 * (sorted.Length - 1))]];
        DarkShares Dark(int[] images) => new(images.Length, images.Average(i => attackedScores[i] < percentiles[0] ? 1.0 : 0), images.Average(i => attackedScores[i] < percentiles[1] ? 1.0 : 0));

        var (from, to) = (FeatureSpace.Coordinates(clean.Features), FeatureSpace.Coordinates(after.Features));
        AttackedDigit[] digits = [.. fooled.DistinctBy(i => truth[i]).Take(options.Digits).Select(i =>
            new AttackedDigit(i, (int)truth[i], (int)seen[i], from[i], to[i], Math.Round(cleanScores[i], 3), Math.Round(attackedScores[i], 3)))];
        var parameter = model.Head.parameters().First();
        double[] drawn = [.. plane.X.Zip(plane.Y, (x, y) => new[] { x, y }).Concat(digits.Select(d => d.Attacked.ToArray())).SelectMany(p => p)];
        var map = LikelihoodMap.Of(density, tensor(drawn, [drawn.Length / 2, 2]).to(parameter.dtype).to(parameter.device), options.GridLines);
        return new LikelihoodPlane(plane.Loss, options.Epsilon, map.X, map.Y, map.LogLikelihood, digits, percentiles, Dark(correct), fooled.Length == 0 ? null : Dark(fooled));
    }

    private static double[] Numbers(Tensor scores) => scores.to(float64).cpu().data<double>().ToArray();

    private static long[] Classes(Tensor labels) => labels.cpu().data<long>().ToArray();
}

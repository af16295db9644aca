using Lgm.Data;
using Lgm.Models;

namespace Lgm.Detection;

/// <summary>
/// Whether two faces are one person's: they are called so where the cosine of their features reaches a threshold. Features are those of the
/// image and of its mirror image, one behind the other.
/// </summary>
public sealed class FaceVerification
{
    private FaceVerification(double[] same, double[] different) => (Same, Different) = (same, different);

    /// <summary>Cosines, -1 to 1, of the pairs of one person.</summary>
    public double[] Same { get; }

    /// <summary>Cosines, -1 to 1, of the pairs of two people.</summary>
    public double[] Different { get; }

    /// <summary>The cosines of pairs.</summary>
    /// <param name="model">In evaluation mode.</param>
    /// <param name="faces">Their images.</param>
    /// <param name="pairs">One pair or more of each kind.</param>
    /// <exception cref="WorkbookException">The model is in training mode, or a feature is not a number.</exception>
    public static FaceVerification Of(BoundedClassifier model, FaceSet faces, IReadOnlyList<FacePair> pairs)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        long[] places = [.. pairs.SelectMany(p => new long[] { p.First, p.Second }).Distinct().Order()];
        using var images = faces.Images.Of(tensor(places).to(faces.Images.Labels.device));
        using var mirrored = images.Mirrored();
        var features = cat([model.Evaluate(images, "faces").Features, model.Evaluate(mirrored, "faces, mirrored").Features], 1);
        var directions = nn.functional.normalize(features.to(float64), dim: 1);
        var row = places.Index().ToDictionary(p => (int)p.Item, p => (long)p.Index);
        Tensor Rows(Func<FacePair, int> of) => directions.index_select(0, tensor(pairs.Select(p => row[of(p)]).ToArray()).to(directions.device));
        var cosines = (Rows(p => p.First) * Rows(p => p.Second)).sum(dim: 1).cpu().data<double>().ToArray();
        if (cosines.Any(double.IsNaN)) throw new WorkbookException("A network makes NaN of a face: train it anew with a lower learning rate.");
        double[] Kind(bool same) => [.. cosines.Where((_, i) => pairs[i].Same == same)];
        return new FaceVerification(Kind(true), Kind(false));
    }

    /// <summary>The cosines of several folds together.</summary>
    public static FaceVerification Of(IEnumerable<FaceVerification> folds) => new([.. folds.SelectMany(f => f.Same)], [.. folds.SelectMany(f => f.Different)]);

    /// <summary>The cosine from which on pairs are called one person's with the highest accuracy; of several, the lowest.</summary>
    public double BestThreshold() => Same.Concat(Different).Distinct().Order().MaxBy(Accuracy);

    /// <summary>The share of pairs that a threshold gets right, in [0, 1].</summary>
    public double Accuracy(double threshold) => (Same.Count(c => c >= threshold) + Different.Count(c => c < threshold)) / (double)(Same.Length + Different.Length);

    /// <summary>The ROC over all thresholds: true positives are pairs of one person that are called so.</summary>
    public RocCurve Curve() => RocCurve.Of(Different, Same);
}

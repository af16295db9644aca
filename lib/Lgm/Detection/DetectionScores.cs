namespace Lgm.Detection;

/// <summary>
/// The scores of one detector on clean images and on attacked versions of them; larger is more abnormal. Each score knows
/// the image it comes from, so that a bootstrap draws images and not scores.
/// </summary>
public sealed class DetectionScores
{
    /// <param name="images">N, the size of the set of images from which both samples come.</param>
    /// <param name="normal">Scores of the negatives, 1 or more; infinities are allowed, NaN is not.</param>
    /// <param name="normalImages">The image of each, 0 to N-1.</param>
    /// <param name="abnormal">Scores of the positives, 1 or more; infinities are allowed, NaN is not.</param>
    /// <param name="abnormalImages">The image of each, 0 to N-1.</param>
    /// <exception cref="WorkbookException">A sample is empty or holds a NaN.</exception>
    /// <exception cref="ArgumentException">Scores and images do not fit together.</exception>
    public DetectionScores(int images, double[] normal, int[] normalImages, double[] abnormal, int[] abnormalImages)
    {
        foreach (var (which, scores, places) in new[] { ("normal", normal, normalImages), ("abnormal", abnormal, abnormalImages) })
        {
            if (scores.Length == 0) throw new WorkbookException($"Detection needs at least one {which} sample and got none: score some {which} samples first.");
            if (Array.FindIndex(scores, double.IsNaN) is var bad and >= 0) throw new WorkbookException($"Score {bad} of the {scores.Length} {which} samples is NaN and has no rank: find the detector's division by zero or infinite feature first.");
            if (scores.Length != places.Length || places.Any(p => p < 0 || p >= images)) throw new ArgumentException($"the {scores.Length} {which} scores need one image of 0 to {images - 1} each", nameof(images));
        }
        (Images, Normal, NormalImages, Abnormal, AbnormalImages) = (images, normal, normalImages, abnormal, abnormalImages);
    }

    /// <summary>N, the size of the set of images.</summary>
    public int Images { get; }

    /// <summary>Scores of the negatives.</summary>
    public double[] Normal { get; }

    /// <summary>The image of each negative.</summary>
    public int[] NormalImages { get; }

    /// <summary>Scores of the positives.</summary>
    public double[] Abnormal { get; }

    /// <summary>The image of each positive.</summary>
    public int[] AbnormalImages { get; }

    /// <summary>The ROC curve.</summary>
    public RocCurve Curve() => RocCurve.Of(Normal, Abnormal);

    /// <summary>The metrics of the scores as they are.</summary>
    public DetectionMetrics Metrics()
    {
        var once = new int[Images];
        Array.Fill(once, 1);
        return new RankedScores(this).Metrics(once)!.Value;
    }
}

namespace Lgm.Detection;

/// <summary>Scores sorted once, so that the metrics of any weighting of the images take one walk over them.</summary>
internal sealed class RankedScores
{
    // By falling score: the image of each sample, all ones for a positive and all zeros for a negative, and the end of
    // each run of equal scores.
    private readonly int[] images;
    private readonly int[] positive;
    private readonly int[] ends;

    internal RankedScores(DetectionScores scores)
    {
        var count = scores.Normal.Length + scores.Abnormal.Length;
        var (falling, samples) = (new double[count], new int[count]);
        for (var i = 0; i < count; i++)
        {
            falling[i] = -(i < scores.Normal.Length ? scores.Normal[i] : scores.Abnormal[i - scores.Normal.Length]);
            samples[i] = i;
        }
        Array.Sort(falling, samples);
        images = [.. samples.Select(i => i < scores.Normal.Length ? scores.NormalImages[i] : scores.AbnormalImages[i - scores.Normal.Length])];
        positive = [.. samples.Select(i => i < scores.Normal.Length ? 0 : -1)];
        ends = [.. Enumerable.Range(1, count).Where(i => i == count || falling[i] != falling[i - 1])];
    }

    /// <summary>The metrics where image i counts <paramref name="weights"/>[i] times; null where no positive or no negative is left.</summary>
    internal DetectionMetrics? Metrics(ReadOnlySpan<int> weights)
    {
        long allPositives = 0, all = 0;
        for (var i = 0; i < images.Length; i++)
        {
            var weight = weights[images[i]];
            all += weight;
            allPositives += weight & positive[i];
        }
        var allNegatives = all - allPositives;
        if (allPositives == 0 || allNegatives == 0) return null;

        long truePositives = 0, flagged = 0, twiceArea = 0;
        double precision = 0, equal = double.NaN, at95 = double.NaN;
        var sample = 0;
        foreach (var end in ends)
        {
            long newPositives = 0, added = 0;
            for (; sample < end; sample++)
            {
                var weight = weights[images[sample]];
                added += weight;
                newPositives += weight & positive[sample];
            }
            if (added == 0) continue;
            var (before, falseBefore) = (truePositives, flagged - truePositives);
            truePositives += newPositives;
            flagged += added;
            var falsePositives = flagged - truePositives;
            twiceArea += (falsePositives - falseBefore) * (before + truePositives);
            if (newPositives > 0) precision += (double)newPositives * truePositives / flagged;
            // Whole numbers until the last division: a crossing is never missed by rounding.
            if (double.IsNaN(at95) && truePositives * 20 >= allPositives * 19) at95 = (double)falsePositives / allNegatives;
            if (double.IsNaN(equal) && Excess(falsePositives, truePositives) is var after and >= 0)
            {
                var share = (double)-Excess(falseBefore, before) / (after - Excess(falseBefore, before));
                equal = (falseBefore + share * (falsePositives - falseBefore)) / allNegatives;
            }
        }
        return new DetectionMetrics(equal, twiceArea / (2.0 * allPositives * allNegatives), precision / allPositives, at95);

        // FPR - FNR times the number of pairs: from -1 to 1 times it along the curve.
        long Excess(long falsePositives, long truePositives) => falsePositives * allPositives - (allPositives - truePositives) * allNegatives;
    }
}

using Lgm.Detection;
using Lgm.Losses;

namespace Lgm.Experiments;

/// <summary>One way of scoring several losses: which detector reads the features of which loss.</summary>
/// <param name="Title">In words.</param>
/// <param name="Detectors">The detector's name by the loss's name.</param>
internal sealed record ScoreChoice(string Title, IReadOnlyDictionary<string, string> Detectors)
{
    /// <summary>
    /// Every detector that all these losses have; each loss's own scores, as the protocol lists them; and the density that a
    /// loss has learned where it learns one, with refitted Gaussians for the loss that learns none.
    /// </summary>
    /// <param name="heads">The heads by the loss's name; only their kinds are looked at.</param>
    /// <param name="protocol">Names each loss's own scores.</param>
    public static IReadOnlyList<ScoreChoice> Of(IReadOnlyDictionary<string, ClassificationHead> heads, DetectionProtocol protocol)
    {
        var common = heads.Values.Select(DetectorCatalogue.NamesFor).Aggregate((a, b) => [.. a.Intersect(b)]);
        var most = heads.Keys.Max(loss => protocol.OwnScores[loss].Count);
        return
        [
            .. common.Select(name => new ScoreChoice(DetectorCatalogue.Title(name), heads.Keys.ToDictionary(loss => loss, _ => name))),
            .. Enumerable.Range(0, most).Select(i => Mixed("own", heads.Keys, loss => protocol.OwnScores[loss][Math.Min(i, protocol.OwnScores[loss].Count - 1)])),
            Mixed("learned means, else refitted", heads.Keys, loss => Learned(heads[loss]) ?? protocol.CommonScore),
        ];
    }

    private static string? Learned(ClassificationHead head) => new[] { "learned-likelihood", "center-distance" }.FirstOrDefault(DetectorCatalogue.NamesFor(head).Contains);

    private static ScoreChoice Mixed(string kind, IEnumerable<string> losses, Func<string, string> detector) =>
        new($"{kind}: {string.Join(", ", losses.Select(l => DetectorCatalogue.Title(detector(l))))}", losses.ToDictionary(l => l, detector));
}

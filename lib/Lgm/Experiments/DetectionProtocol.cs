using Lgm.Data;

namespace Lgm.Experiments;

/// <summary>
/// What counts as detection, written down before the networks it judges were measured: <c>data/protocol.json</c>. Its rules are for
/// people; its values, here, are the defaults of <see cref="DetectionOptions"/>.
/// </summary>
/// <param name="DataSet">A set of the catalogue.</param>
/// <param name="TestImages">Test images: the first of the test split.</param>
/// <param name="FitImages">The first training images: their features fit the detectors.</param>
/// <param name="Epsilons">How far an attack moves a pixel, in pixel units.</param>
/// <param name="Losses">The losses compared.</param>
/// <param name="Seeds">One training each.</param>
/// <param name="CommonScore">Score (a), a detector's name: the same for every loss.</param>
/// <param name="OwnScores">Scores (b), detectors' names by loss.</param>
/// <param name="ControlScores">Scores that know nothing of the losses, for all of them.</param>
/// <param name="Attacks">The attacks and their constants.</param>
/// <param name="Transfer">The separately trained network of the black-box attacks.</param>
/// <param name="Bootstrap">How intervals are drawn.</param>
/// <param name="Primary">The one cell that is the headline.</param>
internal sealed record DetectionProtocol(
    string DataSet, int TestImages, int FitImages, IReadOnlyList<double> Epsilons, IReadOnlyList<string> Losses, IReadOnlyList<long> Seeds,
    string CommonScore, IReadOnlyDictionary<string, IReadOnlyList<string>> OwnScores, IReadOnlyList<string> ControlScores,
    ProtocolAttacks Attacks, ProtocolTransfer Transfer, ProtocolBootstrap Bootstrap, ProtocolCell Primary)
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true };

    public static DetectionProtocol Load() => JsonFile.OfData<DetectionProtocol>("protocol.json", s_json, (path, fault) => $"The detection protocol {path} cannot be read ({fault}): restore it with git.");

    /// <summary>A loss's scores: (a), which all share, its own (b), if it has any, and the controls; the published variants of L-GM have those of L-GM.</summary>
    public IReadOnlyList<string> ScoresOf(string loss) => [CommonScore, .. OwnScores.GetValueOrDefault(loss.StartsWith("lgm-", StringComparison.Ordinal) ? "lgm" : loss) ?? [], .. ControlScores];
}

/// <summary>The attacks of a protocol.</summary>
/// <param name="Names">By their names in the catalogue of attacks.</param>
/// <param name="TargetSeed">Draws the wrong class of each image.</param>
/// <param name="Iterations">Steps of an iterated attack.</param>
/// <param name="StepShare">One such step as a share of eps.</param>
/// <param name="UnchangedLimit">The share of images that an attack may leave as they were, not reached.</param>
internal sealed record ProtocolAttacks(IReadOnlyList<string> Names, long TargetSeed, int Iterations, double StepShare, double UnchangedLimit);

/// <summary>The separately trained network that attacks are made on.</summary>
internal sealed record ProtocolTransfer(string SurrogateLoss, long SurrogateSeed);

/// <summary>How intervals are drawn: resamples of the images, their seed, the share of resamples inside an interval.</summary>
internal sealed record ProtocolBootstrap(int Resamples, long Seed, double Confidence);

/// <summary>One cell of the tables.</summary>
internal sealed record ProtocolCell(string Attack, double Epsilon, string Positives, string Score);

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Lgm.Data;

namespace Lgm.Detection;

/// <summary>
/// What counts as detection, written down before the networks it judges were measured: <c>data/protocol.json</c>. Printed with every number.
/// </summary>
/// <param name="Title">What is detected, in one line.</param>
/// <param name="DataSet">A set of the catalogue.</param>
/// <param name="TrainImages">Images the measured networks are trained on: the first of the training split.</param>
/// <param name="HeldOutImages">The last of them, on which choices are made; below <paramref name="TrainImages"/>.</param>
/// <param name="TestImages">Test images: the first of the test split.</param>
/// <param name="FitImages">The first training images: their features fit the detectors.</param>
/// <param name="Epsilons">How far an attack moves a pixel, in pixel units.</param>
/// <param name="PixelRange">The smallest and the largest pixel.</param>
/// <param name="Precision">The type attacks and features are computed in.</param>
/// <param name="Losses">The losses compared.</param>
/// <param name="Seeds">One training each.</param>
/// <param name="Positives">Which attacked images are reported: <c>all</c>, <c>successful</c>.</param>
/// <param name="CommonScore">Score (a), a detector's name: the same for every loss.</param>
/// <param name="OwnScores">Scores (b), detectors' names by loss.</param>
/// <param name="Attacks">The attacks and their constants.</param>
/// <param name="Transfer">The separately trained network of the black-box attacks.</param>
/// <param name="Bootstrap">How intervals are drawn.</param>
/// <param name="Primary">The one cell that is the headline.</param>
/// <param name="Rules">All of it in words, by subject.</param>
public sealed record DetectionProtocol(
    string Title, string DataSet, int TrainImages, int HeldOutImages, int TestImages, int FitImages,
    IReadOnlyList<double> Epsilons, IReadOnlyList<double> PixelRange, string Precision,
    IReadOnlyList<string> Losses, IReadOnlyList<long> Seeds, IReadOnlyList<string> Positives,
    string CommonScore, IReadOnlyDictionary<string, IReadOnlyList<string>> OwnScores,
    ProtocolAttacks Attacks, ProtocolTransfer Transfer, ProtocolBootstrap Bootstrap, ProtocolCell Primary,
    IReadOnlyDictionary<string, string> Rules)
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        NumberHandling = JsonNumberHandling.Strict,
    };

    /// <summary>Reads the protocol of the checkout this code runs in; a published program reads the copy embedded when it was built.</summary>
    /// <exception cref="WorkbookException">The file is not valid; the sentence says where.</exception>
    public static DetectionProtocol Load()
    {
        if (WorkbookFolder.Find() is { } repository && Path.Combine(repository, "data", "protocol.json") is var path && File.Exists(path))
            return Parse(File.ReadAllText(path), path);
        using var embedded = typeof(DetectionProtocol).Assembly.GetManifestResourceStream("Lgm.protocol.json")
            ?? throw new WorkbookException("The detection protocol is neither beside the program nor inside it: build lib/Lgm again.");
        using var reader = new StreamReader(embedded);
        return Parse(reader.ReadToEnd(), "the embedded protocol.json");
    }

    /// <summary>Reads a protocol from JSON text.</summary>
    /// <param name="json">The text.</param>
    /// <param name="origin">Where it came from, for messages.</param>
    /// <exception cref="WorkbookException">The text is no valid protocol.</exception>
    public static DetectionProtocol Parse(string json, string origin)
    {
        DetectionProtocol protocol;
        try
        {
            protocol = JsonSerializer.Deserialize<DetectionProtocol>(json, s_json) ?? throw new JsonException("it is null");
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new WorkbookException($"The detection protocol {origin} cannot be read ({e.Message.Split('\n')[0].TrimEnd('.')}): restore it with git.", e);
        }
        return protocol.Fault() is { } fault
            ? throw new WorkbookException($"The detection protocol {origin} is wrong: {fault}.")
            : protocol;
    }

    /// <summary>A loss's scores: (a), which all share, and then its own (b), if it has any; the published variants of L-GM have those of L-GM.</summary>
    public IReadOnlyList<string> ScoresOf(string loss) => [CommonScore, .. OwnScores.GetValueOrDefault(loss.StartsWith("lgm-", StringComparison.Ordinal) ? "lgm" : loss) ?? []];

    /// <summary>One sentence for each subject, as printed below tables.</summary>
    public IReadOnlyList<string> Sentences() =>
    [
        string.Create(CultureInfo.InvariantCulture, $"Protocol (data/protocol.json): {DataSet}, the first {TestImages} test images; eps {string.Join(", ", Epsilons)} in pixels of {PixelRange[0]} to {PixelRange[1]}; {Precision}; detectors fitted to {FitImages} training images; seeds {string.Join(", ", Seeds)}; {Bootstrap.Resamples} resamples of the images, seed {Bootstrap.Seed}, {Bootstrap.Confidence:P0} intervals. Primary cell: {Primary}."),
        .. Rules.Select(rule => $"{rule.Key}: {rule.Value}"),
    ];

    // The first thing that cannot be, or null.
    private string? Fault()
    {
        if (HeldOutImages < 1 || HeldOutImages >= TrainImages) return $"heldOutImages is {HeldOutImages} and must lie between 1 and trainImages - 1";
        if (FitImages < 1 || FitImages > TrainImages) return $"fitImages is {FitImages} and must lie between 1 and trainImages";
        if (TestImages < 1) return $"testImages is {TestImages} and must be at least 1";
        if (PixelRange is not [var darkest, var brightest] || !(darkest < brightest)) return "pixelRange must be the smallest and the largest pixel";
        if (Epsilons.Count == 0 || Epsilons.Any(e => !(e > 0 && e <= PixelRange[1] - PixelRange[0]))) return "epsilons must be numbers above 0 and within the range of the pixels";
        if (Losses.Count == 0 || Seeds.Count == 0) return "losses and seeds must not be empty";
        if (Seeds.Distinct().Count() < Seeds.Count || Seeds.Contains(Transfer.SurrogateSeed)) return "the seeds and surrogateSeed must all differ";
        if (Positives.Count == 0 || Positives.Except(["all", "successful"]).Any()) return "positives must be of \"all\" and \"successful\"";
        if (Losses.Except(OwnScores.Keys).FirstOrDefault() is { } scoreless) return $"ownScores has no entry for the loss \"{scoreless}\"";
        if (Attacks.Names.Count == 0 || Attacks.Iterations < 1 || Attacks.StepShare is not (> 0 and <= 1) || Attacks.UnchangedLimit is not (> 0 and < 1))
            return "attacks needs names, iterations of at least 1, a stepShare above 0 and at most 1, an unchangedLimit between 0 and 1";
        if (Bootstrap.Resamples < 1 || Bootstrap.Confidence is not (> 0 and < 1)) return "bootstrap needs at least one resample and a confidence between 0 and 1";
        if (!Attacks.Names.Contains(Primary.Attack) || !Epsilons.Contains(Primary.Epsilon) || !Positives.Contains(Primary.Positives) || Primary.Score != CommonScore)
            return "the primary cell is none of those that are measured for every loss";
        return null;
    }
}

/// <summary>The attacks of a protocol.</summary>
/// <param name="Names">By their names in the catalogue of attacks.</param>
/// <param name="TargetSeed">Draws the wrong class of each image.</param>
/// <param name="Iterations">Steps of an iterated attack.</param>
/// <param name="StepShare">One such step as a share of eps.</param>
/// <param name="UnchangedLimit">The share of images that an attack may leave as they were, not reached.</param>
public sealed record ProtocolAttacks(IReadOnlyList<string> Names, long TargetSeed, int Iterations, double StepShare, double UnchangedLimit);

/// <summary>The separately trained network that attacks are made on.</summary>
public sealed record ProtocolTransfer(string SurrogateLoss, long SurrogateSeed);

/// <summary>How intervals are drawn: resamples of the images, their seed, the share of resamples inside an interval.</summary>
public sealed record ProtocolBootstrap(int Resamples, long Seed, double Confidence);

/// <summary>One cell of the tables.</summary>
public sealed record ProtocolCell(string Attack, double Epsilon, string Positives, string Score)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Attack}, eps {Epsilon}, {Positives} attacks, score {Score}");
}

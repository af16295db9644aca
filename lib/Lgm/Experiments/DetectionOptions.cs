using Lgm.Attacks;
using Lgm.Detection;

namespace Lgm.Experiments;

/// <summary>What the experiments share that ask detectors about several networks of each loss.</summary>
internal abstract record ScoringOptions : RecognitionOptions
{
    protected ScoringOptions() { }
    protected ScoringOptions(RecognitionOptions recipe) : base(recipe) { }

    /// <summary>How many networks of each loss: of <see cref="RecognitionOptions.Seed"/> and the seeds that follow it. Default: 1. Range: 1 and above.</summary>
    public int Seeds { get; init; } = 1;

    /// <summary>The detectors, by their names in the catalogue; a network has those that suit its loss. Default: none, which takes the protocol's for each loss, or all where the protocol says nothing.</summary>
    public IReadOnlyList<string> Scores { get; init; } = [];

    /// <summary>Training images whose features the detectors are fitted to: the first, or all where there are fewer. Default: 10,000. Range: 1 and above.</summary>
    public int FitImages { get; init; } = 10_000;

    /// <summary>The detectors that judge; those that suit a loss, where it is empty.</summary>
    internal virtual IReadOnlyList<string> Judging => Scores;

    /// <summary>These options, with no more training images than are looked at: where every network is stored, those that detectors are fitted to.</summary>
    internal RecognitionOptions Reading => ((IExperimentOptions)this).Trains is null ? this with { TrainImages = FitImages } : this;

    internal override IEnumerable<(string Loss, long Seed)> Needs => from loss in Losses from i in Enumerable.Range(0, Seeds) select (loss, Seed + i);

    internal override void Check()
    {
        base.Check();
        Require(Seeds >= 1, nameof(Seeds), Seeds, "a whole number from 1");
        Require(Scores.All(DetectorCatalogue.Names.Contains), nameof(Scores), string.Join(",", Scores), $"some of {string.Join(", ", DetectorCatalogue.Names)}, or none");
        Require(FitImages >= 1, nameof(FitImages), FitImages, "a whole number from 1");
    }
}

/// <summary>Which networks <see cref="AttackDetection"/> attacks, how, and by which scores it tells the attacked images from the clean ones.</summary>
internal sealed record DetectionOptions : ScoringOptions
{
    public DetectionOptions() { }
    internal DetectionOptions(RecognitionOptions recipe) : base(recipe) { }

    /// <summary>The attacks, by their names in the catalogue. Default: fgsm.</summary>
    public IReadOnlyList<string> Attacks { get; init; } = ["fgsm"];

    /// <summary>How far an attack moves a pixel, in pixel units. Default: .1, .2, .3. Range: above 0, at most 1.</summary>
    public IReadOnlyList<double> Epsilons { get; init; } = [0.1, 0.2, 0.3];

    /// <summary>Draws the wrong class of each image for a targeted attack. Default: 2018.</summary>
    public long TargetSeed { get; init; } = 2018;

    /// <summary>Whether a likelihood-raising attack also aims at each wrong class in turn, the metrics being averaged. Default: false.</summary>
    public bool EveryWrongClass { get; init; }

    /// <summary>
    /// Whether attacks made on the network of each other loss of the same seed, and on a separately trained one, are shown to the
    /// networks too (black box). Default: false.
    /// </summary>
    public bool Transfer { get; init; }

    /// <summary>The attacks that are so shown, by their names in the catalogue. Default: fgsm, bim.</summary>
    public IReadOnlyList<string> TransferAttacks { get; init; } = ["fgsm", "bim"];

    /// <summary>The loss of the separately trained network. Default: softmax. Empty: there is none, and attacks are shown between the losses alone.</summary>
    public string SurrogateLoss { get; init; } = "softmax";

    /// <summary>Its seed. Default: 101. Range: none of the others' seeds.</summary>
    public long SurrogateSeed { get; init; } = 101;

    /// <summary>Test images used by the iterated attacks, which take ten times as long: the first, or all where there are fewer. Default: 10,000. Range: 1 and above.</summary>
    public int IteratedImages { get; init; } = 10_000;

    /// <summary>Resamples of the test images for 95 % intervals. Default: 1,000. Range: 0 (no intervals) and above.</summary>
    public int Resamples { get; init; } = 1_000;

    /// <summary>The attacks that are made, on whichever network.</summary>
    internal IEnumerable<AttackEntry> Made => Attacks.Union(Transfer ? TransferAttacks : []).Select(AttackCatalogue.Find);

    /// <summary>Whether attacks are made on a separately trained network too.</summary>
    internal bool HasSurrogate => Transfer && SurrogateLoss.Length > 0;

    internal override IEnumerable<(string Loss, long Seed)> Needs =>
        [.. base.Needs, .. HasSurrogate ? [(SurrogateLoss, SurrogateSeed)] : Array.Empty<(string, long)>()];

    /// <summary>The cell that is the headline: the protocol's, or the first attack, the largest eps and the first score where that is not measured.</summary>
    internal ProtocolCell Primary
    {
        get
        {
            var wanted = DetectionProtocol.Load().Primary;
            return new ProtocolCell(
                Attacks.Contains(wanted.Attack) ? wanted.Attack : Attacks[0], Epsilons.Contains(wanted.Epsilon) ? wanted.Epsilon : Epsilons.Max(), wanted.Positives,
                Scores.Count == 0 || Scores.Contains(wanted.Score) ? wanted.Score : Scores[0]);
        }
    }

    internal override void Check()
    {
        base.Check();
        var known = string.Join(", ", AttackCatalogue.All.Select(a => a.Name));
        bool AllKnown(IReadOnlyList<string> attacks) => attacks.Count > 0 && attacks.All(name => AttackCatalogue.All.Any(a => a.Name == name));
        Require(AllKnown(Attacks), nameof(Attacks), string.Join(",", Attacks), $"some of {known}");
        Require(!Transfer || AllKnown(TransferAttacks), nameof(TransferAttacks), string.Join(",", TransferAttacks), $"some of {known}, or Transfer=false");
        Require(!HasSurrogate || SurrogateSeed < Seed || SurrogateSeed >= Seed + Seeds, nameof(SurrogateSeed), SurrogateSeed, "a seed that none of the measured networks has, or SurrogateLoss= (empty)");
        RequireEpsilons(Epsilons);
        Require(IteratedImages >= 1, nameof(IteratedImages), IteratedImages, "a whole number from 1");
        Require(Resamples >= 0, nameof(Resamples), Resamples, "a whole number from 0");
    }
}

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

    private static readonly Lazy<DetectionProtocol> s_protocol = new(() =>
        JsonFile.OfData<DetectionProtocol>("protocol.json", s_json, (path, fault) => $"The detection protocol {path} cannot be read ({fault}): restore it with git."), LazyThreadSafetyMode.PublicationOnly);

    /// <summary>Read once, so that a run has one protocol.</summary>
    public static DetectionProtocol Load() => s_protocol.Value;

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

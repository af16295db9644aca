using Lgm.Attacks;
using Lgm.Detection;
using Lgm.Figures;
using Plotly.NET;

namespace Lgm.Experiments;

/// <summary>
/// The headline by protocol (<c>data/protocol.json</c>): trained networks are attacked, and the attacked digits are told from
/// the clean ones, by a score that is the same for every loss and by each loss's own.
/// </summary>
public sealed class ProtocolDetection : Experiment<DetectionOptions, DetectionResult>
{
    public override string Name => "detection";
    public override string Title => "Attacked digits told from clean ones, by protocol, with trained networks";

    /// <inheritdoc/>
    public override DetectionOptions Preset(string name)
    {
        var protocol = DetectionProtocol.Load();
        return new()
        {
            Losses = protocol.Losses,
            Seed = protocol.Seeds[0],
            Seeds = name == "paper" ? protocol.Seeds.Count : 1,
            Attacks = name == "quick" ? ["fgsm", "likelihood-raising"] : protocol.Attacks.Names,
            Epsilons = protocol.Epsilons,
            EveryWrongClass = name == "paper",
            Transfer = name != "quick",
            TestImages = name == "quick" ? 2_000 : protocol.TestImages,
            IteratedImages = name switch { "quick" => 500, "cpu" => 2_000, _ => protocol.TestImages },
            FitImages = protocol.FitImages,
        };
    }

    /// <inheritdoc/>
    public override DetectionResult Run(DetectionOptions options, ExperimentContext context)
    {
        options.Check();
        var protocol = DetectionProtocol.Load();
        using var images = RecognitionImages.Load(new RecognitionOptions { DataSet = protocol.DataSet, TrainImages = options.FitImages, TestImages = options.TestImages }, context);
        using var networks = new TrialNetworks(options, protocol, images, context);
        var cells = new ProtocolTrials(networks, images, options, protocol, context).Measure().GroupBy(t => t.Cell).ToList();
        var bootstrap = Bootstrap.Of(protocol.Bootstrap);
        // A preset may measure a part of the protocol: what is printed with the numbers is what was measured.
        var measured = protocol with { TestImages = options.TestImages, FitImages = options.FitImages, Epsilons = options.Epsilons, Seeds = [.. options.AllSeeds] };
        return new DetectionResult(
            [.. measured.Sentences(), .. PartOf(options)], protocol.Primary, images.Fingerprints, [.. networks.Measured.Select(n => n.Measured)],
            networks.Surrogate?.Measured, networks.Missing is { } missing ? [missing] : [], protocol.Attacks.UnchangedLimit,
            [.. cells.Select(cell => Measured(cell.Key, [.. cell], options.Seeds, bootstrap))],
            [.. cells.Where(c => IsPrimary(c.Key, protocol.Primary)).Select(c => c.First()).Where(t => t.Scores.Successful is not null).Select(t => ScoreSample.Of(t.Cell.Loss, t.Scores.Successful!))]);
    }

    private static IEnumerable<string> PartOf(DetectionOptions options)
    {
        if (options.IteratedImages < options.TestImages && options.Attacks.Union(options.Transfer ? options.TransferAttacks : []).Any(AttackCatalogue.IsIterated))
            yield return $"iterated attacks: measured on the first {options.IteratedImages} test images alone.";
        yield return options.Transfer ? $"transfer: of the attacks, {string.Join(", ", options.TransferAttacks)} were shown to other networks." : "transfer: not asked for; every number is white box.";
    }

    private static bool IsPrimary(TrialCell cell, ProtocolCell primary) => cell.Source is null && (cell.Attack, cell.Score, cell.Epsilon) == (primary.Attack, primary.Score, primary.Epsilon);

    private static DetectionCell Measured(TrialCell cell, IReadOnlyList<CellTrial> trials, int seeds, Bootstrap bootstrap)
    {
        DetectionScores[] all = [.. trials.Select(t => t.Scores.All)];
        DetectionScores[]? successful = trials.All(t => t.Scores.Successful is not null) ? [.. trials.Select(t => t.Scores.Successful!)] : null;
        // Trainings in order, each with as many wrong classes as the others.
        var errors = (successful ?? all).Chunk(all.Length / seeds).Select(ofSeed => ofSeed.Average(s => s.Metrics().EqualErrorRate));
        return new DetectionCell(
            cell.Attack, cell.Target, cell.Loss, cell.Source, cell.Score, cell.Epsilon, cell.Images, trials.Average(t => t.Accuracy), trials.Max(t => t.Unchanged),
            bootstrap.EstimateMean(all), successful is null ? null : bootstrap.EstimateMean(successful), [.. errors]);
    }

    /// <inheritdoc/>
    protected override ResultTable Table(DetectionResult result, PaperNumbers paper) => DetectionReport.Table(result, paper);

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Summary(DetectionResult result, PaperNumbers paper) => [.. DetectionReport.Verdict(result, paper), .. DetectionReport.Raised(result, paper), .. DetectionReport.BlackBox(result), DetectionReport.Networks(result), .. result.NotMeasured];

    /// <inheritdoc/>
    protected override IReadOnlyList<GenericChart> Figures(DetectionResult result) => DetectionFigures.Of(result, PaperNumbers.Load());
}

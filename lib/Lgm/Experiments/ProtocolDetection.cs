using Lgm.Attacks;
using Lgm.Detection;
using Lgm.Figures;
using Lgm.Losses;

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
            TestImages = name == "quick" ? 2_000 : protocol.TestImages,
            FitImages = protocol.FitImages,
        };
    }

    /// <inheritdoc/>
    public override DetectionResult Run(DetectionOptions options, ExperimentContext context)
    {
        options.Check();
        var protocol = DetectionProtocol.Load();
        using var images = RecognitionImages.Load(new RecognitionOptions { DataSet = protocol.DataSet, TrainImages = options.FitImages, TestImages = options.TestImages }, context);
        var networks = new List<MeasuredNetwork>();
        var trials = new List<(Cell Cell, AttackTrial Trial, DetectorTrial Scores)>();
        foreach (var loss in options.Losses)
            for (var i = 0; i < options.Seeds; i++)
            {
                var path = Path.Combine(PublishedModel.Resolve(options.Models), PublishedModel.FileName(protocol.DataSet, loss, options.Features, options.Seed + i));
                var published = PublishedModel.Load(path);
                if (published.Loss != loss || published.Options.Seed != options.Seed + i || published.Options.Features != options.Features || published.Options.HeldOut > 0)
                    throw new WorkbookException($"{path} is not what its name says (its record: {published.Loss}, D {published.Options.Features}, seed {published.Options.Seed}, {published.Options.HeldOut} images held out): train it anew.");
                if (!published.DataFingerprints.SequenceEqual(images.Fingerprints)) throw new WorkbookException($"{path} was trained on other data than the {protocol.DataSet} that is here: use the files its record names, or train it anew.");
                using var model = published.Restore(path, context);
                using var trial = new DetectionTrial(model, images.Train, images.Test, protocol.ScoresOf(loss), $"{LossCatalogue.Title(loss)} (seed {published.Options.Seed})", context);
                networks.Add(new MeasuredNetwork(loss, published.Options.Seed, published.Options.Training.Epochs, published.WeightsSha256, trial.CleanAccuracy));
                foreach (var attack in options.Attacks)
                    foreach (var target in TargetsOf(attack, images.Test.Classes, options, protocol))
                        foreach (var (deceived, shown) in Deceptions(attack, trial, protocol.ScoresOf(loss)))
                            foreach (var outcome in trial.Attack(attack, options.Epsilons, target.Target, deceived, new SignSteps(protocol.Attacks.Iterations, protocol.Attacks.StepShare)))
                                foreach (var score in shown)
                                    trials.Add((new Cell(attack, target.Title, loss, score, outcome.Ball.Epsilon), outcome, outcome.Detectors[score]));
            }
        var bootstrap = Bootstrap.Of(protocol.Bootstrap);
        // A preset may measure a part of the protocol: what is printed with the numbers is what was measured.
        var measured = protocol with { TestImages = options.TestImages, FitImages = options.FitImages, Epsilons = options.Epsilons, Seeds = [.. Enumerable.Range(0, options.Seeds).Select(i => options.Seed + i)] };
        return new DetectionResult(
            measured.Sentences(), protocol.Primary, images.Fingerprints, networks, [.. trials.GroupBy(t => t.Cell).Select(cell => Measured(cell.Key, [.. cell], options.Seeds, bootstrap))],
            [.. trials.Where(t => t.Cell.Is(protocol.Primary) && t.Scores.Successful is not null).DistinctBy(t => t.Cell.Loss).Select(t => ScoreSample.Of(t.Cell.Loss, t.Scores.Successful!))]);
    }

    private sealed record Cell(string Attack, string Target, string Loss, string Score, double Epsilon)
    {
        public bool Is(ProtocolCell cell) => (Attack, Score, Epsilon) == (cell.Attack, cell.Score, cell.Epsilon);
    }

    // One wrong class for each image; for likelihood-raising, where asked for, then each wrong class in turn.
    private static IEnumerable<(string Title, AttackTarget Target)> TargetsOf(string attack, int classes, DetectionOptions options, DetectionProtocol protocol)
    {
        if (!AttackCatalogue.IsTargeted(attack)) return [("true class", AttackTarget.TrueClass)];
        var random = ("random wrong class", AttackTarget.RandomWrongClass(protocol.Attacks.TargetSeed));
        return options.EveryWrongClass && attack == "likelihood-raising" ? [random, .. AttackTarget.EveryWrongClass(classes).Select(t => ("every wrong class", t))] : [random];
    }

    // An attack that raises a likelihood deceives one density: the scores of that density are shown what was made for it, and
    // scores that are no likelihood what was made for the common one.
    private static IEnumerable<(string? Deceived, IReadOnlyList<string> Shown)> Deceptions(string attack, DetectionTrial trial, IReadOnlyList<string> scores) =>
        AttackCatalogue.RaisesLikelihood(attack)
            ? scores.GroupBy(s => trial.IsLikelihood(s) ? trial.DensityOf(s) : trial.DensityOf(scores[0])).Select(g => ((string?)g.First(), (IReadOnlyList<string>)[.. g]))
            : [(null, scores)];

    private static DetectionCell Measured(Cell cell, IReadOnlyList<(Cell, AttackTrial Trial, DetectorTrial Scores)> trials, int seeds, Bootstrap bootstrap)
    {
        DetectionScores[] all = [.. trials.Select(t => t.Scores.All)];
        DetectionScores[]? successful = trials.All(t => t.Scores.Successful is not null) ? [.. trials.Select(t => t.Scores.Successful!)] : null;
        // Trainings in order, each with as many wrong classes as the others.
        var errors = (successful ?? all).Chunk(all.Length / seeds).Select(ofSeed => ofSeed.Average(s => s.Metrics().EqualErrorRate));
        return new DetectionCell(
            cell.Attack, cell.Target, cell.Loss, cell.Score, cell.Epsilon, trials.Average(t => t.Trial.Accuracy), trials.Max(t => t.Trial.Unchanged),
            bootstrap.EstimateMean(all), successful is null ? null : bootstrap.EstimateMean(successful), [.. errors]);
    }

    /// <inheritdoc/>
    protected override ResultTable Table(DetectionResult result, PaperNumbers paper) => DetectionReport.Table(result, paper);

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Summary(DetectionResult result, PaperNumbers paper) => [.. DetectionReport.Verdict(result, paper), DetectionReport.Networks(result)];

    /// <inheritdoc/>
    protected override IReadOnlyList<Figure> Figures(DetectionResult result) => DetectionFigures.Of(result, PaperNumbers.Load());
}

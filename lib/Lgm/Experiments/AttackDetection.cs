using Lgm.Attacks;
using Lgm.Data;
using Lgm.Detection;

namespace Lgm.Experiments;

/// <summary>
/// The paper's headline: networks trained with softmax, center loss and L-GM are attacked, and the attacked images are told from
/// the clean ones, by a score that is the same for every loss and by each loss's own. <c>data/protocol.json</c> says how.
/// </summary>
internal sealed class AttackDetection : Experiment<DetectionOptions, DetectionResult>
{
    public override string Name => "detection";
    public override string Title => "Attacked images told from clean ones by what the network makes of them";

    public override DetectionOptions Preset(string name, string? dataSet = null, int? features = null)
    {
        var (protocol, recipe) = (DetectionProtocol.Load(), Recipes.Of(name, dataSet, features));
        // Of one training and without intervals: what many short trainings are compared by.
        var options = new DetectionOptions(recipe)
        {
            EachEpoch = !Recognition.IsOfPhotographs(recipe), Epsilons = protocol.Epsilons, Scores = [protocol.CommonScore, "learned-likelihood"], TargetSeed = protocol.Attacks.TargetSeed, Resamples = 0, FitImages = Math.Min(recipe.TrainImages, name == "quick" ? 4_000 : protocol.FitImages),
        };
        if (name == "quick") return options;
        options = options with { Networks = ["data/checkpoints", "data/checkpoints-extra"] };
        if (recipe.DataSet != protocol.DataSet) return options;
        return options with
        {
            Losses = protocol.Losses,
            Seed = protocol.Seeds[0],
            Seeds = protocol.Seeds.Count,
            Attacks = protocol.Attacks.Names,
            Scores = [],
            Resamples = protocol.Bootstrap.Resamples,
            EveryWrongClass = name == "paper",
            Transfer = true,
            SurrogateLoss = protocol.Transfer.SurrogateLoss,
            SurrogateSeed = protocol.Transfer.SurrogateSeed,
            TestImages = protocol.TestImages,
            IteratedImages = name == "cpu" ? 500 : protocol.TestImages,
        };
    }

    public override DetectionResult Run(DetectionOptions options, Context context)
    {
        var protocol = DetectionProtocol.Load();
        using var images = context.Images(options.Reading);
        using var fit = images.Train.Take(options.FitImages);
        var networks = new List<AttackedNetwork>();
        try
        {
            // All are there before anything is attacked: an attack made on one is shown to others.
            foreach (var (loss, seed) in options.Needs)
            {
                var isSurrogate = options.HasSurrogate && seed == options.SurrogateSeed;
                networks.Add(new AttackedNetwork(loss, seed, options, images, fit, context, isSurrogate ? [protocol.CommonScore] : options.Scores.Count == 0 ? protocol.ScoresOf(loss) : null));
            }
            var surrogate = options.HasSurrogate ? networks[^1] : null;
            var trials = Attack(networks, surrogate, images.Test, options).GroupBy(t => t.Cell).ToList();
            var bootstrap = options.Resamples == 0 ? null : new Bootstrap(options.Resamples, protocol.Bootstrap.Seed, protocol.Bootstrap.Confidence);
            return new DetectionResult(
                images.Fingerprints, [.. networks.Where(n => n != surrogate).Select(n => n.Record)], surrogate?.Record,
                [.. trials.Select(cell => Measured(cell.Key, [.. cell], options.Seeds, bootstrap))])
            {
                Samples = [.. trials.Where(c => c.Key.IsWhiteBox(options.Primary)).Select(c => c.First()).Where(t => t.Successful is not null).Select(t => ScoreSample.Of(t.Cell.Loss, t.Successful!))],
                Order = options.Seeds > 1 && bootstrap is not null ? Order(options, networks, trials, bootstrap) : null,
            };
        }
        finally
        {
            foreach (var network in networks) network.Dispose();
        }
    }

    // What identifies a cell; seeds and wrong classes are averaged in it.
    private sealed record CellName(string Attack, string Target, string Loss, string? Source, string Score, double Epsilon, int Images)
    {
        public bool IsWhiteBox(ProtocolCell wanted) => Source is null && Target != DetectionCell.EveryWrongClass && (Attack, Score, Epsilon) == (wanted.Attack, wanted.Score, wanted.Epsilon);
    }

    // What one network, at one wrong class, adds to a cell.
    private sealed record Trial(CellName Cell, double Accuracy, double Unchanged, DetectionScores All, DetectionScores? Successful);

    // Every attack on every network, shown to that network and, by transfer, to others.
    private static List<Trial> Attack(IReadOnlyList<AttackedNetwork> networks, AttackedNetwork? surrogate, ImageSet test, DetectionOptions options)
    {
        var trials = new List<Trial>();
        foreach (var source in networks)
            foreach (var attack in options.Made)
            {
                using var scope = NewDisposeScope();
                var count = attack.Iterated ? Math.Min(options.IteratedImages, test.Count) : test.Count;
                var (pixels, labels) = test.Range(0, count);
                foreach (var (title, target) in Targets(attack, test.Classes, options))
                    foreach (var (place, (raised, scores)) in source.Deceptions(attack).Index())
                    {
                        List<AttackedNetwork> audience = source != surrogate && options.Attacks.Contains(attack.Name) ? [source] : [];
                        // By transfer the common score alone is deceived, towards one wrong class.
                        if (options.Transfer && options.TransferAttacks.Contains(attack.Name) && title != DetectionCell.EveryWrongClass && place == 0)
                            audience.AddRange(networks.Where(n => n != surrogate && n != source && (source == surrogate || n.Seed == source.Seed)));
                        if (audience.Count == 0) continue;
                        foreach (var epsilon in options.Epsilons)
                        {
                            using var attacked = attack.Create(epsilon, target, raised).Perturb(source.Model, pixels, labels, $"{attack.Name} {source.Title}");
                            var unchanged = Unchanged(pixels, attacked);
                            foreach (var shown in audience)
                            {
                                var (accuracy, seen) = shown.See(attacked, shown == source ? scores : [.. shown.Scores]);
                                var origin = shown == source ? null : source == surrogate ? DetectionCell.Surrogate : source.Loss;
                                trials.AddRange(seen.Select(s => new Trial(new CellName(attack.Name, title, shown.Loss, origin, s.Score, epsilon, count), accuracy, unchanged, s.All, s.Successful)));
                            }
                        }
                    }
            }
        return trials;
    }

    // One wrong class for each image; where a likelihood is raised and it is asked for, then each wrong class in turn.
    private static IEnumerable<(string Title, AttackTarget Target)> Targets(AttackEntry attack, int classes, DetectionOptions options)
    {
        if (!attack.Targeted) return [("true class", AttackTarget.TrueClass)];
        var random = ("random wrong class", AttackTarget.RandomWrongClass(options.TargetSeed));
        return options.EveryWrongClass && attack.RaisesLikelihood ? [random, .. AttackTarget.EveryWrongClass(classes).Select(t => (DetectionCell.EveryWrongClass, t))] : [random];
    }

    // Each loss beside each that stands before it.
    private static List<LossDifference> Order(DetectionOptions options, IReadOnlyList<AttackedNetwork> networks, IReadOnlyList<IGrouping<CellName, Trial>> trials, Bootstrap bootstrap)
    {
        List<bool[]> Right(string loss) => [.. networks.Where(n => n.Loss == loss).Take(options.Seeds).Select(n => n.IsRight)];
        List<DetectionScores?> Scores(string loss) => [.. trials.Single(c => c.Key.Loss == loss && c.Key.IsWhiteBox(options.Primary)).Select(t => t.Successful)];
        return [.. from pair in options.Losses.SelectMany((loss, i) => options.Losses.Take(i).Select(other => (Loss: loss, Other: other)))
                   let scores = (First: Scores(pair.Loss), Second: Scores(pair.Other))
                   select new LossDifference(
                       pair.Loss, pair.Other, bootstrap.Difference(Right(pair.Loss), Right(pair.Other)),
                       scores.First.Concat(scores.Second).Contains(null) ? null : bootstrap.Difference(scores.First!, scores.Second!))];
    }

    private static DetectionCell Measured(CellName cell, IReadOnlyList<Trial> trials, int seeds, Bootstrap? bootstrap)
    {
        DetectionScores[] all = [.. trials.Select(t => t.All)];
        DetectionScores[]? successful = trials.All(t => t.Successful is not null) ? [.. trials.Select(t => t.Successful!)] : null;
        DetectionEstimates Estimates(DetectionScores[] of) => bootstrap?.EstimateMean(of) ?? DetectionEstimates.OfMean(of);
        // Trainings in order, each with as many wrong classes as the others.
        var errors = (successful ?? all).Chunk(all.Length / seeds).Select(ofSeed => ofSeed.Average(s => s.Curve().EqualErrorRate));
        return new DetectionCell(
            cell.Attack, cell.Target, cell.Loss, cell.Source, cell.Score, cell.Epsilon, cell.Images, trials.Average(t => t.Accuracy), trials.Max(t => t.Unchanged),
            Estimates(all), successful is null ? null : Estimates(successful), [.. errors]);
    }

    /// <summary>The share of images that an attack left as they were.</summary>
    internal static double Unchanged(Tensor before, Tensor after)
    {
        using var scope = NewDisposeScope();
        return (double)(after - before).abs().flatten(1).amax(1).eq(0).sum().item<long>() / before.shape[0];
    }

    protected override ResultTable Table(DetectionOptions options, DetectionResult result) => new DetectionTables(options, result).Table();

    protected override IReadOnlyList<string> Summary(DetectionOptions options, DetectionResult result) => new DetectionTables(options, result).Summary();
}

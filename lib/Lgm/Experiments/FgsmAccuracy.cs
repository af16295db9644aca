using Lgm.Attacks;
using Lgm.Losses;

namespace Lgm.Experiments;

/// <summary>Which networks <see cref="FgsmAccuracy"/> attacks and how far.</summary>
public sealed record FgsmOptions : RecognitionOptions
{
    public FgsmOptions() { }
    internal FgsmOptions(RecognitionOptions recipe) : base(recipe) { }

    /// <summary>How far FGSM moves a pixel, in pixel units. Default: .05 to .3 in steps of .05. Range: above 0, at most 1, rising.</summary>
    public IReadOnlyList<double> Epsilons { get; init; } = [0.05, 0.1, 0.15, 0.2, 0.25, 0.3];

    internal override void Check()
    {
        base.Check();
        RequireEpsilons(Epsilons);
        Require(Epsilons.Zip(Epsilons.Skip(1)).All(e => e.First < e.Second), nameof(Epsilons), FormattableString.Invariant($"{string.Join(",", Epsilons)}"), "rising numbers, such as 0.1,0.2,0.3");
    }
}

/// <summary>What <see cref="FgsmAccuracy"/> measured. Accuracies are shares in [0, 1].</summary>
/// <param name="DataFingerprints">Of the training and test data.</param>
/// <param name="Networks">One a loss.</param>
/// <param name="Curves">One for each network and each network whose attacks it was shown.</param>
public sealed record FgsmResult(IReadOnlyList<string> DataFingerprints, IReadOnlyList<FgsmNetwork> Networks, IReadOnlyList<FgsmCurve> Curves);

/// <summary>A network before any attack.</summary>
/// <param name="Loss">Its loss's name in the catalogue.</param>
/// <param name="Origin">How it was trained, in words.</param>
/// <param name="WeightsSha256">Of a network that lay trained in a folder; null for one trained in the run.</param>
/// <param name="CleanAccuracy">On the same images, clean.</param>
public sealed record FgsmNetwork(string Loss, string Origin, string? WeightsSha256, double CleanAccuracy);

/// <summary>A network's accuracy on images attacked on a network.</summary>
/// <param name="Loss">Of the network that judges them.</param>
/// <param name="Source">Of the network whose gradients made them; equal to <paramref name="Loss"/> for white box.</param>
/// <param name="Accuracies">One an eps.</param>
/// <param name="Unchanged">One an eps: the share of images that came out as they went in.</param>
public sealed record FgsmCurve(string Loss, string Source, IReadOnlyList<double> Accuracies, IReadOnlyList<double> Unchanged);

/// <summary>
/// The paper's question whether the likelihood term makes a network harder to deceive: accuracy under
/// x' = clip(x + eps sign grad_x L), eps by eps, white box and by transfer between the losses (black box).
/// </summary>
internal sealed class FgsmAccuracy : Experiment<FgsmOptions, FgsmResult>
{
    public override string Name => "fgsm";
    public override string Title => "Accuracy on images attacked by FGSM, white box and black box";

    public override FgsmOptions Preset(string name, string? dataSet = null, int? features = null)
    {
        var options = new FgsmOptions(Recipes.Of(name, dataSet, features)) { Networks = ["data/checkpoints"] };
        return name == "quick" ? options with { TestImages = 500, Epsilons = [0.1, 0.2, 0.3] } : options;
    }

    public override FgsmResult Run(FgsmOptions options, Context context)
    {
        using var images = context.Images(options);
        var networks = new List<TrainedNetwork>();
        try
        {
            // All are there first: an attack made on one is shown to every other.
            foreach (var loss in options.Losses) networks.Add(Network.Of(loss, options, images, context));
            var clean = networks.Select(n => new FgsmNetwork(n.Loss, n.Origin, n.Record?.WeightsSha256, n.Model.Accuracy(images.Test, $"clean {LossCatalogue.Title(n.Loss)}"))).ToList();
            var curves = new List<FgsmCurve>();
            foreach (var source in networks)
            {
                using var scope = NewDisposeScope();
                var (pixels, labels) = images.Test.Range(0, images.Test.Count);
                var (accuracies, unchanged) = (networks.Select(_ => new List<double>()).ToList(), new List<double>());
                foreach (var epsilon in options.Epsilons)
                {
                    using var attacked = new Fgsm(epsilon).Perturb(source.Model, pixels, labels, $"fgsm {LossCatalogue.Title(source.Loss)}");
                    unchanged.Add(AttackDetection.Unchanged(pixels, attacked));
                    foreach (var (i, shown) in networks.Index()) accuracies[i].Add(shown.Model.Accuracy(attacked, labels));
                }
                curves.AddRange(networks.Select((shown, i) => new FgsmCurve(shown.Loss, source.Loss, accuracies[i], unchanged)));
            }
            return new FgsmResult(images.Fingerprints, clean, curves);
        }
        finally
        {
            foreach (var network in networks) network.Dispose();
        }
    }

    protected override ResultTable Table(FgsmOptions options, FgsmResult result, PaperNumbers paper) => new(
        $"Accuracy on {options.TestImages} attacked images of {options.DataSet} in %",
        ["loss", "attacked on", "clean, last epoch", .. options.Epsilons.Select(e => $"eps {Number(e)}")],
        [.. from curve in result.Curves
            orderby curve.Loss != curve.Source
            select (IReadOnlyList<Cell>)[
                LossCatalogue.Title(curve.Loss), curve.Loss == curve.Source ? "itself (white box)" : LossCatalogue.Title(curve.Source),
                Cell.Percent(result.Networks.First(n => n.Loss == curve.Loss).CleanAccuracy), .. curve.Accuracies.Select(a => Cell.Percent(a))]],
        [$"Accuracy in % on the first {options.TestImages} test images; the paper's numbers of this are not known here."]);

    protected override IReadOnlyList<string> Summary(FgsmOptions options, FgsmResult result, PaperNumbers paper)
    {
        string Order(IEnumerable<(string Loss, double Accuracy)> accuracies) =>
            string.Join(", ", accuracies.OrderByDescending(a => a.Accuracy).Select(a => $"{LossCatalogue.Title(a.Loss)} {Cell.Percent(a.Accuracy)} %"));
        var (white, black) = (result.Curves.Where(c => c.Loss == c.Source), result.Curves.Where(c => c.Loss != c.Source).GroupBy(c => c.Loss).ToList());
        return
        [
            $"White box at eps {Number(options.Epsilons[^1])}: {Order(white.Select(c => (c.Loss, c.Accuracies[^1])))}.",
            .. black.Count == 0 ? Array.Empty<string>() : [$"Black box at the same eps, mean over the attacked networks: {Order(black.Select(g => (g.Key, g.Average(c => c.Accuracies[^1]))))}."],
        ];
    }

    private static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}

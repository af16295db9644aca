using System.Globalization;
using Lgm.Attacks;
using Lgm.Losses;
using Plotly.NET;
using Figure = Lgm.Figures.Figure;
using static TorchSharp.torch;

namespace Lgm.Experiments;

/// <summary>
/// The paper's question whether the likelihood term makes a network harder to deceive: accuracy under
/// x' = clip(x + eps sign grad_x L), eps by eps, white box and by transfer between the losses (black box).
/// </summary>
public sealed class FgsmAccuracy : Experiment<FgsmOptions, FgsmResult>
{
    public override string Name => "fgsm";
    public override string Title => "Accuracy on images attacked by FGSM, white box and black box";

    /// <inheritdoc/>
    public override FgsmOptions Preset(string name) => Preset(name, null, null);

    /// <inheritdoc/>
    protected override FgsmOptions Preset(string name, string? dataSet, int? features)
    {
        var recipe = new FgsmOptions(RecognitionRecipes.Of(name, dataSet, features));
        return name == "quick" ? recipe with { TestImages = 500, Epsilons = [0.1, 0.2, 0.3] } : recipe;
    }

    /// <inheritdoc/>
    public override FgsmResult Run(FgsmOptions options, ExperimentContext context)
    {
        options.Check();
        using var images = RecognitionImages.Load(options, context);
        var networks = new List<(string Loss, FoundNetwork Found)>();
        var run = RunRecord.Key(Name, options);
        var unfinished = new UnfinishedParts<AttackedLossKey, IReadOnlyList<FgsmCurve>>(context.Checkpoints);
        try
        {
            // All are opened first: an attack made on one is shown to every other.
            foreach (var loss in options.Losses) networks.Add((loss, FoundNetwork.Of(loss, options.Models, options, images, context)));
            return new FgsmResult(
                options.DataSet, images.Fingerprints, options.TestImages, options.Epsilons,
                [.. networks.Select(n => new FgsmNetwork(n.Loss, n.Found.Origin, n.Found.Published?.WeightsSha256, Clean(n.Loss, n.Found, images, context)))],
                [.. networks.SelectMany(source => unfinished.Of(AttackedLossKey.Of(run, source.Loss, images, context), () => Attack(source, networks, images, options, context)))]);
        }
        finally
        {
            foreach (var (_, found) in networks) found.Dispose();
        }
    }

    private static double Clean(string loss, FoundNetwork network, RecognitionImages images, ExperimentContext context)
    {
        using var scope = NewDisposeScope();
        return Evaluation.Of(network.Model, images.Test, $"clean {LossCatalogue.Title(loss)}", context).Accuracy(images.Test.Labels);
    }

    private static IReadOnlyList<FgsmCurve> Attack(
        (string Loss, FoundNetwork Found) source, IReadOnlyList<(string Loss, FoundNetwork Found)> networks, RecognitionImages images, FgsmOptions options, ExperimentContext context)
    {
        var made = AttackedImages.Make(AttackCatalogue.Create("fgsm"), source.Found.Model, images.Test, [.. options.Epsilons.Select(e => new Linf(e))], $"fgsm {LossCatalogue.Title(source.Loss)}", context);
        try
        {
            double Accuracy((string Loss, FoundNetwork Found) shown, AttackedImages attacked)
            {
                using var scope = NewDisposeScope();
                return attacked.Evaluate(shown.Found.Model, $"attacked {LossCatalogue.Title(shown.Loss)}", context).Accuracy(images.Test.Labels);
            }
            return [.. networks.Select(shown => new FgsmCurve(shown.Loss, source.Loss, [.. made.Select(attacked => Accuracy(shown, attacked))], [.. made.Select(attacked => attacked.Unchanged)]))];
        }
        finally
        {
            foreach (var attacked in made) attacked.Dispose();
        }
    }

    /// <inheritdoc/>
    protected override ResultTable Table(FgsmResult result, PaperNumbers paper) => new(
        $"Accuracy on {result.TestImages} attacked images of {result.DataSet} in %",
        ["loss", "attacked on", "clean, last epoch", .. result.Epsilons.Select(e => $"eps {Number(e)}")],
        [.. from curve in result.Curves
            orderby !curve.WhiteBox()
            select (IReadOnlyList<string>)[
                LossCatalogue.Title(curve.Loss), curve.WhiteBox() ? "itself (white box)" : LossCatalogue.Title(curve.Source),
                Percent(result.Networks.First(n => n.Loss == curve.Loss).CleanAccuracy), .. curve.Accuracies.Select(Percent)]],
        [.. Summary(result, paper), "What the paper reports of this is not known here, so that no column of its stands beside ours. The best epoch of a network is in the table of the trained networks (`lgm run networks`); it was not attacked."]);

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Summary(FgsmResult result, PaperNumbers paper)
    {
        var last = result.Epsilons.Count - 1;
        string Order(IEnumerable<(string Loss, double Accuracy)> accuracies) =>
            string.Join(", ", accuracies.OrderByDescending(a => a.Accuracy).Select(a => $"{LossCatalogue.Title(a.Loss)} {Percent(a.Accuracy)} %"));
        var black = result.Curves.Where(c => !c.WhiteBox()).GroupBy(c => c.Loss).Select(g => (g.Key, g.Average(c => c.Accuracies[last]))).ToList();
        string[] transferred = black.Count == 0 ? [] : [$"Black box at the same eps, mean over the attacked networks: {Order(black)}."];
        return
        [
            $"White box at eps {Number(result.Epsilons[last])}: {Order(result.Curves.Where(c => c.WhiteBox()).Select(c => (c.Loss, c.Accuracies[last])))}.",
            .. transferred,
            $"Networks: {string.Join("; ", result.Networks.Select(n => $"{LossCatalogue.Title(n.Loss)}, {n.Origin}"))}. At most {Percent(result.Curves.Max(c => c.Unchanged.Max()))} % of the images came out of an attack unchanged.",
        ];
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<GenericChart> Figures(FgsmResult result)
    {
        (string, IReadOnlyList<double>, IReadOnlyList<double>) Of(FgsmCurve curve, string name) =>
            (name, [0, .. result.Epsilons], [.. curve.Accuracies.Prepend(result.Networks.First(n => n.Loss == curve.Loss).CleanAccuracy).Select(a => a * 100)]);
        GenericChart Draw(string title, IEnumerable<(string, IReadOnlyList<double>, IReadOnlyList<double>)> curves) => Figure.Curves(title, "eps, in pixel units", "accuracy in %", [.. curves]);
        var white = Draw($"FGSM on the network itself ({result.DataSet}, {result.TestImages} images)", result.Curves.Where(c => c.WhiteBox()).Select(c => Of(c, LossCatalogue.Title(c.Loss))));
        var black = result.Curves.Where(c => !c.WhiteBox()).Select(c => Of(c, $"{LossCatalogue.Title(c.Loss)}, attacked on {LossCatalogue.Title(c.Source)}")).ToList();
        return black.Count == 0 ? [white] : [white, Draw($"FGSM on another network ({result.DataSet}, {result.TestImages} images)", black)];
    }

    private static string Percent(double share) => (share * 100).ToString("0.0", CultureInfo.InvariantCulture);
    private static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}

using System.Globalization;
using Lgm.Losses;
using Plotly.NET;
using Plotly.NET.CSharp;
using TorchSharp;
using TorchSharp.Modules;
using Figure = Lgm.Figures.Figure;
using static TorchSharp.torch;

namespace Lgm.Experiments;

/// <summary>
/// Why the paper's loss needs a floor: with learned features and learned variances the likelihood term is unbounded below.
/// (x, mu, sqrt v) to c (x, mu, sqrt v) keeps L_cls and adds D log c to L_lkd, so that descent shrinks everything. Shown
/// without a network: the features of three classes are parameters themselves, and learn with the head by gradient descent.
/// </summary>
public sealed class VarianceCollapse : Experiment<VarianceCollapseOptions, VarianceCollapseResult>
{
    private const int Classes = 3, Features = 2;
    private const double NoFloor = 1e-300;

    // What the loss is made of, and the factor on the learning rate of log v; the head's own slows it to a tenth.
    private static readonly (string Name, GaussianMixtureOptions Options, double? Rate)[] s_ways =
    [
        ("learned, no floor", Learned with { VarianceFloor = NoFloor }, 1),
        ("log v learns ten times slower", Learned with { VarianceFloor = NoFloor }, null),
        ("likelihood per dimension", Learned with { VarianceFloor = NoFloor, LikelihoodPerDimension = true }, 1),
        ("floor .001", Learned, 1),
        ("v = 1, fixed", Learned with { FixedCovariance = true }, 1),
    ];

    private static GaussianMixtureOptions Learned => new() { Covariance = Covariance.Diagonal, Margin = 0.3, LikelihoodWeight = 0.1 };

    public override string Name => "variance-collapse";
    public override string Title => "How learned variances collapse, and what stops them";

    /// <inheritdoc/>
    public override VarianceCollapseOptions Preset(string name) => new();

    /// <inheritdoc/>
    public override VarianceCollapseResult Run(VarianceCollapseOptions options, ExperimentContext context)
    {
        options.Check();
        return new VarianceCollapseResult([.. s_ways.Select(way => Descend(way.Name, way.Options, way.Rate, options, context))]);
    }

    private static VarianceRun Descend(string name, GaussianMixtureOptions mixture, double? rate, VarianceCollapseOptions options, ExperimentContext context)
    {
        using var scope = NewDisposeScope();
        manual_seed(options.Seed);
        using var head = new GaussianMixture(Classes, Features, mixture);
        head.to(float64);
        var labels = tensor(Enumerable.Range(0, Classes * options.Samples).Select(i => (long)(i % Classes)).ToArray());
        var features = new Parameter(randn([Classes * options.Samples, Features], float64));
        using var optimizer = optim.SGD(
            head.named_parameters().Select(p => Group([p.parameter], options.LearningRate * (rate ?? head.LearningRateFactor(p.name)))).Append(Group([features], options.LearningRate)),
            options.LearningRate);
        List<int> steps = [];
        List<double> variances = [], losses = [];
        for (var step = 0; ; step++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            using var inner = NewDisposeScope();
            var loss = head.Loss(features, labels);
            var value = loss.item<double>();
            if (!double.IsFinite(value)) return new VarianceRun(name, steps, variances, losses, step);
            if (step % options.Every == 0 || step == options.Steps)
            {
                steps.Add(step);
                variances.Add(Figure.FiveDigits(head.LogVariances?.detach().min().exp().item<double>() ?? mixture.InitialVariance));
                losses.Add(Figure.FiveDigits(value));
                context.Progress?.Report(new WorkProgress(name, step, options.Steps));
            }
            if (step == options.Steps) return new VarianceRun(name, steps, variances, losses, null);
            optimizer.zero_grad();
            loss.backward();
            optimizer.step();
            head.AfterStep(features, labels);
        }
    }

    private static SGD.ParamGroup Group(IEnumerable<Parameter> parameters, double rate) => new(parameters, rate, 0.9, 0, 0, nesterov: true);

    /// <inheritdoc/>
    protected override ResultTable Table(VarianceCollapseResult result, PaperNumbers paper) => new(
        "Features, means and variances learned together (three classes, two features, no network)",
        ["variances", "smallest variance of the run", "lowest loss", "loss at the end", "after step"],
        [.. result.Runs.Select(r => (IReadOnlyList<string>)[
            r.Name, r.SmallestVariance.Min().ToString("0.####", CultureInfo.InvariantCulture), Loss(r.Losses.Min()), r.NotANumber is null ? Loss(r.Losses[^1]) : "not a number",
            (r.NotANumber ?? r.Steps[^1]).ToString(CultureInfo.InvariantCulture)])],
        ["Variances and losses are looked at every so many steps; between two looks they may have been lower."]);

    /// <inheritdoc/>
    protected override IReadOnlyList<GenericChart> Figures(VarianceCollapseResult result) =>
    [
        Figure.Curves("Learned variances collapse, unless something stops them", "step", "log10 of the smallest variance",
            [.. result.Runs.Select(r => (r.Name, Steps(r), (IReadOnlyList<double>)[.. r.SmallestVariance.Select(Math.Log10)]))]),
        Figure.Curves("The loss falls with them, until a step is too long", "step", "L_GM", [.. result.Runs.Select(r => (r.Name, Steps(r), r.Losses))])
            .WithYAxisStyle<double, double, string>(MinMax: Tuple.Create(-0.75, 1.5)),
    ];

    private static IReadOnlyList<double> Steps(VarianceRun run) => [.. run.Steps.Select(s => (double)s)];
    private static string Loss(double value) => value.ToString(Math.Abs(value) < 1000 ? "0.000" : "0.##E+0", CultureInfo.InvariantCulture);
}

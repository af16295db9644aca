using Lgm.Losses;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Lgm.Experiments;

/// <summary>What <see cref="VarianceCollapse"/> runs.</summary>
internal sealed record VarianceCollapseOptions : IExperimentOptions
{
    /// <summary>Steps of gradient descent. Default: 9,380, ten epochs of MNIST in batches of 64. Range: 1 and above.</summary>
    public int Steps { get; init; } = 9_380;

    /// <summary>How often variances and loss are kept: every so many steps. Default: 70. Range: 1 and above.</summary>
    public int Every { get; init; } = 70;

    /// <summary>Gives the first features and means. Default: 1.</summary>
    public long Seed { get; init; } = 1;

    /// <inheritdoc/>
    public void Check()
    {
        RecognitionOptions.Require(Steps >= 1, nameof(Steps), Steps, "a whole number from 1");
        RecognitionOptions.Require(Every >= 1, nameof(Every), Every, "a whole number from 1");
    }
}

/// <summary>What <see cref="VarianceCollapse"/> saw.</summary>
/// <param name="Runs">One a way of treating the variances.</param>
internal sealed record VarianceCollapseResult(IReadOnlyList<VarianceRun> Runs);

/// <summary>One optimisation.</summary>
/// <param name="Name">How the variances were treated, in words.</param>
/// <param name="Steps">The steps after which the following were kept, <c>[N]</c>.</param>
/// <param name="SmallestVariance">The smallest variance of all, <c>[N]</c>.</param>
/// <param name="Losses">L_GM, <c>[N]</c>.</param>
/// <param name="NotANumber">The step in which the loss was no longer a number, and the run ended; null where that did not happen.</param>
internal sealed record VarianceRun(string Name, IReadOnlyList<int> Steps, IReadOnlyList<double> SmallestVariance, IReadOnlyList<double> Losses, int? NotANumber);

/// <summary>
/// Why the paper's loss needs a floor: with learned features and learned variances the likelihood term is unbounded below.
/// (x, mu, sqrt v) to c (x, mu, sqrt v) keeps L_cls and adds D log c to L_lkd, so that descent shrinks everything. Shown
/// without a network: the features of three classes are parameters themselves, and learn with the head by gradient descent.
/// </summary>
internal sealed class VarianceCollapse : Experiment<VarianceCollapseOptions, VarianceCollapseResult>
{
    private const int Classes = 3, Features = 2, Samples = 30;
    private const double LearningRate = 0.01, NoFloor = 1e-300;

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
    public override VarianceCollapseOptions Preset(string name, string? dataSet = null, int? features = null) => new();

    /// <inheritdoc/>
    public override VarianceCollapseResult Run(VarianceCollapseOptions options, Context context) => new([.. s_ways.Select(way => Descend(way.Name, way.Options, way.Rate, options))]);

    private static VarianceRun Descend(string name, GaussianMixtureOptions mixture, double? rate, VarianceCollapseOptions options)
    {
        using var scope = NewDisposeScope();
        manual_seed(options.Seed);
        using var head = new GaussianMixture(Classes, Features, mixture);
        head.to(float64);
        var labels = tensor(Enumerable.Range(0, Classes * Samples).Select(i => (long)(i % Classes)).ToArray());
        var features = new Parameter(randn([Classes * Samples, Features], float64));
        using var optimizer = optim.SGD(
            head.named_parameters().Select(p => Group([p.parameter], LearningRate * (rate ?? head.LearningRateFactor(p.name)))).Append(Group([features], LearningRate)), LearningRate);
        var (steps, variances, losses) = (new List<int>(), new List<double>(), new List<double>());
        var cancellation = LongWork.Cancellation();
        for (var step = 0; ; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var inner = NewDisposeScope();
            var loss = head.Loss(features, labels);
            var value = loss.item<double>();
            if (!double.IsFinite(value)) return new VarianceRun(name, steps, variances, losses, step);
            if (step % options.Every == 0 || step == options.Steps)
            {
                steps.Add(step);
                variances.Add(Rounded(head.LogVariances?.detach().min().exp().item<double>() ?? mixture.InitialVariance));
                losses.Add(Rounded(value));
                LongWork.Progress?.Report(new WorkProgress(name, step, options.Steps));
            }
            if (step == options.Steps) return new VarianceRun(name, steps, variances, losses, null);
            optimizer.zero_grad();
            loss.backward();
            optimizer.step();
            head.AfterStep(features, labels);
        }
    }

    private static SGD.ParamGroup Group(IEnumerable<Parameter> parameters, double rate) => new(parameters, rate, 0.9, 0, 0, nesterov: true);

    // Five significant digits: what a figure can show.
    private static double Rounded(double value) => double.Parse(value.ToString("G5", System.Globalization.CultureInfo.InvariantCulture), System.Globalization.CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    protected override ResultTable Table(VarianceCollapseOptions options, VarianceCollapseResult result, PaperNumbers paper) => new(
        "Features, means and variances learned together (three classes, two features, no network)",
        ["variances", "smallest variance of the run", "lowest loss", "loss at the end", "after step"],
        [.. result.Runs.Select(r => (IReadOnlyList<Cell>)[
            r.Name, Cell.Of(r.SmallestVariance.Min(), "0.####"), Loss(r.Losses.Min()), r.NotANumber is null ? Loss(r.Losses[^1]) : Cell.Remark("not a number"), Cell.Of(r.NotANumber ?? r.Steps[^1], "0")])],
        [$"Variances and losses are looked at every {options.Every} steps; between two looks they may have been lower."]);

    private static Cell Loss(double value) => Cell.Of(value, Math.Abs(value) < 1000 ? "0.000" : "0.##E+0");
}

namespace Lgm.Experiments;

/// <summary>What <see cref="VarianceCollapse"/> runs.</summary>
public sealed record VarianceCollapseOptions : IExperimentOptions
{
    /// <summary>Steps of gradient descent, at least 1: ten epochs of MNIST in batches of 64 are 9,380.</summary>
    public int Steps { get; init; } = 9_380;

    /// <summary>The learning rate, above 0; MNIST: .01.</summary>
    public double LearningRate { get; init; } = 0.01;

    /// <summary>Samples of each of the three classes, at least 2.</summary>
    public int Samples { get; init; } = 30;

    /// <summary>How often variances and loss are kept: every so many steps, at least 1.</summary>
    public int Every { get; init; } = 70;

    /// <summary>Gives the first features and means.</summary>
    public long Seed { get; init; } = 1;

    /// <inheritdoc/>
    public void Check()
    {
        Require(Steps >= 1, nameof(Steps), Steps, "a whole number from 1");
        Require(LearningRate > 0 && double.IsFinite(LearningRate), nameof(LearningRate), LearningRate, "a number above 0");
        Require(Samples >= 2, nameof(Samples), Samples, "a whole number from 2");
        Require(Every >= 1, nameof(Every), Every, "a whole number from 1");
    }

    private static void Require(bool holds, string name, object value, string wanted)
    {
        if (!holds) throw new WorkbookException(FormattableString.Invariant($"The option {name} is {value}: give {wanted}."));
    }
}

/// <summary>What <see cref="VarianceCollapse"/> saw.</summary>
/// <param name="Runs">One a way of treating the variances.</param>
public sealed record VarianceCollapseResult(IReadOnlyList<VarianceRun> Runs);

/// <summary>One optimisation.</summary>
/// <param name="Name">How the variances were treated, in words.</param>
/// <param name="Steps">The steps after which the following were kept, <c>[N]</c>.</param>
/// <param name="SmallestVariance">The smallest variance of all, <c>[N]</c>.</param>
/// <param name="Losses">L_GM, <c>[N]</c>.</param>
/// <param name="NotANumber">The step in which the loss was no longer a number, and the run ended; null where that did not happen.</param>
public sealed record VarianceRun(string Name, IReadOnlyList<int> Steps, IReadOnlyList<double> SmallestVariance, IReadOnlyList<double> Losses, int? NotANumber);

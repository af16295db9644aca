using Lgm.Attacks;

namespace Lgm.Experiments;

/// <summary>What <see cref="AdversarialDetection"/> trains, attacks and detects.</summary>
public sealed record AdversarialDetectionOptions : RecognitionOptions
{
    public AdversarialDetectionOptions()
    {
    }

    internal AdversarialDetectionOptions(RecognitionOptions recipe) : base(recipe)
    {
    }

    /// <summary>
    /// The folder of trained networks (<see cref="PublishedModel.FileName"/>), from the workbook's folder: a loss that has one of
    /// this seed there is not trained again. Empty, the default: all are trained.
    /// </summary>
    public string Models { get; init; } = "";

    /// <summary>Training images whose features the likelihood is fitted to: the first of those used, or all where there are fewer.</summary>
    public int FitImages { get; init; } = 10_000;

    /// <summary>
    /// The attack, by its name in the catalogue. One that raises a likelihood raises that of the score that judges it: the refitted
    /// one, and for the column of own means the learned one; of a wrong class drawn with <see cref="RecognitionOptions.Seed"/>.
    /// </summary>
    public string Attack { get; init; } = "fgsm";

    /// <summary>How far the attack moves a pixel, in pixel units of [0, 1]; each above 0.</summary>
    public IReadOnlyList<double> Epsilons { get; init; } = [0.1, 0.2, 0.3];

    internal override IEnumerable<string> Networks => PublishedModel.PathsOf(this, Models);

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        RequirePositive(nameof(FitImages), FitImages);
        if (!AttackCatalogue.Names.Contains(Attack)) throw new WorkbookException($"The option Attack is \"{Attack}\": give one of {string.Join(", ", AttackCatalogue.Names)}.");
        if (Epsilons.Count == 0 || Epsilons.Any(e => !(e > 0 && double.IsFinite(e)))) throw new WorkbookException("The option Epsilons needs numbers above 0, such as 0.1,0.2,0.3.");
    }
}

namespace Lgm.Experiments;

/// <summary>Which networks <see cref="FgsmAccuracy"/> attacks and how far, and how a loss without a trained one is trained.</summary>
public sealed record FgsmOptions : RecognitionOptions
{
    public FgsmOptions()
    {
    }

    internal FgsmOptions(RecognitionOptions recipe) : base(recipe)
    {
    }

    /// <summary>
    /// The folder of the trained networks (<see cref="PublishedModel.FileName"/>), from the workbook's folder: a loss that has
    /// one of this seed there is not trained again. Empty: all are trained.
    /// </summary>
    public string Models { get; init; } = "data/checkpoints";

    /// <summary>How far FGSM moves a pixel, in pixel units: each above 0 and at most 1, rising.</summary>
    public IReadOnlyList<double> Epsilons { get; init; } = [0.05, 0.1, 0.15, 0.2, 0.25, 0.3];

    internal override IEnumerable<string> Networks => PublishedModel.PathsOf(this, Models);

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        if (Epsilons.Count == 0 || Epsilons.Any(e => e is not (> 0 and <= 1)) || Epsilons.Zip(Epsilons.Skip(1)).Any(e => e.First >= e.Second))
            throw new WorkbookException(FormattableString.Invariant($"The option Epsilons is \"{string.Join(",", Epsilons)}\": give rising numbers above 0 and at most 1, such as 0.1,0.2,0.3."));
        if (Losses.Distinct().Count() < Losses.Count) throw new WorkbookException($"The option Losses is \"{string.Join(",", Losses)}\": name each loss once.");
    }
}

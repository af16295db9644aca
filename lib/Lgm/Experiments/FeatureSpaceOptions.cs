using Lgm.Losses;

namespace Lgm.Experiments;

/// <summary>Which two-dimensional networks <see cref="FeatureSpace"/> draws, and how a loss without one in the folder is trained.</summary>
public sealed record FeatureSpaceOptions : RecognitionOptions
{
    public FeatureSpaceOptions()
    {
    }

    internal FeatureSpaceOptions(RecognitionOptions recipe) : base(recipe)
    {
    }

    /// <summary>
    /// The folder of the trained networks (<see cref="PublishedModel.FileName"/>), from the workbook's folder: a loss that has
    /// one of this seed there is not trained again. Empty: all are trained.
    /// </summary>
    public string Models { get; init; } = "data/checkpoints";

    /// <summary>The loss whose learned likelihood is drawn, one of <see cref="RecognitionOptions.Losses"/> that learns one.</summary>
    public string Likelihood { get; init; } = "lgm";

    /// <summary>How far FGSM moves a pixel, in pixel units: above 0 and at most 1.</summary>
    public double Epsilon { get; init; } = 0.3;

    /// <summary>Test images of each class that are kept for drawing, at least 1: the first.</summary>
    public int PointsPerClass { get; init; } = 150;

    /// <summary>Lines of the likelihood's grid in each direction, 2 to 200.</summary>
    public int GridLines { get; init; } = 60;

    /// <summary>Attacked digits that are drawn, 0 or more: of each class the first whose attack succeeds, in the order of the test set.</summary>
    public int Digits { get; init; } = 6;

    internal override IEnumerable<string> Networks => PublishedModel.PathsOf(this, Models);

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        if (Features != 2) throw new WorkbookException($"The option Features is {Features}: a plane has 2.");
        if (!Losses.Contains(Likelihood) || !LearnsOne(Likelihood)) throw new WorkbookException($"The option Likelihood is \"{Likelihood}\": give one of the losses that learns one ({string.Join(", ", Losses.Where(LearnsOne))}).");
        if (Epsilon is not (> 0 and <= 1)) throw new WorkbookException(FormattableString.Invariant($"The option Epsilon is {Epsilon}: give a number above 0 and at most 1."));
        RequirePositive(nameof(PointsPerClass), PointsPerClass);
        if (GridLines is < 2 or > 200) throw new WorkbookException($"The option GridLines is {GridLines}: give a whole number from 2 to 200.");
        if (Digits < 0) throw new WorkbookException($"The option Digits is {Digits}: give a whole number from 0.");
    }

    private static bool LearnsOne(string loss)
    {
        using var head = LossCatalogue.Create(loss, 2, 2);
        return head is IFeatureDensity;
    }
}

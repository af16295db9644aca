using Lgm.Detection;

namespace Lgm.Experiments;

/// <summary>What the experiments share that ask detectors about several networks of each loss.</summary>
internal abstract record ScoringOptions : RecognitionOptions
{
    protected ScoringOptions()
    {
    }

    protected ScoringOptions(RecognitionOptions recipe) : base(recipe)
    {
    }

    /// <summary>How many networks of each loss: of <see cref="RecognitionOptions.Seed"/> and the seeds that follow it. Default: 1. Range: 1 and above.</summary>
    public int Seeds { get; init; } = 1;

    /// <summary>The detectors, by their names in the catalogue; a network has those that suit its loss. Default: none, which takes the protocol's for each loss, or all where the protocol says nothing.</summary>
    public IReadOnlyList<string> Scores { get; init; } = [];

    /// <summary>Training images whose features the detectors are fitted to: the first, or all where there are fewer. Default: 10,000. Range: 1 and above.</summary>
    public int FitImages { get; init; } = 10_000;

    /// <summary>These options, with no more training images than are looked at: where every network is stored, those that detectors are fitted to.</summary>
    internal RecognitionOptions Reading => ((IExperimentOptions)this).Trains is null ? this with { TrainImages = FitImages } : this;

    internal override IEnumerable<(string Loss, long Seed)> Needs => from loss in Losses from i in Enumerable.Range(0, Seeds) select (loss, Seed + i);

    /// <inheritdoc/>
    internal override void Check()
    {
        base.Check();
        Require(Seeds >= 1, nameof(Seeds), Seeds, "a whole number from 1");
        Require(Scores.All(DetectorCatalogue.Names.Contains), nameof(Scores), string.Join(",", Scores), $"some of {string.Join(", ", DetectorCatalogue.Names)}, or none");
        Require(FitImages >= 1, nameof(FitImages), FitImages, "a whole number from 1");
    }
}

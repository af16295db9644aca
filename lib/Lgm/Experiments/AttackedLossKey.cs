namespace Lgm.Experiments;

/// <summary>What determines the part of a run that attacks one loss's network.</summary>
/// <param name="Run"><see cref="RunRecord.Key"/> of the run: its options and networks.</param>
/// <param name="Loss">Its name in the catalogue.</param>
/// <param name="Data">Fingerprints of the training and test data.</param>
/// <param name="Precision">The type of the convolutions that were trained.</param>
/// <param name="Device">Where it was computed.</param>
internal sealed record AttackedLossKey(string Run, string Loss, IReadOnlyList<string> Data, string Precision, string Device)
{
    /// <summary>The build that measures: what another one measured may differ, and a result names one commit.</summary>
    public Guid Code => typeof(AttackedLossKey).Assembly.ManifestModule.ModuleVersionId;

    public static AttackedLossKey Of(string run, string loss, RecognitionImages images, ExperimentContext context) => new(run, loss, images.Fingerprints, $"{context.Precision}", context.Device.ToString());
}

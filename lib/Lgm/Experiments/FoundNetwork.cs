using System.Globalization;
using Lgm.Models;

namespace Lgm.Experiments;

/// <summary>A network that lay trained in a folder or, where none did, was trained now; which of both is always told.</summary>
/// <param name="Model">In evaluation mode.</param>
/// <param name="Published">The record of the one that lay there; null for one trained now.</param>
/// <param name="Origin">How it was trained, in words.</param>
/// <param name="EpochLosses">The mean training loss of each epoch.</param>
internal sealed record FoundNetwork(BoundedClassifier Model, PublishedModel? Published, string Origin, IReadOnlyList<double> EpochLosses) : IDisposable
{
    /// <summary>The accuracy on the test images after each epoch; null where the last alone was recorded.</summary>
    public IReadOnlyList<double>? EpochAccuracies { get; private init; }

    /// <summary>The network of a loss, of the options' seed.</summary>
    /// <param name="loss">Its name in the catalogue.</param>
    /// <param name="folder">Where trained networks lie, from the workbook's folder; empty trains in any case.</param>
    /// <param name="options">The recipe of one that has to be trained.</param>
    /// <param name="images">What it is trained on.</param>
    /// <param name="context">Device, progress and cancellation.</param>
    /// <exception cref="WorkbookException">A file of that name is damaged, not what its name says, or has other classes or layers than the options ask for.</exception>
    public static FoundNetwork Of(string loss, string folder, RecognitionOptions options, RecognitionImages images, ExperimentContext context)
    {
        var path = PublishedModel.PathsOf(options with { Losses = [loss] }, folder).FirstOrDefault("");
        if (!File.Exists(path))
        {
            var trained = TrainedModel.Train(loss, options, images, context);
            return new FoundNetwork(trained.Model, null, string.Create(CultureInfo.InvariantCulture, $"trained here, {Epochs(options)} of {options.TrainImages:N0} images"), trained.EpochLosses) { EpochAccuracies = Recorded(trained.EpochAccuracies) };
        }
        var published = PublishedModel.Load(path, loss, options.Features, options.Seed);
        if (published.Options.Classes != options.Classes || published.Options.NetworkOf(options.DataSet) != options.NetworkOf(options.DataSet))
            throw new WorkbookException($"{path} is another network than the options ask for (Classes {published.Options.Classes}, Network {published.Options.NetworkOf(options.DataSet)}): leave these options out, or train one with Models= (empty).");
        // Copies of CIFAR-10 differ in the order of their images: a network is as good on another, but it must be told.
        var copy = published.WasTrainedOn(images) ? "" : $", on another copy of {options.DataSet}";
        return new FoundNetwork(published.Restore(path, context), published, $"published, {published.Preset} preset, {Epochs(published.Options)}{copy}", published.EpochLosses) { EpochAccuracies = Recorded(published.EpochAccuracies) };
    }

    private static IReadOnlyList<double>? Recorded(IReadOnlyList<double> accuracies) => accuracies.Count > 0 ? accuracies : null;

    private static string Epochs(RecognitionOptions options) => options.Training.Epochs == 1 ? "1 epoch" : $"{options.Training.Epochs} epochs";

    public void Dispose() => Model.Dispose();
}

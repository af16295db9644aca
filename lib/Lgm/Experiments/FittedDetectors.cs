using Lgm.Detection;
using Lgm.Losses;
using static TorchSharp.torch;

namespace Lgm.Experiments;

/// <summary>Several detectors of one network, fitted to the same training features.</summary>
internal sealed class FittedDetectors : IDisposable
{
    private readonly Dictionary<string, Detector> detectors = [];
    private readonly string title;

    /// <param name="names">In the catalogue of detectors.</param>
    /// <param name="head">The network's.</param>
    /// <param name="features">Training features <c>[N, D]</c>.</param>
    /// <param name="labels">Their classes <c>[N]</c>.</param>
    /// <param name="title">What messages call the network.</param>
    /// <exception cref="WorkbookException">An unknown detector, or one that this network has not.</exception>
    public FittedDetectors(IEnumerable<string> names, ClassificationHead head, Tensor features, Tensor labels, string title)
    {
        this.title = title;
        try
        {
            foreach (var name in names) (detectors[name] = DetectorCatalogue.Create(name)).Fit(head, features, labels);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Their names, in the order in which they were given.</summary>
    public IReadOnlyCollection<string> Names => detectors.Keys;

    /// <summary>By the detector's name, the scores of the images at <paramref name="places"/> <c>[P]</c>; larger is more abnormal.</summary>
    public Dictionary<string, double[]> Score(Evaluation images, Tensor places)
    {
        using var scope = NewDisposeScope();
        var (features, predicted) = (images.Features.index_select(0, places), images.Predicted.index_select(0, places));
        return detectors.ToDictionary(d => d.Key, d => d.Value.Score(features, predicted));
    }

    /// <summary>Whether one of them is a likelihood.</summary>
    public bool IsLikelihood(string name) => detectors.GetValueOrDefault(name)?.Density is not null;

    /// <summary>The density behind one of them.</summary>
    /// <exception cref="WorkbookException">There is no such detector, or its score is no likelihood.</exception>
    public IFeatureDensity DensityOf(string name) =>
        detectors.GetValueOrDefault(name)?.Density
        ?? throw new WorkbookException($"\"{name}\" is no likelihood among the detectors of {title}: choose one of {string.Join(", ", detectors.Where(d => d.Value.Density is not null).Select(d => d.Key))}.");

    public void Dispose()
    {
        foreach (var detector in detectors.Values) detector.Dispose();
    }
}

using Lgm.Losses;

namespace Lgm.Detection;

/// <summary>The detectors by name.</summary>
internal static class DetectorCatalogue
{
    private static readonly RefittedCovariance[] s_covariances = [RefittedCovariance.Shared, RefittedCovariance.Identity, RefittedCovariance.Isotropic, RefittedCovariance.PerClass];

    // By name, in the order in which tables show them; a new detector is added here.
    private static readonly OrderedDictionary<string, Func<Detector>> s_makers = new(((Func<Detector>[])
    [
        .. from covariance in s_covariances from all in new[] { false, true } select (Func<Detector>)(() => new RefittedLikelihood(covariance, all)),
        () => new LearnedLikelihood(), () => new LearnedLikelihood(allClasses: true), () => new CenterDistance(),
        () => new MaximumProbability(), () => new MaximumLogit(), () => new KernelDensity(),
        () => new Energy(), () => new Mahalanobis(), () => new RelativeMahalanobis(), () => new GaussianEnergy(), () => new VirtualLogit(),
        () => new NearestNeighbour(), () => new LocalDimension(), () => new GradientNorm(), () => new FeatureLength(),
    ]).Select(make => KeyValuePair.Create(make().Name, make)));

    /// <summary>Every name that <see cref="Create"/> knows, in the order in which tables show them.</summary>
    public static IReadOnlyList<string> Names => s_makers.Keys;

    /// <summary>The names of the detectors that a network with this head has.</summary>
    public static IReadOnlyList<string> NamesFor(ClassificationHead head) => [.. Names.Where(name => Create(name).Suits(head))];

    /// <summary>A detector by name, not fitted yet.</summary>
    public static Detector Create(string name) => s_makers.TryGetValue(name, out var make) ? make() : throw new WorkbookException($"There is no detector \"{name}\": choose one of {string.Join(", ", Names)}.");

    /// <summary>The name as tables print it.</summary>
    public static string Title(string name) => s_makers.TryGetValue(name, out var make) ? make().Title : name;
}

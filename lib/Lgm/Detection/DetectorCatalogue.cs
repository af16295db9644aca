using Lgm.Losses;

namespace Lgm.Detection;

/// <summary>The detectors by name.</summary>
internal static class DetectorCatalogue
{
    private static readonly RefittedCovariance[] s_covariances = [RefittedCovariance.Shared, RefittedCovariance.Identity, RefittedCovariance.Isotropic, RefittedCovariance.PerClass];

    // In the order in which tables show them; a new detector is added here.
    private static readonly IReadOnlyList<Func<Detector>> s_makers =
    [
        .. from covariance in s_covariances from all in new[] { false, true } select (Func<Detector>)(() => new RefittedLikelihood(covariance, all)),
        () => new LearnedLikelihood(), () => new LearnedLikelihood(allClasses: true), () => new CenterDistance(),
        () => new MaximumProbability(), () => new MaximumLogit(), () => new KernelDensity(),
        () => new Energy(), () => new Mahalanobis(), () => new RelativeMahalanobis(), () => new GaussianEnergy(), () => new VirtualLogit(),
        () => new NearestNeighbour(), () => new LocalDimension(), () => new GradientNorm(), () => new FeatureLength(),
    ];

    private static IEnumerable<Detector> All => s_makers.Select(make => make());

    /// <summary>Every name that <see cref="Create"/> knows, in the order in which tables show them.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(d => d.Name)];

    /// <summary>The names of the detectors that a network with this head has.</summary>
    public static IReadOnlyList<string> NamesFor(ClassificationHead head) => [.. All.Where(d => d.Suits(head)).Select(d => d.Name)];

    /// <summary>A detector by name, not fitted yet.</summary>
    /// <exception cref="WorkbookException">The name is not known.</exception>
    public static Detector Create(string name) => All.FirstOrDefault(d => d.Name == name) ?? throw new WorkbookException($"There is no detector \"{name}\": choose one of {string.Join(", ", Names)}.");

    /// <summary>The name as tables print it.</summary>
    public static string Title(string name) => All.FirstOrDefault(d => d.Name == name)?.Title ?? name;
}

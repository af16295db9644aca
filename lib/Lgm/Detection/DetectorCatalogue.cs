using Lgm.Losses;

namespace Lgm.Detection;

/// <summary>The detectors by name.</summary>
public static class DetectorCatalogue
{
    private sealed record Row(string Name, string Title, Func<string, Detector> Create);

    private static readonly IReadOnlyList<Row> s_rows =
    [
        new("refitted-likelihood", "refitted likelihood", n => new RefittedLikelihood(n)),
        new("refitted-mixture", "refitted mixture", n => new RefittedLikelihood(n, RefittedCovariance.Shared, allClasses: true)),
        new("refitted-likelihood-identity", "refitted likelihood, identity", n => new RefittedLikelihood(n, RefittedCovariance.Identity)),
        new("refitted-mixture-identity", "refitted mixture, identity", n => new RefittedLikelihood(n, RefittedCovariance.Identity, allClasses: true)),
        new("refitted-likelihood-isotropic", "refitted likelihood, isotropic", n => new RefittedLikelihood(n, RefittedCovariance.Isotropic)),
        new("refitted-mixture-isotropic", "refitted mixture, isotropic", n => new RefittedLikelihood(n, RefittedCovariance.Isotropic, allClasses: true)),
        new("refitted-likelihood-per-class", "refitted likelihood, per class", n => new RefittedLikelihood(n, RefittedCovariance.PerClass)),
        new("refitted-mixture-per-class", "refitted mixture, per class", n => new RefittedLikelihood(n, RefittedCovariance.PerClass, allClasses: true)),
        new("learned-likelihood", "learned likelihood", n => new LearnedLikelihood(n, allClasses: false)),
        new("learned-mixture", "learned mixture", n => new LearnedLikelihood(n, allClasses: true)),
        new("center-distance", "distance to the centre", n => new CenterDistance(n)),
        new("maximum-probability", "maximum probability", n => new MaximumProbability(n)),
        new("maximum-logit", "maximum logit", n => new MaximumLogit(n)),
        new("kernel-density", "kernel density", n => new KernelDensity(n)),
    ];

    /// <summary>Every name that <see cref="Create"/> knows, in the order in which tables show them.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. s_rows.Select(r => r.Name)];

    /// <summary>The names of the detectors that a network with this head has.</summary>
    public static IReadOnlyList<string> NamesFor(ClassificationHead head) => [.. Names.Where(name =>
    {
        using var detector = Create(name);
        return detector.Suits(head);
    })];

    /// <summary>A detector by name, not fitted yet.</summary>
    /// <exception cref="WorkbookException">The name is not known.</exception>
    public static Detector Create(string name)
    {
        var row = s_rows.FirstOrDefault(r => r.Name == name) ?? throw new WorkbookException($"There is no detector \"{name}\": choose one of {string.Join(", ", Names)}.");
        return row.Create(name);
    }

    /// <summary>The name as tables print it.</summary>
    public static string Title(string name) => s_rows.FirstOrDefault(r => r.Name == name)?.Title ?? name;
}

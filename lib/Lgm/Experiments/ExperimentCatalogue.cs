namespace Lgm.Experiments;

/// <summary>The experiments by their names on the command line.</summary>
public static class ExperimentCatalogue
{
    /// <summary>Every experiment.</summary>
    public static IReadOnlyList<IExperiment> All { get; } = [new Recognition(), new PublishedNetworks(), new PrecisionComparison(), new ProtocolDetection(), new ProtocolSearch(), new FeatureSpace(), new VarianceCollapse(), new FgsmAccuracy(), new AdversarialDetection()];

    /// <exception cref="WorkbookException">No experiment has that name.</exception>
    public static IExperiment Find(string name) =>
        All.FirstOrDefault(e => e.Name == name) ?? throw new WorkbookException($"There is no experiment \"{name}\": choose one of {string.Join(", ", All.Select(e => e.Name))}.");
}

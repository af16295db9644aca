using Lgm.Detection;
using Lgm.Losses;

namespace Lgm.Experiments;

/// <summary>The networks of a detection run: those that are measured, and the separately trained one that attacks are made on besides.</summary>
internal sealed class TrialNetworks : IDisposable
{
    private readonly List<TrialNetwork> measured = [];

    /// <summary>Opens all of them, so that what is missing is said before anything is attacked.</summary>
    /// <exception cref="WorkbookException">One that is to be measured is not there, or is not what its name says.</exception>
    public TrialNetworks(DetectionOptions options, DetectionProtocol protocol, RecognitionImages images, ExperimentContext context)
    {
        try
        {
            foreach (var loss in options.Losses)
                foreach (var seed in options.AllSeeds) measured.Add(new TrialNetwork(options.PathOf(loss, seed), loss, seed, protocol.ScoresOf(loss), images, options, context));
            if (!options.Transfer) return;
            var (name, path) = (protocol.Transfer.SurrogateLoss, options.PathOf(protocol.Transfer));
            if (File.Exists(path)) Surrogate = new TrialNetwork(path, name, protocol.Transfer.SurrogateSeed, [protocol.CommonScore], images, options, context);
            else Missing = $"Not measured: black-box attacks made on a separately trained network ({LossCatalogue.Title(name)}, seed {protocol.Transfer.SurrogateSeed}), since {Path.GetFileName(path)} is not in {options.SurrogateModels}.";
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>One of each loss and seed.</summary>
    public IReadOnlyList<TrialNetwork> Measured => measured;

    /// <summary>The separately trained network; null where transfer is not asked for, or the network is not there.</summary>
    public TrialNetwork? Surrogate { get; }

    /// <summary>That it is not there, in words; null where it is, or is not asked for.</summary>
    public string? Missing { get; }

    /// <summary>To which others an attack made on a network is shown: of each other loss of its seed, or all for the surrogate's.</summary>
    public IEnumerable<TrialNetwork> Others(TrialNetwork source) => source == Surrogate ? measured : measured.Where(n => n.Seed == source.Seed && n != source);

    public void Dispose()
    {
        foreach (var network in measured) network.Dispose();
        Surrogate?.Dispose();
    }
}

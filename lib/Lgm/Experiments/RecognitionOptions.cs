using System.Text.Json.Serialization;
using Lgm.Losses;
using Lgm.Models;
using Lgm.Training;

namespace Lgm.Experiments;

/// <summary>Which models are trained on which images, and how. The defaults are the authors' recipe for MNIST; <see cref="RecognitionRecipes"/> has the presets.</summary>
public record RecognitionOptions : LossOptions, IExperimentOptions
{
    /// <summary>A data set of the catalogue.</summary>
    public string DataSet { get; init; } = "mnist";

    /// <summary>The network, by its name in the catalogue; empty, the default, is the paper's for the data set.</summary>
    public string Network { get; init; } = "";

    /// <summary>How many classes are learned: the first of the set; 0, the default, is all of them.</summary>
    public int Classes { get; init; }

    /// <summary>The losses compared, by their names in the catalogue.</summary>
    public IReadOnlyList<string> Losses { get; init; } = LossCatalogue.Compared;

    /// <summary>D, the number of features. The paper: 2 and 100 for MNIST, 64 for CIFAR-10, 384 for CIFAR-100.</summary>
    public int Features { get; init; } = 100;

    /// <summary>Training images used: the first of the set.</summary>
    public int TrainImages { get; init; } = 60_000;

    /// <summary>Test images used: the first of the set.</summary>
    public int TestImages { get; init; } = 10_000;

    /// <summary>
    /// The last training images of the set, kept from training and measured in place of the test images; 0, the default, keeps
    /// none. Recipes are chosen with it, so that the test images are used once.
    /// </summary>
    public int HeldOut { get; init; }

    /// <summary>
    /// Whether the test images (or the held-out ones) are measured after each epoch too, so that the best one is known beside the
    /// last, which is the one reported. Not unless told; <see cref="Recognition"/> does.
    /// </summary>
    public bool EachEpoch { get; init; }

    /// <summary>The recipe all losses share.</summary>
    public TrainingOptions Training { get; init; } = new();

    /// <summary>Gives the first weights and the order of the images.</summary>
    // The last in a result, behind the losses' options: the names of results hold a hash of the options in their order.
    [JsonPropertyOrder(1)]
    public long Seed { get; init; } = 1;

    /// <inheritdoc cref="IExperimentOptions.Networks"/>
    internal virtual IEnumerable<string> Networks => [];

    IEnumerable<string> IExperimentOptions.Networks => Networks;

    /// <summary>The network's name, for the catalogue's name of the data set.</summary>
    internal string NetworkOf(string dataSet) => Network.Length > 0 ? Network : NetworkCatalogue.Of(dataSet);

    /// <exception cref="WorkbookException">A value outside its range.</exception>
    public override void Check()
    {
        if (Network.Length > 0) NetworkCatalogue.ImageOf(Network);
        if (Classes is < 0 or 1) throw new WorkbookException($"The option Classes is {Classes}: give a whole number from 2, or 0 for all.");
        foreach (var loss in Losses.Where(l => !LossCatalogue.Names.Contains(l)))
            throw new WorkbookException($"There is no loss \"{loss}\": choose one of {string.Join(", ", LossCatalogue.Names)}.");
        if (Losses.Count == 0) throw new WorkbookException("The option Losses is empty: name at least one loss.");
        RequirePositive(nameof(Features), Features);
        RequirePositive(nameof(TrainImages), TrainImages);
        RequirePositive(nameof(TestImages), TestImages);
        if (HeldOut < 0) throw new WorkbookException($"The option HeldOut is {HeldOut}: give a whole number from 0.");
        Training.Check();
        base.Check();
    }

    protected static void RequirePositive(string name, int value)
    {
        if (value < 1) throw new WorkbookException($"The option {name} is {value}: give a whole number from 1.");
    }
}

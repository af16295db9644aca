using Lgm.Losses;
using Lgm.Models;
using Lgm.Training;

namespace Lgm.Experiments;

/// <summary>Which networks are trained on which images, and how. The defaults are those of the paper; <see cref="Recipes"/> has the presets.</summary>
internal record RecognitionOptions : LossOptions, IExperimentOptions
{
    /// <summary>A data set of the catalogue. Default: mnist.</summary>
    public string DataSet { get; init; } = "mnist";

    /// <summary>The network, by its name in the catalogue. Default: empty, the paper's for the data set.</summary>
    public string Network { get; init; } = "";

    /// <summary>How many classes are learned: the first of the set. Default: 0, all. Range: 0, or 2 and above.</summary>
    public int Classes { get; init; }

    /// <summary>The losses compared, by their names in the catalogue. Default: softmax, center, lgm.</summary>
    public IReadOnlyList<string> Losses { get; init; } = LossCatalogue.Compared;

    /// <summary>D, the number of features. Default: 100. Range: 1 and above. The paper: 2 and 100 for MNIST, 64 for CIFAR-10, 384 for CIFAR-100.</summary>
    public int Features { get; init; } = 100;

    /// <summary>Training images used: the first of the set. Default: 60,000. Range: 1 and above.</summary>
    public int TrainImages { get; init; } = 60_000;

    /// <summary>Test images used: the first of the set. Default: 10,000. Range: 1 and above.</summary>
    public int TestImages { get; init; } = 10_000;

    /// <summary>
    /// The last training images of the set, kept from training and measured in place of the test images: recipes are chosen with it,
    /// so that the test images are used once. Default: 0, none. Range: 0 and above.
    /// </summary>
    public int HeldOut { get; init; }

    /// <summary>Whether the test images (or the held-out ones) are measured after each epoch too. Default: false, after the last alone.</summary>
    public bool EachEpoch { get; init; }

    /// <summary>
    /// Folders from the workbook's, searched in order for trained networks (<see cref="Experiments.Network.FileName"/>): a loss that has one of this
    /// seed there is not trained again. Default: none, all are trained.
    /// </summary>
    public IReadOnlyList<string> Networks { get; init; } = [];

    /// <summary>
    /// A folder from the workbook's, in which each network that the run trains is kept under the name that <see cref="Networks"/> looks for:
    /// its weights in float16, by which it is then measured, and its record. Default: empty, nowhere.
    /// </summary>
    public string Keep { get; init; } = "";

    /// <summary>The recipe all losses share.</summary>
    public TrainingOptions Training { get; init; } = new();

    /// <summary>Gives the first weights and the order of the images. Default: 1.</summary>
    // Behind the losses' options.
    [JsonPropertyOrder(1)]
    public long Seed { get; init; } = 1;

    internal virtual IEnumerable<(string Loss, long Seed)> Needs => Losses.Select(loss => (loss, Seed));

    IEnumerable<string> IExperimentOptions.Reads => Needs.Select(n => PathOf(n.Loss, n.Seed)).OfType<string>();

    void IExperimentOptions.Check() => Check();

    TrainingOptions? IExperimentOptions.Trains => Needs.All(n => PathOf(n.Loss, n.Seed) is not null) ? null : Training;

    /// <summary>Where a trained network lies; null where there is none.</summary>
    internal string? PathOf(string loss, long seed) => Experiments.Network.Search(Networks, DataSet, loss, Features, seed);

    /// <summary>The network's name, for the catalogue's name of the data set.</summary>
    internal string NetworkOf(string dataSet) => Network.Length > 0 ? Network : NetworkCatalogue.Of(dataSet);

    internal override void Check()
    {
        if (Network.Length > 0) NetworkCatalogue.ImageOf(Network);
        if (Classes is < 0 or 1) throw new WorkbookException($"The option Classes is {Classes}: give a whole number from 2, or 0 for all.");
        foreach (var loss in Losses.Where(l => !LossCatalogue.Names.Contains(l)))
            throw new WorkbookException($"There is no loss \"{loss}\": choose one of {string.Join(", ", LossCatalogue.Names)}.");
        if (Losses.Count == 0) throw new WorkbookException("The option Losses is empty: name at least one loss.");
        if (Losses.Distinct().Count() < Losses.Count) throw new WorkbookException($"The option Losses is \"{string.Join(",", Losses)}\": name each loss once.");
        Require(Features >= 1, nameof(Features), Features, "a whole number from 1");
        Require(TrainImages >= 1, nameof(TrainImages), TrainImages, "a whole number from 1");
        Require(TestImages >= 1, nameof(TestImages), TestImages, "a whole number from 1");
        Require(HeldOut >= 0, nameof(HeldOut), HeldOut, "a whole number from 0");
        Training.Check();
        base.Check();
    }

    private protected static void Require(bool holds, string name, object value, string wanted) => TrainingOptions.Require(holds, name, value, wanted);

    private protected static void RequireEpsilons(IReadOnlyList<double> epsilons) =>
        Require(epsilons.Count > 0 && epsilons.All(e => e is > 0 and <= 1), "Epsilons", FormattableString.Invariant($"{string.Join(",", epsilons)}"), "numbers above 0 and at most 1, such as 0.1,0.2,0.3");
}

/// <summary>What <see cref="Recognition"/> measured.</summary>
internal sealed record RecognitionResult(IReadOnlyList<string> DataFingerprints, IReadOnlyList<LossAccuracy> Losses);

/// <summary>One loss.</summary>
/// <param name="Loss">Its name in the catalogue.</param>
/// <param name="Accuracy">On the test images, after the last epoch: a share in [0, 1].</param>
/// <param name="EpochLosses">The mean training loss of each epoch.</param>
/// <param name="EpochAccuracies">The accuracy after each epoch, the last being <paramref name="Accuracy"/>; null where it was not measured.</param>
/// <param name="TopFive">The share of test images whose class is among the five largest logits, which photographs are judged by; null where it was not measured.</param>
internal sealed record LossAccuracy(
    string Loss, double Accuracy, IReadOnlyList<double> EpochLosses, IReadOnlyList<double>? EpochAccuracies = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? TopFive = null);

/// <summary>The accuracies of the paper's MNIST and CIFAR sections: the same network under each loss.</summary>
internal sealed class Recognition : Experiment<RecognitionOptions, RecognitionResult>
{
    public override string Name => "recognition";
    public override string Title => "Images recognised under each loss";

    public override RecognitionOptions Preset(string name, string? dataSet = null, int? features = null)
    {
        var recipe = Recipes.Of(name, dataSet, features);
        return recipe with { EachEpoch = !IsOfPhotographs(recipe) };
    }

    public override RecognitionResult Run(RecognitionOptions options, Context context)
    {
        using var images = context.Images(options);
        var losses = new List<LossAccuracy>();
        foreach (var loss in options.Losses)
        {
            using var scope = NewDisposeScope();
            using var network = Network.Of(loss, options, images, context);
            var accuracy = network.Model.Accuracy(images.Test, $"test {LossCatalogue.Title(loss)}");
            double? topFive = IsOfPhotographs(options) && images.Test.Classes > 5 ? network.Model.TopAccuracy(images.Test, 5, $"test {LossCatalogue.Title(loss)}") : null;
            losses.Add(new LossAccuracy(loss, accuracy, network.History.Losses, network.History.Accuracies is { Count: > 0 } each ? each : null, topFive));
        }
        return new RecognitionResult(images.Fingerprints, losses);
    }

    // Their tables are of errors after the last epoch.
    internal static bool IsOfPhotographs(RecognitionOptions options) => options.DataSet is "imagenette" or "imagenet";

    protected override ResultTable Table(RecognitionOptions options, RecognitionResult result)
    {
        var heldOut = options.HeldOut > 0;
        if (IsOfPhotographs(options))
            return new ResultTable(
                $"Errors on {options.DataSet}, {(heldOut ? "held-out training" : "test")} images in %, {options.Features} features", ["loss", "paper", "top-1 error", "top-5 error"],
                [.. result.Losses.Select(l => (IReadOnlyList<Cell>)[LossCatalogue.Title(l.Loss), Cell.Of(null), Cell.Percent(1 - l.Accuracy, "0.00"), Cell.Percent(1 - l.TopFive, "0.00")])],
                ["After the last epoch. The paper's errors on ImageNet are not known here."]);
        return new ResultTable(
            $"Accuracy on {(options.DataSet == "mnist" ? "" : $"{options.DataSet}, ")}{(heldOut ? "held-out training" : "test")} images in %, {options.Features} features",
            ["loss", "authors' code", "ours, last epoch", "difference", "ours, best epoch", "which epoch that is"],
            [.. result.Losses.Select(l => (IReadOnlyList<Cell>)[
                LossCatalogue.Title(l.Loss), .. Accuracies.Cells(heldOut ? "" : options.DataSet, l.Loss, options.Features, [l.Accuracy]),
                Accuracies.BestEpoch(l.EpochAccuracies), Cell.Of(l.EpochAccuracies?.Index().MaxBy(a => a.Item).Index + 1, "0")])],
            [heldOut ? "Held-out training images: no published accuracy is of them." : Accuracies.Note(options.DataSet, result.Losses.Select(l => l.EpochLosses.Count))]);
    }
}

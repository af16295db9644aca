namespace Lgm.Tests.Experiments;

/// <summary>Softmax and L-GM of seeds 1 and 2 and a surrogate, trained for seconds on generated digits and kept in a folder when the first test asks for it, so that studies of trained networks run on real ones.</summary>
public sealed class LittleNetworks : IDisposable
{
    public const int Features = 3, Train = 48, Test = 24, Classes = 3, Epochs = 8;
    private readonly LittleSet digits = LittleSet.Digits(Train, Test);
    private readonly Lazy<TemporaryFolder> folder;

    public LittleNetworks()
    {
        digits.Lay("given");
        folder = new(() =>
        {
            var kept = new TemporaryFolder();
            foreach (var (loss, seed) in new[] { ("softmax", 1L), ("softmax", 2), ("lgm", 1), ("lgm", 2), ("softmax", 101) }) Keep(kept.Path, Recipe with { Losses = [loss], Seed = seed });
            return kept;
        });
    }

    /// <summary>The recipe of all of them.</summary>
    internal static RecognitionOptions Recipe => new() { Features = Features, Losses = ["softmax", "lgm"], TrainImages = Train, TestImages = Test, Training = new() { Epochs = Epochs, BatchSize = 8, LearningRate = 3e-3, Precision = Precision.Float32 }, Mixture = new() { Margin = new(1, RampEpochs: 5), LikelihoodWeight = new(0.1, RampEpochs: 5) } };

    public string Folder => folder.Value.Path;

    internal Context Context => new() { Data = digits.Store(Path.Combine(digits.Root, "given")) };

    public string PathOf(string loss, long seed = 1) => Path.Combine(Folder, Network.FileName("mnist", loss, Features, seed));

    public BoundedClassifier Model(string loss, long seed = 1) => NetworkRecord.Load(PathOf(loss, seed)).Restore(PathOf(loss, seed), Classes, CPU);

    /// <summary>Trains the recipe's losses and keeps them under their names.</summary>
    internal void Keep(string place, RecognitionOptions recipe) => Run<RecognitionResult>("recognition", recipe with { Keep = place }, out _);

    /// <summary>An experiment over the generated digits.</summary>
    internal T Run<T>(string experiment, IExperimentOptions options, out RunRecord record)
    {
        options.Check();
        record = ExperimentCatalogue.Find(experiment).Run("quick", options, Context);
        return (T)record.Result!;
    }

    public void Dispose()
    {
        digits.Dispose();
        if (folder.IsValueCreated) folder.Value.Dispose();
    }
}

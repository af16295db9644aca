namespace Lgm.Tests.Experiments;

public sealed class NamedOptionsTests
{
    private static DetectionOptions Configure(params string[] settings) =>
        new AttackDetection().Configure("quick", 7, settings.Select(s => s.Split('=', 2)).Select(s => KeyValuePair.Create(s[0], s[1])));

    [Fact]
    public void PlainNestedAndListedOptionsAreReplacedAndNothingElseIs()
    {
        var options = Configure(
            "TestImages=500", "Training.Epochs=3", "losses=lgm, softmax", "EPSILONS=0.05,1e-3", "mixture.margin=0.1:0.5@2/2", "Mixture.LikelihoodWeight=0.2", "Mixture.Covariance=diagonal",
            "Mixture.LearnedPriors=True", "DataSet=fashion-mnist", "Training.Precision=bfloat16");
        var preset = new AttackDetection().Preset("quick");
        Assert.Equal(["lgm", "softmax"], options.Losses);
        Assert.Equal([0.05, 1e-3], options.Epsilons);
        Assert.Equal(preset.Training with { Epochs = 3, Precision = Precision.BFloat16 }, options.Training);
        Assert.Equal(preset.Mixture with { Margin = new(0.5, 2, 0.1, 2), LikelihoodWeight = 0.2, Covariance = Covariance.Diagonal, LearnedPriors = true }, options.Mixture);
        Assert.Equal((500, preset.TrainImages, "fashion-mnist", 7L), (options.TestImages, options.TrainImages, options.DataSet, options.Seed));
        Assert.Null(Configure("Training.Precision=").Training.Precision);
    }

    // What one prints, the other reads.
    [Fact]
    public void EveryOptionOfEveryPresetCanBeSetToWhatItIs()
    {
        foreach (var experiment in ExperimentCatalogue.All)
            foreach (var preset in Presets.Names)
            {
                var options = experiment.Configure(preset, 1);
                var lines = NamedOptions.All(options).ToList();
                Assert.Equal(lines, NamedOptions.All(lines.Aggregate(options, (o, line) => NamedOptions.With(o, line.Name, line.Value))));
                options.Check();
            }
    }

    [Theory]
    [InlineData("Epoch=3")]
    [InlineData("Training=3")]
    [InlineData("=3")]
    [InlineData("Training.Seed=3")]
    public void AnUnknownNameListsTheKnownOnes(string setting)
    {
        var message = Assert.Throws<WorkbookException>(() => Configure(setting)).Message;
        Assert.StartsWith($"There is no option \"{setting.Split('=')[0]}\": choose one of ", message);
        Assert.All(new[] { "TestImages", "Training.LearningRate", "Mixture.Margin" }, name => Assert.Contains(name, message));
    }

    [Theory]
    [InlineData("Training.Epochs=3.5", "Training.Epochs cannot be \"3.5\"")]
    [InlineData("TestImages=1e99", "TestImages")]
    [InlineData("Epsilons=0.1,x", "Epsilons")]
    [InlineData("Mixture.LearnedPriors=2", "Mixture.LearnedPriors")]
    [InlineData("Mixture.Covariance=7", "Mixture.Covariance")]
    [InlineData("Mixture.Margin=much", "\"much\" is not a schedule")]
    [InlineData("Losses=", "Losses is empty")]
    [InlineData("Losses=lgm,lgm", "each loss once")]
    [InlineData("Attacks=pgd", "some of fgsm")]
    [InlineData("Scores=guess", "some of refitted-likelihood")]
    [InlineData("FitImages=0", "FitImages is 0: give a whole number from 1")]
    [InlineData("Training.Epochs=0", "Epochs is 0")]
    [InlineData("Classes=1", "Classes is 1")]
    [InlineData("Network=vgg", "no network \"vgg\"")]
    public void AWrongValueIsNamedBeforeAnyWork(string setting, string named) => Assert.Contains(named, Assert.Throws<WorkbookException>(() => Configure(setting)).Message);

    // Margin and likelihood weight rise in every recipe, as in the committed networks; the losses alone have no ramps. Each loss has
    // its own constants, and softmax with 100 features its own weight decay.
    [Theory]
    [InlineData("recognition")]
    [InlineData("detection")]
    public void TheDataSetAndTheFeaturesChooseTheRecipeOfTheCommittedNetworks(string experiment)
    {
        foreach (var (loss, features, dataSet) in new[] { ("lgm", 100, "mnist"), ("center", 100, "mnist"), ("center", 2, "mnist"), ("lgm", 2, "mnist"), ("lgm", 64, "cifar-10"), ("softmax", 100, "mnist") })
        {
            var own = Network.RecordOf(loss, features, dataSet: dataSet).Options;
            var named = (RecognitionOptions)ExperimentCatalogue.Find(experiment).Configure("cpu", 1, [KeyValuePair.Create("DataSet", dataSet), KeyValuePair.Create("features", $"{features}")]);
            if (loss == "lgm") Assert.Equal(own.Mixture, named.Mixture);
            if (loss == "center") Assert.Equal(own.Center, named.Center);
            Assert.Equal(own.Training, loss == "softmax" ? named.Training with { WeightDecay = 1e-4 } : named.Training);
        }
    }
}

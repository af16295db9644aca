using Lgm.Experiments;
using Lgm.Losses;
using Xunit;

namespace Lgm.Tests.Experiments;

public sealed class OptionSettingsTests
{
    private static readonly IExperiment s_experiment = new AdversarialDetection();

    private static AdversarialDetectionOptions Configure(params string[] settings) =>
        (AdversarialDetectionOptions)s_experiment.Configure("quick", 7, settings.Select(s => s.Split('=', 2)).Select(s => KeyValuePair.Create(s[0], s[1])));

    [Fact]
    public void PlainNestedAndListedOptionsAreReplacedAndNothingElseIs()
    {
        var options = Configure("TestImages=500", "Training.Epochs=3", "losses=lgm, softmax", "EPSILONS=0.05,1e-3", "mixture.margin=0.5@2", "Mixture.LikelihoodWeight=0.2", "Mixture.Covariance=Diagonal", "Mixture.LearnedPriors=True", "DataSet=fashion-mnist");
        var preset = new AdversarialDetection().Preset("quick");
        Assert.Equal(["lgm", "softmax"], options.Losses);
        Assert.Equal([0.05, 1e-3], options.Epsilons);
        Assert.Equal(preset.Training with { Epochs = 3 }, options.Training);
        Assert.Equal(preset.Mixture with { Margin = new(0.5, 2), LikelihoodWeight = 0.2, Covariance = Covariance.Diagonal, LearnedPriors = true }, options.Mixture);
        Assert.Equal((500, preset.TrainImages, "fashion-mnist", 7L), (options.TestImages, options.TrainImages, options.DataSet, options.Seed));
        options.Check();
    }

    [Fact]
    public void EveryOptionOfALossIsSettable()
    {
        var options = Configure(
            "Mixture.Covariance=Isotropic", "Mixture.SharedCovariance=true", "Mixture.FixedCovariance=true", "Mixture.InitialVariance=2", "Mixture.VarianceFloor=0.01", "Mixture.NormalizedLogits=false",
            "Mixture.Likelihood=AllClasses", "Mixture.LikelihoodPerDimension=true", "Mixture.Margin=0.1:0.3@26/2", "LargeMargin.Margin=3", "LargeMargin.Minimum=0.5");
        Assert.Equal(new() { Margin = 3, Minimum = 0.5, Gamma = options.LargeMargin.Gamma }, options.LargeMargin);
        Assert.Equal(new()
        {
            Covariance = Covariance.Isotropic, SharedCovariance = true, FixedCovariance = true, InitialVariance = 2, VarianceFloor = 0.01, NormalizedLogits = false,
            Likelihood = Likelihood.AllClasses, LikelihoodPerDimension = true, Margin = new(0.3, 26, 0.1, 2), LikelihoodWeight = options.Mixture.LikelihoodWeight,
        }, options.Mixture);
        options.Check();
    }

    [Fact]
    public void OneValueIsAListToo() => Assert.Equal([0.25], Configure("Epsilons=0.25").Epsilons);

    [Theory]
    [InlineData("Epoch=3")]
    [InlineData("Training.Epoch=3")]
    [InlineData("Training=3")]
    [InlineData("Training.Epochs.More=3")]
    [InlineData("=3")]
    [InlineData("Training.Seed=3")]
    public void AnUnknownNameListsTheKnownOnes(string setting)
    {
        var message = Assert.Throws<WorkbookException>(() => Configure(setting)).Message;
        Assert.StartsWith($"There is no option \"{setting.Split('=')[0]}\"", message);
        Assert.Contains("TestImages", message);
        Assert.Contains("Training.LearningRate", message);
        Assert.Contains("Mixture.Margin", message);
    }

    [Theory]
    [InlineData("Training.Epochs=three", "Training.Epochs")]
    [InlineData("Training.Epochs=3.5", "Training.Epochs")]
    [InlineData("TestImages=1e99", "TestImages")]
    [InlineData("TestImages=", "TestImages")]
    [InlineData("TestImages=null", "TestImages")]
    [InlineData("Epsilons=0.1,x", "Epsilons")]
    [InlineData("Mixture.LearnedPriors=2", "Mixture.LearnedPriors")]
    [InlineData("Mixture.Covariance=round", "Mixture.Covariance")]
    [InlineData("Mixture.Margin=much", "\"much\" is not a schedule")]
    public void AValueOfTheWrongFormNamesItsOption(string setting, string named) =>
        Assert.Contains(named, Assert.Throws<WorkbookException>(() => Configure(setting)).Message);

    [Theory]
    [InlineData("Losses=", "Losses")]
    [InlineData("Losses=lgm,sphereface", "sphereface")]
    [InlineData("Epsilons=", "Epsilons")]
    [InlineData("Epsilons=0", "Epsilons")]
    [InlineData("Epsilons=0.1,-0.1", "Epsilons")]
    [InlineData("FitImages=0", "FitImages")]
    [InlineData("Features=0", "Features")]
    [InlineData("TrainImages=-1", "TrainImages")]
    [InlineData("TestImages=0", "TestImages")]
    [InlineData("Training.Epochs=0", "Epochs")]
    public void AValueOutOfItsRangeIsNamedBeforeAnyWork(string setting, string named) =>
        Assert.Contains(named, Assert.Throws<WorkbookException>(() => Configure(setting).Check()).Message);

    [Fact]
    public void EveryPresetOfEveryExperimentIsSound()
    {
        foreach (var experiment in ExperimentCatalogue.All)
            foreach (var preset in Presets.Names) Assert.IsAssignableFrom<IExperimentOptions>(experiment.Configure(preset, 1, [])).Check();
        Assert.Contains("quick, cpu, paper", Assert.Throws<WorkbookException>(() => s_experiment.Configure("Quick", 1, [])).Message);
    }
}

using Lgm.Losses;
using Xunit;

namespace Lgm.Tests.Losses;

public sealed class LossCatalogueTests
{
    [Fact]
    public void EveryPublicHeadStandsInTheCatalogue()
    {
        var heads = typeof(ClassificationHead).Assembly.GetExportedTypes().Where(t => t.IsSubclassOf(typeof(ClassificationHead)) && !t.IsAbstract);
        var known = LossCatalogue.Names.Select(n => LossCatalogue.Create(n, 3, 2).GetType());
        Assert.Equal(heads.OrderBy(t => t.Name), known.OrderBy(t => t.Name));
    }

    [Fact]
    public void AHeadKnowsItsNameAndHasATitle() => Assert.All(LossCatalogue.Names, name =>
    {
        using var head = LossCatalogue.Create(name, 3, 2);
        Assert.Equal(name, head.GetName());
        Assert.StartsWith($"{name} K=3 D=2", head.Description);
        Assert.NotEqual(name, LossCatalogue.Title(name));
    });

    [Fact]
    public void OptionsReachTheMixture()
    {
        using var head = (GaussianMixture)LossCatalogue.Create("lgm", 3, 2, new() { Covariance = Covariance.Diagonal });
        Assert.NotNull(head.LogVariances);
        Assert.Contains("Diagonal", head.Description);
    }

    // Checkpoints are read by these names, here and in Python.
    [Theory]
    [InlineData("softmax", "classifier.weight [3, 2]", "classifier.bias [3]")]
    [InlineData("center", "classifier.weight [3, 2]", "classifier.bias [3]", "centers [3, 2]")]
    [InlineData("lgm", "means [3, 2]", "log_variances [3, 2]", "prior_logits [3]")]
    public void StateDictionaryNamesAreStable(string name, params string[] expected)
    {
        using var head = LossCatalogue.Create(name, 3, 2, new() { Covariance = Covariance.Diagonal, LearnedPriors = true });
        Assert.Equal(expected.Order(), head.state_dict().Select(t => $"{t.Key} [{string.Join(", ", t.Value.shape)}]").Order());
    }

    [Theory]
    [InlineData("")]
    [InlineData("Softmax")]
    [InlineData("arcface")]
    public void AnUnknownNameListsTheKnownOnes(string name)
    {
        var message = Assert.Throws<WorkbookException>(() => LossCatalogue.Create(name, 3, 2)).Message;
        Assert.Contains($"\"{name}\"", message);
        Assert.All(LossCatalogue.Names, known => Assert.Contains(known, message));
    }
}

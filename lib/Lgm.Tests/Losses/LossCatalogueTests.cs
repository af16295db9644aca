namespace Lgm.Tests.Losses;

public sealed class LossCatalogueTests
{
    [Fact]
    public void EveryPublicHeadStandsInTheCatalogue()
    {
        var heads = typeof(ClassificationHead).Assembly.GetExportedTypes().Where(t => t.IsSubclassOf(typeof(ClassificationHead)) && !t.IsAbstract);
        var known = LossCatalogue.Names.Select(n => LossCatalogue.Create(n, 3, 2).GetType()).Distinct();
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
    public void TitlesAndDescriptionsTellTheLossesApart()
    {
        Assert.Equal(LossCatalogue.Names.Count, LossCatalogue.Names.Select(LossCatalogue.Title).Distinct().Count());
        Assert.Equal(LossCatalogue.Names.Count, LossCatalogue.Names.Select(n => LossCatalogue.Create(n, 3, 2).Description).Distinct().Count());
        Assert.Empty(LossCatalogue.Compared.Except(LossCatalogue.Names));
    }

    [Fact]
    public void OptionsReachTheirHeads()
    {
        using var mixture = (GaussianMixture)LossCatalogue.Create("lgm", 3, 2, new() { Mixture = new() { Covariance = Covariance.Diagonal } });
        Assert.NotNull(mixture.LogVariances);
        Assert.Contains("Diagonal", mixture.Description);
        using var center = LossCatalogue.Create("center", 3, 2, new() { Center = new() { Weight = 0.25 } });
        Assert.Contains("Weight = 0.25", center.Description);
        using var largeMargin = LossCatalogue.Create("l-softmax", 3, 2, new() { LargeMargin = new() { Margin = 3 } });
        Assert.Contains("Margin = 3", largeMargin.Description);
        using var arcFace = LossCatalogue.Create("arcface", 3, 2, new() { ArcFace = new() { Scale = 16 } });
        Assert.Contains("Scale = 16", arcFace.Description);
    }

    // Checkpoints are read by these names, here and in Python.
    [Theory]
    [InlineData("softmax", "classifier.weight [3, 2]", "classifier.bias [3]")]
    [InlineData("center", "classifier.weight [3, 2]", "classifier.bias [3]", "centers [3, 2]")]
    [InlineData("l-softmax", "weight [3, 2]")]
    [InlineData("arcface", "weight [3, 2]")]
    [InlineData("lgm", "means [3, 2]", "log_variances [3, 2]", "prior_logits [3]")]
    [InlineData("lgm-paper", "means [3, 2]", "log_variances [3, 2]", "prior_logits [3]")]
    [InlineData("lgm-caffe", "means [3, 2]")]
    public void StateDictionaryNamesAreStable(string name, params string[] expected)
    {
        using var head = LossCatalogue.Create(name, 3, 2, new() { Mixture = new() { Covariance = Covariance.Diagonal, LearnedPriors = true } });
        Assert.Equal(expected.Order(), head.state_dict().Select(t => $"{t.Key} [{string.Join(", ", t.Value.shape)}]").Order());
    }

    [Theory]
    [InlineData("")]
    [InlineData("Softmax")]
    [InlineData("L-GM")]
    public void AnUnknownNameListsTheKnownOnes(string name)
    {
        var message = Assert.Throws<WorkbookException>(() => LossCatalogue.Create(name, 3, 2)).Message;
        Assert.Contains($"\"{name}\"", message);
        Assert.All(LossCatalogue.Names, known => Assert.Contains(known, message));
    }
}

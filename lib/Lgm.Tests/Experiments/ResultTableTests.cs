using Lgm.Experiments;
using Lgm.Losses;
using Xunit;

namespace Lgm.Tests.Experiments;

public sealed class ResultTableTests
{
    [Fact]
    public void MarkdownHasAHeadARuleRowsAndNotes() => Assert.Equal(
        "| loss | paper | ours |\n|---|---|---|\n| L-GM | 3.1 | 4.0 |\n| Softmax |  | 9.5 |\n\nOne note.\n\nAnother.\n",
        new ResultTable("T", ["loss", "paper", "ours"], [["L-GM", "3.1", "4.0"], ["Softmax", "", "9.5"]], ["One note.", "Another."]).ToMarkdown());

    [Theory]
    [InlineData("adversarial-detection", "softmax", "eer", 37.7)]
    [InlineData("adversarial-detection", "center", "eer", 10.2)]
    [InlineData("adversarial-detection", "lgm", "eer", 3.1)]
    [InlineData("recognition", "lgm", "accuracy, 100 features", 99.70)]
    [InlineData("recognition", "softmax", "accuracy, 2 features", 99.02)]
    public void ThePapersNumbersAreKnown(string experiment, string loss, string measure, double value)
    {
        var number = PaperNumbers.Load().Find(experiment, loss, measure)!;
        Assert.Equal((value, "%"), (number.Value, number.Unit));
        Assert.NotEmpty(number.Source);
    }

    [Theory]
    [InlineData("recognition", "softmax", "accuracy, 100 features")]
    [InlineData("recognition", "center", "accuracy, 2 features")]
    [InlineData("adversarial-detection", "lgm", "auroc")]
    public void WhatThePaperDoesNotSayIsEmpty(string experiment, string loss, string measure) => Assert.Null(PaperNumbers.Load().Find(experiment, loss, measure));

    [Fact]
    public void AnAccuracyStandsBesideThePapers()
    {
        IExperiment experiment = new Recognition();
        var result = new RecognitionResult(["a", "b"], 2, 0, [new("softmax", 0.98765, [0.1]), new("center", 0.5, [0.1]), new("lgm", 1, [0.1])]);
        var record = new RunRecord
        {
            Experiment = "recognition", Preset = "quick", Options = [], Provenance = new("", "", "", "", 1, "", 0),
            Result = System.Text.Json.JsonSerializer.SerializeToNode(result, RunRecord.Json)!.AsObject(),
        };
        Assert.Equal([["Softmax", "99.02", "98.77", "-0.25"], ["Center loss", "", "50.00", ""], ["L-GM", "99.29", "100.00", "+0.71"]], experiment.Table(record, PaperNumbers.Load()).Rows);
        // No published number is of held-out training images.
        record.Result["HeldOut"] = 5_000;
        Assert.All(experiment.Table(record, PaperNumbers.Load()).Rows, r => Assert.Equal(("", ""), (r[1], r[3])));
    }

    [Fact]
    public void EveryExperimentStandsInTheCatalogue()
    {
        var types = typeof(IExperiment).Assembly.GetExportedTypes().Where(t => t.IsAssignableTo(typeof(IExperiment)) && t is { IsAbstract: false, IsInterface: false });
        Assert.Equal(types.OrderBy(t => t.Name), ExperimentCatalogue.All.Select(e => e.GetType()).OrderBy(t => t.Name));
        Assert.All(ExperimentCatalogue.All, e => Assert.Same(e, ExperimentCatalogue.Find(e.Name)));
        var message = Assert.Throws<WorkbookException>(() => ExperimentCatalogue.Find("figure-9")).Message;
        Assert.All(ExperimentCatalogue.All, e => Assert.Contains(e.Name, message));
    }

    [Fact]
    public void TitlesAreKnownForEveryLoss() => Assert.Equal(LossCatalogue.Names.Count, LossCatalogue.Names.Select(LossCatalogue.Title).Distinct().Count());
}

using Lgm.Attacks;
using Lgm.Detection;
using Lgm.Experiments;
using Lgm.Tests.Figures;
using Lgm.Tests.Tensors;
using Xunit;

namespace Lgm.Tests.Experiments;

/// <summary>What notebooks open: presets checked, stored results found, tables shown in forms a front end asks for by name.</summary>
[Collection(TorchState.Name)]
public sealed class WorkbookTests
{
    [Fact]
    public void VersionsSayWhatAResultDependsOn()
    {
        var rows = Workbook.Versions.Rows.ToDictionary(r => r[0], r => r[1]);
        Assert.Equal(Machine.Libtorch, rows["libtorch"]);
        Assert.StartsWith("0.10", rows["TorchSharp"]);
        Assert.DoesNotContain(rows.Values, string.IsNullOrWhiteSpace);
    }

    [Fact]
    public void WhatIsNotThereIsNamed()
    {
        Assert.Contains("slow", Assert.Throws<WorkbookException>(() => Workbook.Open("slow")).Message);
        var workbook = Workbook.Open();
        Assert.Contains("mnist-lgm-7d-seed1", Assert.Throws<WorkbookException>(() => workbook.Network("lgm", 7)).Message);
        Assert.Contains("no-such-result.json", Assert.Throws<WorkbookException>(() => workbook.Stored("no-such-result")).Message);
        Assert.Contains("no-such-experiment", Assert.Throws<WorkbookException>(() => workbook.Run("no-such-experiment")).Message);
        Assert.Contains("NoSuchOption", Assert.Throws<WorkbookException>(() => workbook.Run("recognition", ("NoSuchOption", 1))).Message);
    }

    [Fact]
    public void AStoredResultBecomesItsTableAndFigures()
    {
        var workbook = Workbook.Open();
        var stored = workbook.Stored("adversarial-detection-quick");
        Assert.Contains("EER paper", workbook.Table(stored).Columns);
        Assert.NotEmpty(workbook.Figures(stored));
    }

    [Fact]
    public void WhatIsStoredIsTakenAndNamedAndWhatIsMeasuredIsNamedToo()
    {
        var workbook = Workbook.Open("cpu");
        var stored = workbook.StoredOrRun("adversarial-detection");
        Assert.StartsWith("Stored result: adversarial-detection, preset ", workbook.Source(stored));
        Assert.Contains($"commit {stored.Provenance.Commit}", workbook.Source(stored));
        var run = workbook.Run("variance-collapse", ("Steps", 2));
        Assert.Equal("Measured now: variance-collapse, preset cpu.", workbook.Source(run));
        // As it would come from a file.
        Assert.StartsWith("Stored result", workbook.Source(run with { Preset = "cpu" }));
    }

    [Fact]
    public void ATableIsHtmlWithItsTextEscaped()
    {
        var table = new ResultTable("a < b", ["x & y"], [["<script>"]], ["1 > 0"]);
        var html = table.ToHtml();
        Assert.Contains("<caption>a &lt; b</caption>", html);
        Assert.Contains("<th>x &amp; y</th>", html);
        Assert.Contains("<td>&lt;script&gt;</td>", html);
        Assert.Contains("<p>1 &gt; 0</p>", html);
    }
}

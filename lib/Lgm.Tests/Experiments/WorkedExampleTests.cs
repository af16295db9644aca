using Lgm.Experiments;
using Lgm.Losses;
using Lgm.Tests.Tensors;
using Xunit;

namespace Lgm.Tests.Experiments;

/// <summary>What the first notebook shows of the loss, against numbers worked out by hand.</summary>
[Collection(TorchState.Name)]
public sealed class WorkedExampleTests
{
    [Fact]
    public void CaseAIsTheOneWorkedOutByHand()
    {
        var tables = WorkedExample.Diagonal();
        Assert.Equal(["2.500000", "0.250000", "2.000000"], tables[0].Rows.Select(r => r[4]));
        Assert.Equal(["0.000000", "0.000000", "0.693147"], tables[0].Rows.Select(r => r[5]));
        Assert.Equal(["-3.193147", "-1.453973", "-4.302585"], tables[0].Rows.Select(r => r[6]));
        Assert.Equal("-1.528973", tables[0].Rows[1][7]);
        Assert.Equal(["0.151262", "0.798861", "0.049878"], tables[0].Rows.Select(r => r[8]));
        Assert.Equal(["0.224569", "0.250000", "0.249569", "-3.081921", "(-0.051506, -0.121783)"], tables[1].Rows[0]);
    }

    [Fact]
    public void CaseBIsTheOneWorkedOutByHand()
    {
        var tables = WorkedExample.Identity();
        Assert.Equal(["2.500000", "0.500000", "2.000000"], tables[0].Rows.Select(r => r[4]));
        Assert.Equal(["0.348173", "0.500000", "0.398173", "-3.130134", "(0.255029, 0.260219)"], tables[1].Rows[0]);
    }

    [Fact]
    public void FivePublishedLossesAndTheWorkbooksGiveSixValues()
    {
        var table = PublishedVariants.Compare(1);
        Assert.Equal([.. PublishedVariants.Names.Select(LossCatalogue.Title), "L-GM, this workbook"], table.Rows.Select(r => r[0]));
        Assert.Equal(6, table.Rows.Select(r => r[7]).Distinct().Count());
        Assert.Equal(table.ToMarkdown(), PublishedVariants.Compare(1).ToMarkdown());
        Assert.NotEqual(table.ToMarkdown(), PublishedVariants.Compare(2).ToMarkdown());
        // Every loss of the catalogue with a published name is there.
        Assert.Equal(LossCatalogue.Names.Where(n => n.StartsWith("lgm-", StringComparison.Ordinal)), PublishedVariants.Names);
    }
}

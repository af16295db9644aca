using Lgm.Tests.Cli;
using Xunit;

namespace Lgm.Tests.Jupyter;

/// <summary>Jupyter's own test of kernels, through its own client.</summary>
[Collection(CommandLineCollection.Name)]
[Trait("Category", "Slow")]
public sealed class JupyterKernelTest(TemporaryWorkbook workbook)
{
    [SkippableFact]
    public void PassesWithNothingLeftOutButThePager()
    {
        var (code, said) = new JupyterInstallation(workbook).Python(workbook.Folder(), TimeSpan.FromMinutes(3), Path.Combine(AppContext.BaseDirectory, "Jupyter", "kernel_test.py"));
        Assert.True(code == 0, said);
        Assert.Contains("OK (skipped=1)", said);
        Assert.Contains("test_pager (__main__.DotNetKernelTests.test_pager) ... skipped", said);
    }
}

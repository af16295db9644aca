using Lgm.Data;
using Lgm.Tests.Cli;
using Lgm.Tests.Kernel;
using Xunit;

namespace Lgm.Tests.Jupyter;

/// <summary>A person at the classic Notebook: runs all cells, moves the mouse over a figure, interrupts, restarts.</summary>
[Collection(CommandLineCollection.Name)]
[Trait("Category", "Slow")]
public sealed class ClassicNotebookTests(TemporaryWorkbook workbook)
{
    private const string Committed = "08-adversarial-detection.ipynb";

    [SkippableFact]
    public async Task FiguresAreDrawnAndTheMenuInterruptsAndRestarts()
    {
        var jupyter = new JupyterInstallation(workbook);
        var folder = workbook.Folder();
        File.WriteAllText(Path.Combine(folder, "figure.ipynb"), NotebookText.Of(
            $"#r \"{typeof(WorkbookFolder).Assembly.Location}\"\nusing Lgm.Figures;", "var kept = 1;",
            "RocFigure.Create(\"Two curves\", [new RocSeries(\"softmax\", [0, 0.2, 1], [0, 0.7, 1], 0.25), new RocSeries(\"lgm\", [0, 0.1, 1], [0, 0.9, 1], 0.1)])"));
        await using var notebook = await ClassicNotebook.Start(jupyter, folder);
        await RunsAndDraws(notebook, "figure.ipynb");

        await notebook.Run("Console.Write(\"started\"); while (true) { }");
        await notebook.Until("Jupyter.notebook.get_cells().slice(-1)[0].output_area.element.text().includes('started')");
        await notebook.Choose("kernellink", "int_kernel");
        await notebook.UntilIdle();
        Assert.Contains("The cell was interrupted.", await notebook.LastOutput());
        await notebook.Run("kept + 1");
        await notebook.UntilIdle();
        Assert.Contains("2", await notebook.LastOutput());

        await notebook.Choose("kernellink", "restart_kernel");
        await notebook.Page.ClickAsync(".modal.in .btn-danger");
        await notebook.Until("!document.querySelector('.modal.in')");
        await notebook.Until("Jupyter.notebook.kernel && Jupyter.notebook.kernel.is_connected()");
        await notebook.Run("kept");
        await notebook.UntilIdle();
        Assert.Contains("'kept' does not exist", await notebook.LastOutput());
    }

    [SkippableFact]
    public async Task TheCommittedNotebookDrawsItsFigures()
    {
        var jupyter = new JupyterInstallation(workbook);
        var notebooks = Path.Combine(WorkbookFolder.Find() ?? throw new InvalidOperationException("the tests run outside a checkout"), "notebooks");
        Skip.IfNot(File.Exists(Path.Combine(notebooks, Committed)), $"There is no notebooks/{Committed} yet.");
        var before = File.ReadAllBytes(Path.Combine(notebooks, Committed));
        await using (var notebook = await ClassicNotebook.Start(jupyter, notebooks)) await RunsAndDraws(notebook, Committed);
        Assert.Equal(before, File.ReadAllBytes(Path.Combine(notebooks, Committed)));
    }

    private static async Task RunsAndDraws(ClassicNotebook notebook, string file)
    {
        await notebook.Open(file);
        // What the file brought along is not what this run drew.
        await notebook.Page.EvaluateAsync("Jupyter.notebook.clear_all_output()");
        Assert.Equal(0, await notebook.Page.Locator(".js-plotly-plot").CountAsync());
        await notebook.Choose("celllink", "run_all_cells");
        notebook.Page.SetDefaultTimeout(20 * 60_000);
        await notebook.UntilIdle();
        Assert.Equal(0, await notebook.Page.Locator(".output_error").CountAsync());
        Assert.True(await notebook.Page.EvaluateAsync<bool>("Jupyter.notebook.get_cells().filter(c => c.cell_type === 'code' && c.get_text().trim()).every(c => c.input_prompt_number > 0)"));

        var plot = notebook.Page.Locator(".js-plotly-plot").First;
        await plot.ScrollIntoViewIfNeededAsync();
        var area = plot.Locator(".nsewdrag").First;
        var box = await area.BoundingBoxAsync() ?? throw new InvalidOperationException("the figure has no size");
        Assert.True(box is { Width: > 50, Height: > 50 }, $"{box.Width} x {box.Height}");
        // It answers the mouse: somewhere on its way a point shows its value.
        for (var i = 1; i < 40 && await plot.Locator(".hoverlayer .hovertext").CountAsync() == 0; i++)
        {
            await notebook.Page.Mouse.MoveAsync(box.X + box.Width * i / 40, box.Y + box.Height * (40 - i) / 40);
            await notebook.Page.WaitForTimeoutAsync(150);
        }
        Assert.NotEqual(0, await plot.Locator(".hoverlayer .hovertext").CountAsync());
    }
}

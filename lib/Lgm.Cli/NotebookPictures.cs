using Lgm.Figures;
using Lgm.Kernel;
using Lgm.Kernel.Documents;
using Lgm.Kernel.Export;

namespace Lgm.Cli;

/// <summary>PNGs of a notebook's figures, where this machine can make them.</summary>
internal static class NotebookPictures
{
    /// <summary>plotly.js for a page; null where set-up could not fetch it.</summary>
    public static string? Script() => PlotlyScript.Locate() is { } path ? PlotlyScript.FromFile(path).Source : null;

    /// <returns>Whether the notebook was changed; where it could not be, standard error says why: the figures stay without.</returns>
    public static bool Add(Notebook notebook)
    {
        if (!FigurePictures.AreMissing(notebook)) return false;
        var (browser, script) = (FigurePictures.Browser(), Script());
        if (browser is null || script is null)
        {
            var what = browser is null ? "install Chromium (Debian: apt-get install chromium)" : "run bash environment/setup.sh, which fetches plotly.js,";
            Console.Error.WriteLine($"The figures of {notebook.File} have no PNG: {what} and run the notebook again.");
            return false;
        }
        try
        {
            var missing = FigurePictures.Add(notebook, script, browser);
            if (missing > 0) Console.Error.WriteLine($"Chromium could not draw {missing} of the figures of {notebook.File}: they have no PNG.");
            return true;
        }
        catch (NotebookException e)
        {
            // What the cells found is worth more than their pictures: the run goes on.
            Console.Error.WriteLine($"The figures of {notebook.File} have no PNG: {e.Message}");
            return false;
        }
    }
}

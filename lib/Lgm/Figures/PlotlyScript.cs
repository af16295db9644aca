namespace Lgm.Figures;

/// <summary>Our own copy of plotly.js, so that figures open without a network.</summary>
public sealed class PlotlyScript
{
    private const string InRepository = "environment/plotly/node_modules/plotly.js-dist-min/plotly.min.js";

    private PlotlyScript(string source) => Source = source;

    /// <summary>The text of the minified script.</summary>
    public string Source { get; }

    /// <summary>
    /// The copy that <c>environment/setup.sh</c> installed: the file named by the variable <c>LGM_PLOTLY_JS</c>, else the
    /// one in the repository around the running program or around the current folder.
    /// </summary>
    /// <exception cref="WorkbookException">There is none.</exception>
    public static PlotlyScript Find() => Locate() is { } path
        ? FromFile(path)
        : throw new WorkbookException(
            $"plotly.js was not found ({InRepository}): run environment/setup.sh, or name the file in LGM_PLOTLY_JS.");

    /// <summary>Reads a copy of plotly.js.</summary>
    /// <exception cref="WorkbookException">The file is missing, or is not plotly.js.</exception>
    public static PlotlyScript FromFile(string path)
    {
        if (!File.Exists(path))
        {
            throw new WorkbookException($"There is no plotly.js at {path}: run environment/setup.sh, or correct LGM_PLOTLY_JS.");
        }

        var source = File.ReadAllText(path);
        if (!source.Contains("plotly", StringComparison.OrdinalIgnoreCase) || source.Contains("</script", StringComparison.OrdinalIgnoreCase))
        {
            throw new WorkbookException($"{path} is not a plotly.js that a page can carry: install it anew with environment/setup.sh.");
        }

        return new PlotlyScript(source);
    }

    internal static string? Locate()
    {
        if (Environment.GetEnvironmentVariable("LGM_PLOTLY_JS") is { Length: > 0 } named)
        {
            return named;
        }

        return new[] { AppContext.BaseDirectory, Path.GetDirectoryName(typeof(PlotlyScript).Assembly.Location), Environment.CurrentDirectory }
            .Where(folder => !string.IsNullOrEmpty(folder))
            .SelectMany(folder => AndParents(folder!))
            .Select(folder => Path.Combine(folder, InRepository))
            .FirstOrDefault(File.Exists);
    }

    private static IEnumerable<string> AndParents(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            yield return at.FullName;
        }
    }
}

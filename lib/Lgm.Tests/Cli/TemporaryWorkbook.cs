using System.Text.Json.Serialization;

namespace Lgm.Tests.Cli;

/// <summary>
/// A checkout of a test's own: the built command line where set-up builds it, and a catalogue in which "mnist" is a
/// few hundred generated images of three classes, so that nothing is downloaded and a training takes seconds.
/// </summary>
public sealed class TemporaryWorkbook : IDisposable
{
    public const int Train = 200, Test = 60;
    private static readonly JsonSerializerOptions s_catalogue = new(JsonSerializerDefaults.Web) { IgnoreReadOnlyProperties = true, Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    // A port of this machine on which nothing listens.
    private readonly LittleSet digits = LittleSet.Digits(Train, Test, new DataSource("http", "http://127.0.0.1:1/"));

    public TemporaryWorkbook()
    {
        Directory.CreateDirectory(Program);
        // What the test project's own build has beside it is the command line's build with all it needs.
        foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory).Where(f => !Path.GetFileName(f).StartsWith("Lgm.Tests", StringComparison.Ordinal)))
        {
            var place = Path.Combine(Program, Path.GetFileName(file));
            // libtorch is half a gigabyte.
            if (file.EndsWith(".so", StringComparison.Ordinal)) File.CreateSymbolicLink(place, file);
            else File.Copy(file, place);
        }
        File.WriteAllText(Path.Combine(Root, "LgmNotebooks.sln"), "");
        Directory.CreateDirectory(Path.GetDirectoryName(Catalogue)!);
        File.WriteAllText(Catalogue, JsonSerializer.Serialize(new DataSetCatalogue([digits.Entry]), s_catalogue));
        LayImages(Path.Combine(Root, "data", "cache", "mnist"));
    }

    public string Root { get; } = Directory.CreateTempSubdirectory("lgm-workbook-").FullName;

    /// <summary>Where set-up builds the command line.</summary>
    public string Program => Path.Combine(Root, "lib", "Lgm.Cli", "bin", "Release", "net10.0");

    /// <summary>The catalogue of data sets; without it the program takes the one it was built with.</summary>
    public string Catalogue => Path.Combine(Root, "data", "datasets.json");

    /// <summary>A new folder.</summary>
    public string Folder() => Directory.CreateDirectory(Path.Combine(Root, "work", Path.GetRandomFileName())).FullName;

    /// <summary>Puts the programs of the checkout's environment/ into this one's and returns the folder.</summary>
    public string Scripts()
    {
        var folder = Path.Combine(Root, "environment");
        Directory.CreateDirectory(Path.Combine(folder, "slurm"));
        foreach (var script in new[] { "lgm", "native.env", "slurm/sweep.sbatch" }) File.Copy(Path.Combine(NotebookTool.Root, "environment", script), Path.Combine(folder, script), overwrite: true);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Path.Combine(folder, "lgm"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return folder;
    }

    /// <summary>Puts the four files of the generated set into a folder.</summary>
    public void LayImages(string folder) => digits.Lay(folder);

    /// <summary>Runs a command to its end, in a folder that is no checkout.</summary>
    internal CliOutcome Run(string arguments, string? results = null, params (string Name, string? Value)[] environment)
    {
        using var process = Start(arguments, results, environment);
        return process.End();
    }

    /// <param name="arguments">Separated by spaces.</param>
    /// <param name="results">The folder for results. Default: a new one.</param>
    /// <param name="environment">Further variables.</param>
    internal LgmProcess Start(string arguments, string? results = null, params (string Name, string? Value)[] environment)
    {
        var variables = new Dictionary<string, string?>
        {
            ["LGM_DATA"] = null, ["LGM_CACHE"] = null, ["LGM_DEBUG"] = null, ["LGM_RESULTS"] = results ?? Folder(),
            // One thread: two that share a busy core wait for each other, and tests of other classes run at the same time.
            ["DOTNET_PROCESSOR_COUNT"] = "1",
        };
        foreach (var (name, value) in environment) variables[name] = value;
        return new LgmProcess("dotnet", [Path.Combine(Program, "Lgm.Cli.dll"), .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)], variables, Root);
    }

    public void Dispose()
    {
        digits.Dispose();
        Directory.Delete(Root, recursive: true);
    }
}

/// <summary>Tests of the command line run one after another, over one workbook that none of them changes.</summary>
[CollectionDefinition(Name)]
public sealed class CommandLineCollection : ICollectionFixture<TemporaryWorkbook>
{
    public const string Name = "command line";

    /// <summary>Options that make a training of a second or two.</summary>
    public const string Tiny = "--set TrainImages=60 --set TestImages=20 --set Training.BatchSize=10 --set Features=4 --set Training.LearningRate=0.001";
}

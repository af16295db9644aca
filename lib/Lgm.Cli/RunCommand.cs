namespace Lgm.Cli;

/// <summary><c>lgm run EXPERIMENT</c>: one experiment, its table "paper | ours", and its result as a file.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var common = new CommonOptions();
        var name = new Argument<string>("experiment") { Description = $"One of {string.Join(", ", ExperimentCatalogue.All.Select(e => e.Name))}." };
        var list = new Option<bool>("--list") { Description = "Print the options of the preset and stop." };
        var command = new Command("run", "Runs an experiment and keeps its result.") { name, common.Preset, common.Seed, common.Device, common.Precision, common.Batch, common.Set, common.Json, common.Data, common.AllowUnofficial, list };
        command.SetAction(parsed =>
        {
            var experiment = ExperimentCatalogue.Find(parsed.GetValue(name)!);
            var preset = parsed.GetValue(common.Preset)!;
            var options = experiment.Configure(preset, parsed.GetValue(common.Seed), common.Settings(parsed));
            if (parsed.GetValue(list))
            {
                Console.WriteLine(JsonSerializer.Serialize(options, options.GetType(), RunRecord.Json));
                return;
            }
            var record = Run(experiment, preset, options, common, parsed);
            if (parsed.GetValue(common.Json)) Console.WriteLine(record.ToJson());
        });
        return command;
    }

    /// <summary>Runs, keeps the result, and prints its tables but for <c>--json</c>.</summary>
    internal static RunRecord Run(IExperiment experiment, string preset, IExperimentOptions options, CommonOptions common, ParseResult parsed)
    {
        var files = new ResultFiles(experiment.Name, preset, options, common.ChosenDevice(parsed));
        var context = common.Context(parsed, files.Checkpoints);
        AtomicFile.RequireWritable(files.Result);
        var quiet = parsed.GetValue(common.Json);
        if (!quiet) Console.WriteLine($"{experiment.Title}: preset {preset}, {CommonOptions.Computing(context.Device, options.Trains)}");
        var record = TerminalProgress.Show(() => experiment.Run(preset, options, context), quiet);
        record.Save(files.Result);
        // The finished result replaces what was kept for resuming.
        files.Forget();
        if (quiet) return record;
        foreach (var table in record.Tables()) TableWriter.Print(table);
        Console.WriteLine($"Measured in {record.Provenance.Seconds:F0} s on {record.Provenance.Hardware}.");
        Console.WriteLine($"Result: {files.Result}");
        return record;
    }
}

using System.CommandLine;
using System.Text.Json;
using Lgm.Experiments;

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
                return 0;
            }
            return Run(experiment, preset, options, common, parsed);
        });
        return command;
    }

    internal static int Run(IExperiment experiment, string preset, object options, CommonOptions common, ParseResult parsed)
    {
        var json = parsed.GetValue(common.Json);
        var context = common.Context(parsed);
        var files = new ResultFiles(experiment.Name, preset, options);
        AtomicFile.RequireWritable(files.Result);
        if (!json) Console.WriteLine($"{experiment.Title}: preset {preset}, {context.Computing}");
        RunRecord Work(IProgress<WorkProgress>? progress) => experiment.Run(preset, options, context with { Progress = progress, Checkpoints = files.Checkpoints });
        var record = json ? Work(null) : TerminalProgress.Show(Work);
        record.Save(files.Result);
        // The finished result replaces what was kept for resuming.
        files.Forget();
        if (json)
        {
            Console.WriteLine(record.ToJson());
            return 0;
        }
        TableWriter.Print(experiment.Table(record, PaperNumbers.Load()));
        Console.WriteLine($"Measured in {record.Provenance.Seconds:F0} s on {record.Provenance.Hardware}.");
        Console.WriteLine($"Result: {files.Result}");
        return 0;
    }
}

using Lgm.Training;

namespace Lgm.Cli;

/// <summary><c>lgm sweep FILE</c>: many runs from one file, over as many days, processes and machines as it takes.</summary>
internal static class SweepCommand
{
    /// <summary>Stopped before its end; what was done is kept. Batch systems know this code as "try again".</summary>
    private const int Again = 75;

    public static Command Create()
    {
        var common = new CommonOptions();
        var file = new Argument<FileInfo>("file") { Description = "A JSON list of { \"experiment\", \"preset\", \"options\", \"seeds\" }." };
        var list = new Option<bool>("--list") { Description = "Print one line a run, with its index, and stop." };
        var index = new Option<int?>("--index") { Description = "Do this run alone: what one task of a job array does.", HelpName = "i" };
        var jobs = new Option<int>("--jobs") { Description = "Do so many runs at a time, each with its share of the cores and its own memory.", DefaultValueFactory = _ => 1, HelpName = "n" };
        var leash = new Option<bool>("--while-input-lasts") { Hidden = true };
        var status = new Option<bool>("--status") { Description = "Print which runs are done, begun and not yet run, and stop." };
        var collect = new Option<bool>("--collect") { Description = "Print the tables of what is done, and stop." };
        var markdown = new Option<bool>("--markdown") { Description = "With --collect: as Markdown." };
        var command = new Command("sweep", "Does every run of a file that has no result yet. Exit code 75: stopped by a signal; the same command goes on from there.")
        {
            file, list, index, jobs, leash, status, collect, markdown, common.Device, common.Precision, common.Batch, common.Data, common.AllowUnofficial,
        };
        command.SetAction(parsed =>
        {
            var path = parsed.GetValue(file)!.FullName;
            var sweep = Sweep.Load(path, common.Trained(parsed));
            var results = new SweepResults(sweep, ResultFiles.Folders);
            if (parsed.GetValue(list)) return List(sweep);
            if (parsed.GetValue(status)) return Status(sweep, results, common.ChosenDevice(parsed));
            if (parsed.GetValue(collect)) return Collect(results, parsed.GetValue(markdown));
            var chosen = parsed.GetValue(index);
            if (chosen < 0 || chosen >= sweep.Runs.Count) throw new WorkbookException($"The sweep {path} has no run {chosen}: give an index from 0 to {sweep.Runs.Count - 1}.");
            var together = parsed.GetValue(jobs);
            if (together < 1) throw new WorkbookException($"--jobs is {together}: give a whole number from 1.");
            if (together > 1 && chosen is not null) throw new WorkbookException($"--index names one run and --jobs wants {together} at a time: give one of the two.");
            if (parsed.GetValue(leash)) CommandLine.InterruptWhenInputEnds();
            try
            {
                return together > 1 ? RunTogether(sweep, results, SweepProcesses.Of(parsed, jobs)) : Run(chosen is { } one ? [sweep.Runs[one]] : sweep.Runs, results, common, parsed);
            }
            catch (OperationCanceledException)
            {
                Console.Error.WriteLine(CommandLine.GoOn);
                return Again;
            }
        });
        return command;
    }

    private static ResultFiles Files(SweepRun run, TorchSharp.torch.Device device) => new(run.Experiment.Name, run.Preset, run.Options, device);

    private static int List(Sweep sweep)
    {
        foreach (var (i, run) in sweep.Runs.Index()) Console.WriteLine($"{i,4}  {run}");
        return 0;
    }

    private static int Status(Sweep sweep, SweepResults results, TorchSharp.torch.Device device)
    {
        foreach (var (i, run) in sweep.Runs.Index())
        {
            var state = results.Of(run) is { } result ? result.Diverged is null ? "done" : "diverged" : Directory.Exists(Files(run, device).Checkpoints) ? "begun" : "not yet run";
            Console.WriteLine($"{i,4}  {state,-11}  {run}");
        }
        Console.WriteLine(results.Progress);
        return 0;
    }

    private static int Collect(SweepResults results, bool markdown)
    {
        foreach (var table in results.Tables())
        {
            if (markdown) Console.WriteLine(table.ToMarkdown());
            else TableWriter.Print(table);
        }
        return 0;
    }

    private static int RunTogether(Sweep sweep, SweepResults results, SweepProcesses processes)
    {
        var done = sweep.Runs.Index().DistinctBy(r => SweepResults.Name(r.Item)).ToLookup(r => results.Of(r.Item) is not null);
        foreach (var (_, run) in done[true]) Console.WriteLine($"Done before: {run}");
        return processes.Run(done[false].Select(r => r.Index)) == 0 ? 0 : CommandLine.Failed;
    }

    // A run that cannot be done does not keep the others from being done.
    private static int Run(IReadOnlyList<SweepRun> runs, SweepResults results, CommonOptions common, ParseResult parsed)
    {
        var code = 0;
        foreach (var run in runs)
        {
            var files = Files(run, common.ChosenDevice(parsed));
            if (results.Of(run) is not null)
            {
                Console.WriteLine($"Done before: {run}");
                continue;
            }
            using var alone = files.TryReserve();
            if (alone is null)
            {
                Console.WriteLine($"Left to another process: {run}");
                continue;
            }
            // Another process may have ended it between the two looks.
            if (results.Of(run) is not null) continue;
            Console.WriteLine($"Run: {run}");
            var clock = Stopwatch.StartNew();
            try
            {
                RunCommand.Run(run.Experiment, run.Preset, run.Options, common, parsed);
            }
            catch (DivergedException e)
            {
                // As final as a result: on this machine the same options and seed would end there again.
                Console.WriteLine($"Diverged: {e.Message}");
                new RunRecord(run.Experiment.Name, run.Preset, run.Options, null, Provenance.Now(common.ChosenDevice(parsed), run.Options.Trains, clock.Elapsed), e.Message).Save(files.Result);
                files.Forget();
            }
            catch (WorkbookException e)
            {
                Console.Error.WriteLine(e.Message);
                code = CommandLine.Failed;
            }
        }
        return code;
    }
}

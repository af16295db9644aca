namespace Lgm.Cli;

/// <summary><c>lgm reproduce</c>: the headline, from nothing but the program; every number is measured here and now.</summary>
internal static class ReproduceCommand
{
    public static Command Create()
    {
        var common = new CommonOptions();
        var full = new Option<bool>("--full") { Description = "Attack all 10,000 test digits, not the first 1,000, on the networks that come with the workbook." };
        var command = new Command("reproduce", "Fetches MNIST, trains three losses and attacks them, then attacks the trained networks of data/checkpoints, and compares both with the paper.")
        {
            full, common.Seed, common.Device, common.Precision, common.Batch, common.Set, common.Data, common.AllowUnofficial,
        };
        command.SetAction(parsed =>
        {
            IExperiment detection = new AttackDetection();
            RunRecord Run(params IEnumerable<(string Name, string Value)> more)
            {
                Console.WriteLine();
                var settings = more.Select(m => KeyValuePair.Create(m.Name, m.Value)).Concat(common.Settings(parsed));
                return RunCommand.Run(detection, "quick", detection.Configure("quick", parsed.GetValue(common.Seed), settings), common, parsed);
            }
            // A good half of what `lgm run detection` trains with: a reader waits for it.
            (string, string)[] brief = [("EachEpoch", "false"), ("TrainImages", "6000"), ("FitImages", "1000"), ("TestImages", "1000"), ("Resamples", "1000")];
            var now = Run(brief);
            var before = Run([.. parsed.GetValue(full) ? [("Resamples", "1000"), ("TestImages", "10000")] : brief, ("Networks", "data/checkpoints"), ("Epsilons", "0.3")]);
            TableWriter.Print(DetectionTables.Headline(("trained now", now), ("the networks of data/checkpoints", before)));
        });
        return command;
    }
}

using System.CommandLine;
using Lgm.Experiments;

namespace Lgm.Cli;

/// <summary><c>lgm reproduce</c>: the headline, from nothing but the program; every number is measured here and now, but for best epochs, which records say.</summary>
internal static class ReproduceCommand
{
    private const int QuickDigits = 2_000, AllDigits = 10_000;

    public static Command Create()
    {
        var common = new CommonOptions();
        var full = new Option<bool>("--full") { Description = $"Attack all {AllDigits} test digits on the trained networks, not the first {QuickDigits}." };
        var command = new Command("reproduce", "Fetches MNIST, trains three losses and attacks them, then judges the trained networks of data/checkpoints.")
        {
            full, common.Seed, common.Device, common.Precision, common.Batch, common.Set, common.Data, common.AllowUnofficial,
        };
        command.SetAction(parsed =>
        {
            var store = common.Store(parsed);
            TerminalProgress.Show(progress => store.Get(store.Catalogue.Find("mnist"), progress, CommandLine.Interrupt));
            // The settings are for the trainings; the trained networks are what they are.
            Run("adversarial-detection", common.Settings(parsed));
            var digits = KeyValuePair.Create("TestImages", $"{(parsed.GetValue(full) ? AllDigits : QuickDigits)}");
            foreach (var judged in new[] { "networks", "detection" }) Run(judged, [digits]);
            return 0;

            void Run(string name, IEnumerable<KeyValuePair<string, string>> settings)
            {
                var experiment = ExperimentCatalogue.Find(name);
                Console.WriteLine();
                RunCommand.Run(experiment, "quick", experiment.Configure("quick", parsed.GetValue(common.Seed), settings), common, parsed);
            }
        });
        return command;
    }
}

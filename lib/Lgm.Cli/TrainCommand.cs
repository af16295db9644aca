using System.Globalization;
using Lgm.Losses;
using Lgm.Training;

namespace Lgm.Cli;

/// <summary><c>lgm train</c>: one model, kept as a file that Python can read too.</summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        var common = new CommonOptions();
        var loss = new Option<string>("--loss") { Description = $"One of {string.Join(", ", LossCatalogue.Names)}.", DefaultValueFactory = _ => "lgm", HelpName = "loss" };
        var output = new Option<FileInfo?>("--out") { Description = "The file for the weights (safetensors). Default: results/<loss>-<preset>.safetensors. Interrupted, it holds all that is needed to go on.", HelpName = "file" };
        var weights = new Option<FileInfo?>("--weights") { Description = "A second file, of the weights alone, with a record of the training beside it: what data/checkpoints holds.", HelpName = "file" };
        var train = new Command("train", "Trains one model and prints its accuracy on the test images.") { loss, output, weights, common.Preset, common.Seed, common.Device, common.Precision, common.Batch, common.Set, common.Data, common.AllowUnofficial };
        train.SetAction(parsed =>
        {
            var name = parsed.GetValue(loss)!;
            var preset = parsed.GetValue(common.Preset)!;
            if (common.Settings(parsed).Any(s => s.Key.Equals("Losses", StringComparison.OrdinalIgnoreCase)))
                throw new WorkbookException("The option Losses is not for `lgm train`, which trains the one loss of --loss: leave it out, or use `lgm run recognition`.");
            var options = new Recognition().Configure(preset, parsed.GetValue(common.Seed), [.. common.Settings(parsed), KeyValuePair.Create("Losses", name)]);
            var context = common.Context(parsed);
            var path = parsed.GetValue(output)?.FullName ?? Path.Combine(ResultFiles.Folder, $"{name}-{preset}.safetensors");
            AtomicFile.RequireWritable(path);
            var published = parsed.GetValue(weights)?.FullName;
            if (published is not null) AtomicFile.RequireWritable(published);
            Console.WriteLine($"{LossCatalogue.Title(name)}: preset {preset}, {CommonOptions.Computing(context.Device, options.Training)}");
            _ = Provenance.CommitAtStart;
            var accuracy = TerminalProgress.Show(() => Train(name, preset, options, context, path, published, Typed(parsed)));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{LossCatalogue.Title(name)}: {accuracy:P2} of {(options.HeldOut > 0 ? $"{options.HeldOut} held-out" : $"{options.TestImages} test")} images right after the last epoch"));
            Console.WriteLine($"Weights: {published ?? path}");
        });
        return train;
    }

    // Without the places of files, which are this machine's.
    private static string Typed(ParseResult parsed)
    {
        static bool IsPlace(string word) => word is "--out" or "--weights" or "--data";
        string[] words = ["lgm", .. parsed.Tokens.Select(t => t.Value)];
        return string.Join(' ', words.Where((word, i) => !IsPlace(word) && (i == 0 || !IsPlace(words[i - 1]))));
    }

    private static double Train(string loss, string preset, RecognitionOptions options, Context context, string state, string? weights, string command)
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        var clock = System.Diagnostics.Stopwatch.StartNew();
        using var images = context.Images(options);
        using var network = Network.Train(loss, options, images, context.Device, state);
        return weights is null
            ? network.Model.Accuracy(images.Test, $"test {LossCatalogue.Title(loss)}")
            : Network.Keep(network, weights, options, images, context with { Preset = preset, Command = command }, clock.Elapsed);
    }
}

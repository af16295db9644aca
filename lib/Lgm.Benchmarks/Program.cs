using Lgm;
using Lgm.Benchmarks;
using Lgm.Experiments;
using TorchSharp;

// lgm-benchmarks [--only PARTS,OF,NAMES] [--rounds 5] [--device cpu] [--out FILE]: everything side by side with its peers, table and JSON.
// lgm-benchmarks measure NAME DEVICE: one measurement in this process, as one line of JSON; what the rounds above start.
Machine.UseCores();
// Read now: a run takes a quarter of an hour, and the checkout may move on meanwhile.
_ = Provenance.CommitAtStart;
if (args is ["measure", var name, var on])
{
    Console.WriteLine(Measurements.Run(name, torch.device(on)).ToJson());
    return 0;
}
string? Option(string key) => Array.IndexOf(args, key) is var i and >= 0 && i + 1 < args.Length ? args[i + 1] : null;
var rounds = int.Parse(Option("--rounds") ?? "5", System.Globalization.CultureInfo.InvariantCulture);
var report = SideBySide.Run(Option("--only") ?? "", rounds, torch.device(Option("--device") ?? "cpu"), Console.Error.WriteLine);
if (Option("--out") is { } file) report.Save(file);
Console.WriteLine(report.ToMarkdown());
return 0;

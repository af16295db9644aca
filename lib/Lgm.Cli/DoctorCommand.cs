using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Lgm.Experiments;

namespace Lgm.Cli;

/// <summary><c>lgm doctor</c>: in some seconds, whether libtorch does what the workbook needs.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var common = new CommonOptions();
        var command = new Command("doctor", "Tries what the workbook needs of the machine and prints what it found.") { common.Device };
        command.SetAction(parsed =>
        {
            var device = common.ChosenDevice(parsed);
            Console.WriteLine($"libtorch   {Machine.Libtorch}");
            Console.WriteLine($"processor  {Machine.Processor}");
            Console.WriteLine($"threads    {TorchSharp.torch.get_num_threads()}");
            Console.WriteLine($"bfloat16   {(Machine.BFloat16Units is { Count: > 0 } units ? string.Join(", ", units) : "no units: float32 is faster here")}");
            Console.WriteLine($"GPU        {Machine.Gpu}{(TorchSharp.torch.cuda_is_available() ? "" : ": computing on the CPU")}");
            Console.WriteLine($"device     {device}");
            foreach (var check in SelfTest.Checks)
            {
                var clock = Stopwatch.StartNew();
                try { check.Run(device); }
                catch (Exception e) when (e is not WorkbookException) { throw new WorkbookException($"The libtorch {Machine.Libtorch} fails at {check.Name} ({e.Message.Split('\n')[0].TrimEnd('.')}): run bash environment/setup.sh, and where that does not help report this sentence.", e); }
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ok         {check.Name} ({clock.Elapsed.TotalMilliseconds:F0} ms)"));
            }
            return 0;
        });
        return command;
    }
}

using Lgm.Data;
using Lgm.Losses;
using Lgm.Models;
using Lgm.Training;
using TorchSharp;
using static TorchSharp.torch;

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
            Console.WriteLine($"threads    {get_num_threads()}");
            Console.WriteLine($"bfloat16   {(Machine.BFloat16Units is { Count: > 0 } units ? string.Join(", ", units) : "no units: float32 is faster here")}");
            Console.WriteLine($"GPU        {Machine.Gpu}{(cuda_is_available() ? "" : ": computing on the CPU")}");
            Console.WriteLine($"device     {device}");
            try
            {
                var furthest = DistanceAfterResume(device);
                if (!(furthest <= (device.type == DeviceType.CPU ? 0 : 1e-4))) throw new InvalidOperationException($"a resumed training ends elsewhere, weights differ by {furthest}");
            }
            catch (Exception e) when (e is not WorkbookException) { throw new WorkbookException($"The libtorch {Machine.Libtorch} fails at a training that is saved, loaded and goes on ({e.Message.Split('\n')[0].TrimEnd('.')}): run bash environment/setup.sh, and where that does not help report this sentence.", e); }
            Console.WriteLine("ok         a training that is saved, loaded and goes on");
        });
        return command;
    }

    // Two steps with a checkpoint between them, and both without: how far apart the weights end, 0 on a CPU.
    private static double DistanceAfterResume(Device device)
    {
        using var scope = NewDisposeScope();
        var pixels = new byte[64 * 28 * 28];
        new Random(1).NextBytes(pixels);
        using var images = ImageSet.From(new ImageData(pixels, [.. Enumerable.Range(0, 64).Select(i => i % 10L)], 64, 1, 28, 28, "doctor"), 10, device);
        var path = Path.Combine(Path.GetTempPath(), $"lgm-doctor-{Environment.ProcessId}.safetensors");
        BoundedClassifier Trained(int epochs, string? checkpoint)
        {
            manual_seed(1);
            var model = new BoundedClassifier(new MnistNet(8), new GaussianMixture(10, 8), PixelSpace.Mnist).to(device);
            Trainer.Train(model, images, new TrainingOptions { Epochs = epochs, BatchSize = 64, LearningRate = 0.001 }, checkpoint);
            return model;
        }
        try
        {
            Trained(1, path);
            return Trained(2, path).parameters().Zip(Trained(2, null).parameters(), (a, b) => (a - b).abs().max().item<float>()).Max();
        }
        finally
        {
            File.Delete(path);
        }
    }
}

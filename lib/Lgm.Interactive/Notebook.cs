using System.Reflection;
using System.Runtime.InteropServices;
using Lgm.Experiments;
using static TorchSharp.torch;

namespace Lgm.Interactive;

/// <summary>What the first cell of every notebook calls.</summary>
public static class Notebook
{
    /// <summary>
    /// From here on charts, tables and tensors are shown inline, long work moves a bar below its cell, and the stop button of
    /// a front end that has one ends a training after the present step, with its checkpoint written. Calling it again does no harm.
    /// </summary>
    /// <param name="offline">
    /// Where a front end needs a chart as a page, the page brings plotly.js along: 3.6 MB a notebook, and no network. False leaves the
    /// page to Plotly.NET.Interactive, whose charts are a few kB each and fetch plotly.js from the web as they are looked at.
    /// </param>
    /// <returns>What the numbers of this session depend on: versions, device, precision.</returns>
    /// <exception cref="WorkbookException">libtorch cannot be loaded; the message says which library, and what to do.</exception>
    public static ResultTable Start(bool offline = true)
    {
        ChartDisplay.Register(offline);
        TableDisplay.Register();
        TensorDisplay.Register();
        ProgressLine.Register();
        var progress = new ProgressDisplay(TimeProvider.System);
        LongWork.Progress = progress;
        LongWork.Cancellation = progress.Begin;
        return Versions();
    }

    private static ResultTable Versions()
    {
        Machine.UseCores();
        var device = cuda_is_available() ? CUDA : CPU;
        return new ResultTable(
            "Versions", ["part", "version"],
            [
                [".NET", RuntimeInformation.FrameworkDescription], ["TorchSharp", VersionOf(typeof(Tensor))], ["libtorch", Machine.Libtorch], ["Plotly.NET", VersionOf(typeof(Plotly.NET.GenericChart))],
                ["device", device.type == TorchSharp.DeviceType.CUDA ? Machine.Gpu : $"CPU, {get_num_threads()} threads"], ["convolutions trained in", Machine.FasterPrecision(device).ToString().ToLowerInvariant()],
            ], []);
    }

    private static string VersionOf(Type type) => type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";
}

using System.IO.Pipes;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Lgm.Kernel.Engine;

namespace Lgm.Kernel.Host;

/// <summary>
/// The process that runs the cells of one notebook: it takes <see cref="CellRequest"/>s from one pipe and answers with
/// <see cref="CellMessage"/>s on another, a line each. Its standard streams are left to native code.
/// </summary>
internal static partial class CellHost
{
    public static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="requests">The handle of the pipe to read from.</param>
    /// <param name="messages">The handle of the pipe to write to.</param>
    /// <param name="folder">The notebook's folder.</param>
    public static int Run(string requests, string messages, string folder)
    {
        BeFirstToGo();
        KeepToItself(requests);
        KeepToItself(messages);
        using var input = new StreamReader(new AnonymousPipeClientStream(PipeDirection.In, requests));
        using var output = new StreamWriter(new AnonymousPipeClientStream(PipeDirection.Out, messages), new UTF8Encoding(false), 1 << 16) { NewLine = "\n" };
        using var standardOutput = Console.OpenStandardOutput();
        using var standardError = Console.OpenStandardError();
        Environment.CurrentDirectory = folder;
        using var session = new Session(folder);
        while (input.ReadLine() is { } line)
        {
            var request = JsonSerializer.Deserialize<CellRequest>(line, Json)!;
            var pipe = new PipeOutput(request.Cell, output);
            var error = session.Run(request.Code, pipe);
            // What native code printed lies in its own buffers still.
            if (!OperatingSystem.IsWindows()) Flush(0);
            var mark = Encoding.UTF8.GetBytes(CellMessage.EndMark(request.Cell));
            standardOutput.Write(mark);
            standardError.Write(mark);
            pipe.Send(new CellMessage(CellMessage.End, request.Cell, Error: error));
        }
        return 0;
    }

    // Where memory runs out, the cells are to be ended and not the runner, which still has the notebook to save.
    private static void BeFirstToGo()
    {
        try { File.WriteAllText("/proc/self/oom_score_adj", "800"); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { }
    }

    // A program that a cell starts must not hold the pipes open when this process is gone.
    private static void KeepToItself(string handle)
    {
        const int setFlags = 2, closeOnExec = 1;
        if (!OperatingSystem.IsWindows()) _ = Control(int.Parse(handle, System.Globalization.CultureInfo.InvariantCulture), setFlags, closeOnExec);
    }

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int descriptor, int command, int argument);

    [LibraryImport("libc", EntryPoint = "fflush")]
    private static partial int Flush(nint allStreams);
}

using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Lgm.Kernel.Engine;
using Lgm.Kernel.Zmtp;

namespace Lgm.Kernel.Jupyter;

/// <summary>
/// A Jupyter kernel: takes requests from front ends and answers them. Shell requests are answered one after another, as
/// cells run; control requests, such as an interrupt, at any time.
/// </summary>
internal sealed class JupyterKernel
{
    private readonly KernelLog log = new();
    private readonly Channels channels;
    private readonly Task<Session> starting;
    private readonly History history = new();
    private readonly Executions executions;

    /// <exception cref="NotebookException">The connection file is wrong, or its ports are taken.</exception>
    private JupyterKernel(string connectionFile)
    {
        channels = new Channels(ConnectionFile.Read(connectionFile), log);
        // A front end waits for the answer to its first question and not for the compiler.
        starting = Task.Factory.StartNew(StartSession, TaskCreationOptions.LongRunning);
        executions = new Executions(channels, starting, history);
    }

    /// <summary>Serves until a front end, a signal or the end of the parent process ends it; does not return.</summary>
    public static int Run(string connectionFile)
    {
        JupyterKernel kernel;
        try
        {
            kernel = new JupyterKernel(connectionFile);
        }
        catch (NotebookException e)
        {
            Console.Error.WriteLine(e.Message);
            return 1;
        }
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => { signal.Cancel = true; kernel.Interrupt(); });
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => kernel.Exit());
        // An exception on a thread that a cell started ends that thread and not the session.
        ExceptionHandling.SetUnhandledExceptionHandler(kernel.Survive);
        ParentWatch.Start(kernel.Exit);
        new Thread(() => kernel.Serve(kernel.channels.Control, kernel.channels.ControlSocket)) { IsBackground = true, Name = "control" }.Start();
        kernel.Serve(kernel.channels.Shell, kernel.channels.ShellSocket);
        return 0;
    }

    private static Session StartSession()
    {
        var session = new Session(Environment.CurrentDirectory);
        session.WarmUp();
        return session;
    }

    private void Serve(BoundedQueue<Request> queue, RouterSocket socket)
    {
        while (queue.Take(out var request))
        {
            IReadOnlyList<Request> left = [];
            // Taken before the answer: what is asked after it is meant to run.
            Answer(request, socket, () => left = request.Type == "execute_request" && executions.MustAbort ? queue.TakeAll() : []);
            foreach (var waiting in left)
            {
                if (waiting.Type == "execute_request") Busy(waiting, () => channels.Reply(socket, waiting, new() { ["status"] = "aborted" }));
                else Answer(waiting, socket, () => { });
            }
        }
    }

    private void Answer(Request request, RouterSocket socket, Action beforeReply)
    {
        // Before all else: it is what somebody waits for who waits no longer.
        if (request.Type == "interrupt_request") Interrupt();
        Busy(request, () =>
        {
            var content = Content(request);
            beforeReply();
            if (content is not null) channels.Reply(socket, request, content);
        });
        if (request.Type == "shutdown_request") Exit();
    }

    private void Busy(Request request, Action work)
    {
        channels.Publish("status", new() { ["execution_state"] = "busy" }, request);
        try
        {
            work();
        }
        catch (Exception e)
        {
            log.Write($"{request.Type} failed: {e.Message} ({e.GetType().Name})");
        }
        channels.Publish("status", new() { ["execution_state"] = "idle" }, request);
    }

    // Null where a message wants no answer.
    private JsonObject? Content(Request request)
    {
        switch (request.Type)
        {
            case "kernel_info_request": return KernelInfo.Content();
            case "execute_request": return executions.Run(request);
            case "complete_request": return new Completions(starting.Result).Content(request);
            case "inspect_request": return new Inspections(starting.Result).Content(request);
            case "is_complete_request": return Completeness.Content(request.Text("code"));
            case "history_request": return history.Content(request);
            case "comm_info_request": return Ok(new() { ["comms"] = new JsonObject() });
            case "interrupt_request": return Ok([]);
            case "shutdown_request": return Ok(new() { ["restart"] = request.Flag("restart", false) });
            case "comm_open":
                // There are no widgets here: the front end may forget its side.
                channels.Publish("comm_close", new() { ["comm_id"] = request.Text("comm_id"), ["data"] = new JsonObject() }, request);
                return null;
            case "comm_msg" or "comm_close": return null;
            default:
                log.Write($"A {request.Type} is not known here.");
                return null;
        }
    }

    private static JsonObject Ok(JsonObject content)
    {
        content["status"] = "ok";
        return content;
    }

    private void Interrupt()
    {
        if (starting.IsCompletedSuccessfully) starting.Result.Interrupt();
    }

    private bool Survive(Exception exception)
    {
        Console.Error.WriteLine($"A thread ended: {string.Join('\n', ErrorTrace.Of(exception).Trace)}");
        return true;
    }

    // Threads of cells may run native code on: whatever they do, the process is gone within two seconds.
    private void Exit()
    {
        new Thread(() =>
        {
            Thread.Sleep(2000);
            System.Diagnostics.Process.GetCurrentProcess().Kill();
        }) { IsBackground = true }.Start();
        channels.Dispose();
        Environment.Exit(0);
    }
}

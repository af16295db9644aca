using System.Text.Json.Nodes;
using Lgm.Kernel.Engine;
using Lgm.Kernel.Zmtp;

namespace Lgm.Kernel.Jupyter;

/// <summary>
/// A Jupyter kernel: takes requests from front ends and answers them. Shell requests are answered one after another, as
/// cells run; control requests, such as an interrupt, at any time.
/// </summary>
internal sealed class JupyterKernel : IDisposable
{
    private readonly KernelLog log = new();
    private readonly Action exit;
    private readonly Channels channels;
    private readonly Task<Session> starting;
    private readonly History history = new();
    private readonly Executions executions;

    /// <param name="connectionFile">Its path.</param>
    /// <param name="exit">Ends the process; called where a front end asks for that.</param>
    /// <exception cref="NotebookException">The connection file is wrong, or its ports are taken.</exception>
    public JupyterKernel(string connectionFile, Action exit)
    {
        this.exit = exit;
        channels = new Channels(ConnectionFile.Read(connectionFile), log);
        // A front end waits for the answer to its first question and not for the compiler.
        starting = Task.Factory.StartNew(() => new Session(Environment.CurrentDirectory), TaskCreationOptions.LongRunning);
        starting.ContinueWith(session => session.Result.WarmUp(), default, TaskContinuationOptions.LongRunning | TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
        executions = new Executions(channels, starting, history);
    }

    /// <summary>Answers front ends; does not return.</summary>
    public void Serve()
    {
        new Thread(() => Serve(channels.Control, channels.ControlSocket)) { IsBackground = true, Name = "control" }.Start();
        Serve(channels.Shell, channels.ShellSocket);
    }

    /// <summary>Ends the cell that runs.</summary>
    public void Interrupt()
    {
        if (starting.IsCompletedSuccessfully) starting.Result.Interrupt();
    }

    public void Dispose() => channels.Dispose();

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
        if (request.Type == "shutdown_request") exit();
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
}

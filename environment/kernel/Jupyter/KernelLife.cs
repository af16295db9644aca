using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Lgm.Kernel.Engine;

namespace Lgm.Kernel.Jupyter;

/// <summary>How the process of a kernel begins, what signals do to it, and how it ends.</summary>
internal sealed class KernelLife
{
    private static readonly TimeSpan s_lastWords = TimeSpan.FromSeconds(2);
    private readonly JupyterKernel kernel;

    private KernelLife(string connectionFile) => kernel = new JupyterKernel(connectionFile, End);

    /// <summary>Serves until a front end, a signal or the end of the parent process ends it; returns only where it cannot begin.</summary>
    public static int Run(string connectionFile)
    {
        KernelLife life;
        try
        {
            life = new KernelLife(connectionFile);
        }
        catch (NotebookException e)
        {
            Console.Error.WriteLine(e.Message);
            return 1;
        }
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => { signal.Cancel = true; life.kernel.Interrupt(); });
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => life.End());
        // An exception on a thread that a cell started ends that thread and not the session.
        ExceptionHandling.SetUnhandledExceptionHandler(Survive);
        ParentWatch.Start(life.End);
        life.kernel.Serve();
        return 0;
    }

    private static bool Survive(Exception exception)
    {
        Console.Error.WriteLine($"A thread ended: {string.Join('\n', ErrorTrace.Of(exception).Trace)}");
        return true;
    }

    // Threads of cells may run native code on: whatever they do, the process is gone within two seconds.
    private void End()
    {
        new Thread(() =>
        {
            Thread.Sleep(s_lastWords);
            Process.GetCurrentProcess().Kill();
        }) { IsBackground = true }.Start();
        kernel.Dispose();
        Environment.Exit(0);
    }
}

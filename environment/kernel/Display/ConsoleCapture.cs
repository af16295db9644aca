using System.Text;
using Lgm.Kernel.Engine;

namespace Lgm.Kernel.Display;

/// <summary>
/// Takes over the console: what any thread prints goes to the cell's output. The first print goes at once, so that it is
/// there even if the next line ends the process; those that follow within a moment are gathered, so that a loop that
/// prints does not become a message a letter.
/// </summary>
internal sealed class ConsoleCapture : IDisposable
{
    private const int Full = 8192;
    private static readonly TimeSpan s_delay = TimeSpan.FromMilliseconds(50);
    private readonly TextWriter formerOut = Console.Out, formerError = Console.Error;
    private readonly object gate = new();
    private readonly StringBuilder pending = new();
    private readonly AutoResetEvent printed = new(false);
    private string stream = "stdout";
    private long flushed;
    private volatile bool isDisposed;

    public ConsoleCapture()
    {
        // A thread of its own: what cells do to the thread pool must not hold up what they print.
        new Thread(FlushLater) { IsBackground = true, Name = "console" }.Start();
        Console.SetOut(new Writer(this, "stdout"));
        Console.SetError(new Writer(this, "stderr"));
    }

    /// <summary>Hands on what was printed so far; the order of prints and displays is kept by it.</summary>
    public void Flush()
    {
        lock (gate)
        {
            if (pending.Length == 0) return;
            CurrentOutput.Value.Print(stream, pending.ToString());
            pending.Clear();
            flushed = Environment.TickCount64;
        }
    }

    public void Dispose()
    {
        Console.SetOut(formerOut);
        Console.SetError(formerError);
        isDisposed = true;
        printed.Set();
        Flush();
    }

    private void FlushLater()
    {
        while (printed.WaitOne() && !isDisposed)
        {
            Thread.Sleep(s_delay);
            Flush();
        }
    }

    private void Print(string to, string text)
    {
        // A library that prints while it works can be ended there.
        Interruption.Check();
        lock (gate)
        {
            if (to != stream) Flush();
            stream = to;
            if (pending.Length == 0) printed.Set();
            pending.Append(text);
            if (pending.Length >= Full || Environment.TickCount64 - flushed > s_delay.TotalMilliseconds) Flush();
        }
    }

    private sealed class Writer(ConsoleCapture capture, string stream) : TextWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override string NewLine => "\n";

        public override void Write(char value) => capture.Print(stream, value.ToString());

        public override void Write(char[] buffer, int index, int count) => capture.Print(stream, new string(buffer, index, count));

        public override void Write(ReadOnlySpan<char> buffer) => capture.Print(stream, buffer.ToString());

        public override void Write(string? value) => capture.Print(stream, value ?? "");

        // Whoever shows a value flushes the console first, so that prints before it stay before it.
        public override void Flush() => capture.Flush();

        public override void WriteLine(string? value) => capture.Print(stream, value + "\n");
    }
}

using System.Globalization;
using Spectre.Console;

namespace Lgm.Cli;

/// <summary>Draws reports of long work: bars in a terminal, a plain line every few seconds elsewhere; nothing for work under two seconds.</summary>
public static class TerminalProgress
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2), Between = TimeSpan.FromSeconds(10);

    /// <summary>Does work, draws what it reports unless it is to be quiet, and lets Ctrl-C stop it.</summary>
    public static T Show<T>(Func<T> work, bool quiet = false)
    {
        T Watched(IProgress<WorkProgress>? progress)
        {
            using var watch = LongWork.Watch(progress, CommandLine.Interrupt);
            return work();
        }
        return quiet ? Watched(null) : CommandLine.IsTerminal ? Bars(Watched) : Watched(new Lines());
    }

    private static T Bars<T>(Func<IProgress<WorkProgress>, T> work) => AnsiConsole.Progress().AutoClear(false)
        .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn(), new RemainingTimeColumn())
        .Start(context =>
        {
            var tasks = new Dictionary<string, ProgressTask>();
            return work(new Receiver(report =>
            {
                if (!tasks.TryGetValue(report.Task, out var task)) tasks[report.Task] = task = context.AddTask(Markup.Escape(report.Task));
                task.MaxValue = Math.Max(report.Total, 1e-9);
                task.Value = report.Done;
                task.Description = Markup.Escape(report.Note.Length > 0 ? $"{report.Task}  {report.Note}" : report.Task);
            }));
        });

    // Not System.Progress<T>, which reports from the thread pool, later and out of order.
    private sealed class Receiver(Action<WorkProgress> receive) : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value)
        {
            lock (this) receive(value);
        }
    }

    private sealed class Lines : IProgress<WorkProgress>
    {
        private readonly Stopwatch clock = Stopwatch.StartNew();
        private string task = "";
        private TimeSpan started, last;

        public void Report(WorkProgress value)
        {
            lock (clock)
            {
                var now = clock.Elapsed;
                if (value.Task != task) (task, started, last) = (value.Task, now, now - Between + Quiet);
                var ended = value.Done >= value.Total && now - started >= Quiet;
                if (now - last < Between && !ended) return;
                last = now;
                var share = value.Total > 0 ? (value.Done / value.Total).ToString("P0", CultureInfo.InvariantCulture) : "";
                Console.WriteLine($"  {value.Task} {share} {value.Note} ({(now - started).TotalSeconds.ToString("F0", CultureInfo.InvariantCulture)} s)");
            }
        }
    }
}

using System.Text;
using Lgm.Kernel.Host;

namespace Lgm.Kernel.Running;

/// <summary>Reads one standard stream of the cells' process, where native code prints, and tells which cell each text belongs to.</summary>
internal sealed class NativeStream
{
    private readonly StringBuilder text = new();
    private readonly Lock gate = new();
    private readonly Task reading;
    private bool full;

    public NativeStream(StreamReader reader) => reading = Task.Run(() => Read(reader));

    /// <summary>What was printed since the last call and up to the end of a cell; waits for that end, or for that of the process.</summary>
    public string Take(int cell, TimeSpan patience)
    {
        var mark = CellMessage.EndMark(cell);
        var deadline = DateTime.UtcNow + patience;
        while (true)
        {
            lock (gate)
            {
                var all = text.ToString();
                var end = all.IndexOf(mark, StringComparison.Ordinal);
                if (end >= 0 || reading.IsCompleted || DateTime.UtcNow > deadline)
                {
                    var taken = end >= 0 ? all[..end] : all;
                    text.Remove(0, end >= 0 ? end + mark.Length : all.Length);
                    full = false;
                    return taken;
                }
            }
            Thread.Sleep(1);
        }
    }

    private void Read(StreamReader reader)
    {
        var buffer = new char[4096];
        for (int count; (count = reader.Read(buffer)) > 0;)
        {
            lock (gate) Keep(buffer.AsSpan(0, count));
        }
    }

    // Beyond the limit only the last part is kept, in which a mark or the reason of a crash stands.
    private void Keep(ReadOnlySpan<char> part)
    {
        text.Append(part);
        if (text.Length <= 2 * PipeOutput.MostPrinted) return;
        if (!full) text.Insert(PipeOutput.MostPrinted, $"\n(What native code printed beyond {PipeOutput.MostPrinted} characters is left out.)\n");
        full = true;
        text.Remove(PipeOutput.MostPrinted + 100, text.Length - PipeOutput.MostPrinted - 4196);
    }
}

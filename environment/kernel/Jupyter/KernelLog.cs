namespace Lgm.Kernel.Jupyter;

/// <summary>One line a fact on the process's own standard error, which a front end shows in its terminal: limited, since nobody may read it.</summary>
internal sealed class KernelLog
{
    private const int Most = 200;
    private readonly Stream error = Console.OpenStandardError();
    private readonly Lock gate = new();
    private int lines;

    public void Write(string sentence)
    {
        lock (gate)
        {
            if (++lines > Most) return;
            var text = lines < Most ? sentence : "Further lines are left out.";
            error.Write(System.Text.Encoding.UTF8.GetBytes($"[.net-csharp] {text.ReplaceLineEndings(" ")}\n"));
        }
    }
}

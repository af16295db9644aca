using System.Text.Json;
using Lgm.Kernel.Display;

namespace Lgm.Kernel.Host;

/// <summary>Sends what a cell shows over the pipe, up to a limit.</summary>
internal sealed class PipeOutput(int cell, TextWriter pipe) : ICellOutput
{
    /// <summary>As many characters a cell may print, and as many may be in all it displays; the rest is left out with a note.</summary>
    public const int MostPrinted = 1_000_000, MostShown = 50_000_000;

    public const string Plotly = "application/vnd.plotly.v1+json";

    private int printed;
    private long shown;

    public void Print(string stream, string text)
    {
        var room = MostPrinted - printed;
        if (room < 0) return;
        printed += text.Length;
        Send(new CellMessage(CellMessage.Print, cell, stream, text.Length <= room ? text : text[..room]));
        if (text.Length > room) Send(new CellMessage(CellMessage.Print, cell, "stderr", $"\n(What this cell printed beyond {MostPrinted} characters is left out.)\n"));
    }

    public void Show(IReadOnlyDictionary<string, string> forms, string? id, bool update) =>
        Send(new CellMessage(update ? CellMessage.Update : CellMessage.Show, cell, Forms: Limited(forms), Id: id));

    public void ShowResult(IReadOnlyDictionary<string, string> forms) => Send(new CellMessage(CellMessage.Result, cell, Forms: Limited(forms)));

    public void Clear(bool wait) => Send(new CellMessage(wait ? CellMessage.ClearLater : CellMessage.Clear, cell));

    public void Send(CellMessage message)
    {
        var line = JsonSerializer.Serialize(message, CellHost.Json);
        lock (pipe)
        {
            pipe.WriteLine(line);
            pipe.Flush();
        }
    }

    private IReadOnlyDictionary<string, string> Limited(IReadOnlyDictionary<string, string> forms)
    {
        // A live figure's HTML carries a copy of plotly.js each: files keep its JSON, which front ends draw, and its picture.
        if (forms.ContainsKey(Plotly)) forms = forms.Where(form => form.Key != "text/html").ToDictionary();
        var size = forms.Sum(form => (long)form.Value.Length);
        if (Interlocked.Add(ref shown, size) <= MostShown) return forms;
        Interlocked.Add(ref shown, -size);
        return new Dictionary<string, string> { ["text/plain"] = $"(Left out: with it the cell would show more than {MostShown} characters.)" };
    }
}

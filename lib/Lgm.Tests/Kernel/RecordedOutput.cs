using System.Text;
using Lgm.Kernel.Display;

namespace Lgm.Tests.Kernel;

/// <summary>Keeps what a cell shows.</summary>
internal sealed class RecordedOutput : ICellOutput
{
    private readonly Lock gate = new();
    private readonly StringBuilder order = new();

    public List<(IReadOnlyDictionary<string, string> Forms, string? Id, bool Update)> Shown { get; } = [];

    public IReadOnlyDictionary<string, string>? Result { get; private set; }

    /// <summary>Prints and, in brackets, the plain text of displays, in their order.</summary>
    public string Order
    {
        get { lock (gate) return order.ToString(); }
    }

    public void Print(string stream, string text)
    {
        lock (gate) order.Append(stream == "stderr" ? $"!{text}" : text);
    }

    public void Show(IReadOnlyDictionary<string, string> forms, string? id = null, bool update = false)
    {
        lock (gate)
        {
            Shown.Add((forms, id, update));
            order.Append($"[{forms.GetValueOrDefault("text/plain")}]");
        }
    }

    public void Clear(bool wait)
    {
        lock (gate) order.Append(wait ? "[clear, wait]" : "[clear]");
    }

    public void ShowResult(IReadOnlyDictionary<string, string> forms) => Result = forms;
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Lgm.Kernel.Documents;

namespace Lgm.Kernel.Running;

/// <summary>
/// What a run leaves in the metadata: papermill's times and states where wanted, and always a fingerprint of the sources
/// the outputs were made from, by which a lint finds outputs that are older; in place, also the parameters they were made with.
/// </summary>
internal sealed class RunMetadata(Notebook notebook, RunOptions options)
{
    private const string Papermill = "papermill", Own = "lgm", Sources = "outputs_of", Parameters = "parameters";
    private readonly bool times = !options.InPlace;
    private readonly DateTime begun = DateTime.UtcNow;

    /// <summary>The sources of all code cells as one number.</summary>
    public static string Fingerprint(Notebook notebook)
    {
        var sources = notebook.Cells.Where(c => c.IsCode).Select(c => c.Source.ReplaceLineEndings("\n"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', sources))))[..16];
    }

    /// <returns>The sources a finished run had; null where none finished.</returns>
    public static string? Kept(Notebook notebook) => Lines.Text((notebook.Metadata[Own] as JsonObject)?[Sources]);

    public void Start(IEnumerable<Cell> cells)
    {
        // Until the run has ended well, the outputs are of nothing whole.
        if (Kept(notebook) is not null) KeepFingerprint(null);
        if (!times) return;
        foreach (var cell in cells) Note(cell, (note, _) => note["status"] = "pending");
        Note(note =>
        {
            note["start_time"] = Stamp(begun);
            (note["input_path"], note["output_path"]) = (options.InputPath, options.OutputPath);
            foreach (var empty in new[] { "default_parameters", "environment_variables" }) note[empty] ??= new JsonObject();
            if (note["parameters"] is null) note["parameters"] = new JsonObject();
        });
    }

    public void Start(Cell cell)
    {
        if (times) Note(cell, (note, now) => (note["start_time"], note["status"]) = (now, "running"));
    }

    public void End(Cell cell, CellReport report)
    {
        if (!times) return;
        Note(cell, (note, now) =>
        {
            note["duration"] = Math.Round(report.Time.TotalSeconds, 6);
            note["end_time"] = now;
            note["exception"] = report.End!.Status != CellStatus.Succeeded;
            note["status"] = report.IsFault ? "failed" : "completed";
        });
    }

    /// <summary>At the end of the notebook.</summary>
    public void End(bool failed)
    {
        if (!failed) KeepFingerprint(Fingerprint(notebook));
        if (!times) return;
        Note(note =>
        {
            note["duration"] = Math.Round((DateTime.UtcNow - begun).TotalSeconds, 6);
            note["end_time"] = Stamp(DateTime.UtcNow);
            note["exception"] = failed ? true : null;
        });
    }

    private void KeepFingerprint(string? fingerprint)
    {
        var metadata = notebook.Metadata;
        if (metadata[Own] is not JsonObject own) metadata[Own] = own = [];
        own[Sources] = fingerprint;
        own.Remove(Parameters);
        if (options is { InPlace: true, Parameters.Count: > 0 }) own[Parameters] = Running.Parameters.Named(options.Parameters);
        notebook.Metadata = metadata;
    }

    private void Note(Action<JsonObject> write)
    {
        var metadata = notebook.Metadata;
        if (metadata[Papermill] is not JsonObject note) metadata[Papermill] = note = [];
        write(note);
        notebook.Metadata = metadata;
    }

    private static void Note(Cell cell, Action<JsonObject, string> write)
    {
        var metadata = cell.Metadata;
        if (metadata[Papermill] is not JsonObject note) metadata[Papermill] = note = [];
        write(note, Stamp(DateTime.UtcNow));
        cell.Metadata = metadata;
    }

    private static string Stamp(DateTime time) => time.ToString("yyyy-MM-ddTHH:mm:ss.ffffff", CultureInfo.InvariantCulture);
}

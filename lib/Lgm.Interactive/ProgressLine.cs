using System.Net;
using Microsoft.DotNet.Interactive.Formatting;

namespace Lgm.Interactive;

/// <summary>How far the long work of a cell is, in one line.</summary>
/// <param name="Now">The last report.</param>
/// <param name="Elapsed">How long the work that it is about has taken.</param>
/// <param name="InAll">How long all the work of the cell has taken, where it is of several kinds.</param>
/// <param name="IsStopped">Whether the reader stopped it.</param>
internal sealed record ProgressLine(WorkProgress Now, TimeSpan Elapsed, TimeSpan? InAll = null, bool IsStopped = false)
{
    private const int Width = 24;

    public bool IsDone => Now.Total > 0 && Now.Done >= Now.Total;

    private bool HasBar => Now.Total > 0 && !IsDone && !IsStopped;

    private double Fraction => Math.Clamp(Now.Done / Now.Total, 0, 1);

    private string Words => string.Join(", ", new[] { State, Now.Note, Text(Elapsed), InAll is { } all ? $"all in {Text(all)}" : "" }.Where(part => !string.IsNullOrEmpty(part)));

    private string State => this switch
    {
        { IsStopped: true } => $"{Now.Task}: stopped at {Place}",
        { IsDone: true } => $"{Now.Task}: done",
        _ => $"{Place} {Now.Task}",
    };

    private string Place => Now.Total > 0 ? FormattableString.Invariant($"{100 * Fraction:F0} %") : FormattableString.Invariant($"{Now.Done:F0}");

    public static void Register()
    {
        Formatter.Register<ProgressLine>(line => line.ToHtml(), HtmlFormatter.MimeType);
        Formatter.Register<ProgressLine>(line => line.ToText(), PlainTextFormatter.MimeType);
        Formatter.SetPreferredMimeTypesFor(typeof(ProgressLine), HtmlFormatter.MimeType, PlainTextFormatter.MimeType);
    }

    /// <summary>For front ends without HTML.</summary>
    public string ToText() => HasBar ? $"[{new string('#', (int)(Fraction * Width)).PadRight(Width, '-')}] {Words}" : Words;

    /// <summary>With the browser's own bar; by its class those who keep outputs can leave it out.</summary>
    public string ToHtml() => $"<div class=\"lgm-progress\">{(HasBar ? FormattableString.Invariant($"<progress max=\"1\" value=\"{Fraction:F3}\" style=\"width: 16em\"></progress> ") : "")}{WebUtility.HtmlEncode(Words)}</div>";

    private static string Text(TimeSpan time) => time.TotalSeconds < 60
        ? FormattableString.Invariant($"{time.TotalSeconds:F0} s")
        : $"{(int)time.TotalMinutes} min {time.Seconds} s";
}

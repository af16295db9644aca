namespace Lgm.Kernel.Jupyter;

/// <summary>Jupyter counts characters of Unicode, .NET those of UTF-16.</summary>
internal static class Cursor
{
    /// <summary>The place in .NET's count; the end where a request names none.</summary>
    public static int Of(Request request)
    {
        var (code, wanted) = (request.Text("code"), request.Number("cursor_pos") ?? int.MaxValue);
        var at = 0;
        for (var characters = 0; at < code.Length && characters < wanted; characters++) at += char.IsSurrogatePair(code, at) ? 2 : 1;
        return at;
    }

    /// <summary>A place of .NET's in Jupyter's count.</summary>
    public static int InUnicode(string code, int at) => at - Enumerable.Range(0, at).Count(i => char.IsSurrogatePair(code, i));
}

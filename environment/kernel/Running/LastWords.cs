namespace Lgm.Kernel.Running;

/// <summary>What an exit code of the cells' process means, in a sentence.</summary>
internal static class LastWords
{
    private const int Lines = 20;

    public static string Of(int exitCode) => exitCode switch
    {
        137 => "The process of the cells was killed (SIGKILL): perhaps the machine ran out of memory.",
        134 => "The process of the cells ended itself (SIGABRT): a native library, no memory, or a recursion without end.",
        139 => "The process of the cells crashed (SIGSEGV) in native code.",
        > 128 => $"The process of the cells was ended by signal {exitCode - 128}.",
        _ => $"The process of the cells ended by itself with exit code {exitCode}.",
    };

    /// <summary>The first lines of what it said on its standard error, without the mark of cells that ended well.</summary>
    public static IEnumerable<string> Said(string errors) => errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Where(line => line[0] != '\u0001').Take(Lines);
}

namespace Lgm;

/// <summary>Files that are there whole or not at all: written beside their place under a name of their own, then renamed onto it.</summary>
internal static class AtomicFile
{
    /// <summary>Writes <paramref name="path"/> through <paramref name="write"/>; its folder is made where it is missing.</summary>
    /// <exception cref="WorkbookException">The disk is full or the place cannot be written; what stood at the path stands there still.</exception>
    public static void Write(string path, Action<Stream> write) => Write(path, write, keep: true);

    /// <summary>Finds out before long work whether its outcome could be written; leaves nothing but the folder.</summary>
    /// <exception cref="WorkbookException">The place cannot be written.</exception>
    public static void RequireWritable(string path)
    {
        // Only the rename would meet a folder at the place.
        if (Directory.Exists(path)) throw new WorkbookException($"{path} could not be written (it is a folder): choose another place.");
        Write(path, _ => { }, keep: false);
    }

    private static void Write(string path, Action<Stream> write, bool keep)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var partial = Path.Combine(folder, $".{Path.GetFileName(path)}.{Owner}{Environment.ProcessId}.partial");
        try
        {
            Directory.CreateDirectory(folder);
            RemoveAbandoned(folder, path);
            using (var stream = new FileStream(partial, FileMode.Create, FileAccess.Write))
            {
                write(stream);
                // Renamed before its bytes are on the disk, a file can come back empty from a power cut.
                stream.Flush(flushToDisk: true);
            }
            if (keep) File.Move(partial, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WorkbookException($"{path} could not be written ({e.Message.TrimEnd('.')}): free some space or choose another place; nothing that was there before was touched.", e);
        }
        finally
        {
            // Where the writing failed, a half-written file must not stay behind; after the rename there is none.
            try { File.Delete(partial); } catch (Exception e) when (e is IOException or UnauthorizedAccessException) { }
        }
    }

    /// <inheritdoc cref="Write(string, Action{Stream})"/>
    public static void Write(string path, string text) => Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));

    /// <summary>A file, made where it is missing, as this process's own until that is disposed; null where another process holds it. The system drops the hold of a killed process.</summary>
    /// <exception cref="IOException">The place cannot be written; or <see cref="UnauthorizedAccessException"/>.</exception>
    public static IDisposable? TryHold(string path, FileOptions options = FileOptions.None)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        try { return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, options); }
        // EWOULDBLOCK of Linux and of the BSDs, and Windows' sharing violation.
        catch (IOException e) when (e.HResult is 11 or 35 or unchecked((int)0x80070020)) { return null; }
    }

    // Several machines may share a folder: only this one's processes can be asked whether they are alive.
    private static string Owner => Environment.MachineName.Replace('.', '-') + "-";

    // A process killed while it wrote leaves its half of the file behind; nobody else ever takes it for the whole one.
    private static void RemoveAbandoned(string folder, string path)
    {
        foreach (var partial in Directory.EnumerateFiles(folder, $".{Path.GetFileName(path)}.{Owner}*.partial"))
            if (int.TryParse(partial.Split('.')[^2][Owner.Length..], out var owner) && !IsAlive(owner)) File.Delete(partial);
    }

    private static bool IsAlive(int process)
    {
        try
        {
            using var found = System.Diagnostics.Process.GetProcessById(process);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}

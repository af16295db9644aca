namespace Lgm;

/// <summary>Files that are there whole or not at all: written beside their place under a name of their own, then renamed onto it.</summary>
internal static class AtomicFile
{
    /// <summary>Writes <paramref name="path"/> through <paramref name="write"/>; its folder is made where it is missing.</summary>
    /// <exception cref="WorkbookException">The disk is full or the place cannot be written; what stood at the path stands there still.</exception>
    public static void Write(string path, Action<Stream> write) => Write(path, write, keep: true);

    /// <summary>Finds out before long work whether its outcome could be written; leaves nothing but the folder.</summary>
    public static void RequireWritable(string path)
    {
        // Only the rename would meet a folder at the place.
        if (Directory.Exists(path)) throw new WorkbookException($"{path} could not be written (it is a folder): choose another place.");
        Write(path, _ => { }, keep: false);
    }

    private static void Write(string path, Action<Stream> write, bool keep)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var partial = Path.Combine(folder, $".{Path.GetFileName(path)}.{Path.GetRandomFileName()}.partial");
        try
        {
            Directory.CreateDirectory(folder);
            // The half that a killed process left behind: nobody takes it for the whole, and nobody goes on with it.
            foreach (var old in Directory.EnumerateFiles(folder, $".{Path.GetFileName(path)}.*.partial"))
                if (File.GetLastWriteTimeUtc(old) < DateTime.UtcNow.AddDays(-1)) File.Delete(old);
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

    /// <summary>A file, made where it is missing, as this process's own until that is disposed; null where another process holds it. The system drops the hold of a killed process. The variable of the environment is one that chooses another folder.</summary>
    public static IDisposable? TryHold(string path, string variable, FileOptions options = FileOptions.None)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, options);
        }
        // EWOULDBLOCK of Linux and of the BSDs, and Windows' sharing violation.
        catch (IOException e) when (e.HResult is 11 or 35 or unchecked((int)0x80070020)) { return null; }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WorkbookException($"{path} cannot be written ({e.Message.TrimEnd('.')}): make it writable, or choose another folder with {variable}.", e);
        }
    }
}

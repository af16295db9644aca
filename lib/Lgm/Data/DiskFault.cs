namespace Lgm.Data;

/// <summary>Turns what the file system says while the cache is written into the sentence a person needs.</summary>
internal static class DiskFault
{
    // ENOSPC, EDQUOT and their two Windows forms; .NET hands the system's number on as the HResult.
    private static readonly int[] Full = [28, 122, unchecked((int)0x80070070), unchecked((int)0x80070027)];

    internal static WorkbookException Explain(Exception fault, string path, long bytes) =>
        Full.Contains(fault.HResult)
            ? new WorkbookException(
                $"The disk is full while writing {path} ({bytes / 1e6:0.#} MB): free some space or choose another cache folder with LGM_CACHE.", fault)
            : new WorkbookException(
                $"The data cache cannot be written at {path} ({fault.Message.TrimEnd('.')}): make it writable or choose another cache folder with LGM_CACHE.", fault);
}

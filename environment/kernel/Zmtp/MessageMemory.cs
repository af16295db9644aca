namespace Lgm.Kernel.Zmtp;

/// <summary>How much may be under way towards this process in all, so that nobody can fill its memory from outside.</summary>
internal sealed class MessageMemory
{
    /// <summary>Bytes of one message, and of all that are being received at one time.</summary>
    public const long MostInMessage = 256L << 20, MostInAll = 512L << 20;

    private long taken;

    /// <exception cref="ZmtpException">There is no room.</exception>
    public void Take(long bytes)
    {
        if (Interlocked.Add(ref taken, bytes) <= MostInAll) return;
        Return(bytes);
        throw new ZmtpException($"more than {MostInAll >> 20} MiB are being received");
    }

    public void Return(long bytes) => Interlocked.Add(ref taken, -bytes);
}

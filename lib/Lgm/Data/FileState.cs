namespace Lgm.Data;

/// <summary>What was found of one file of a set.</summary>
public enum FileState
{
    /// <summary>Nowhere.</summary>
    Missing,

    /// <summary>Size and sha256 are the published ones.</summary>
    Official,

    /// <summary>The right format, size and shape, but other contents than the published ones.</summary>
    Unofficial,

    /// <summary>Truncated, damaged, unreadable or another set's file.</summary>
    Damaged,
}

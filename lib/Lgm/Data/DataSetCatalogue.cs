using System.IO.Compression;
using System.Security.Cryptography;

namespace Lgm.Data;

/// <summary>The data sets the workbook knows: <c>data/datasets.json</c>.</summary>
/// <param name="Sets">Every set, in the file's order.</param>
internal sealed record DataSetCatalogue(IReadOnlyList<DataSetEntry> Sets)
{
    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        NumberHandling = JsonNumberHandling.Strict,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static DataSetCatalogue Load() => JsonFile.OfData<DataSetCatalogue>("datasets.json", s_options, (path, fault) => $"The data set catalogue {path} cannot be read ({fault}): correct it, or restore it with git.");

    /// <summary>The set of that name, in upper or lower case.</summary>
    public DataSetEntry Find(string name) =>
        Sets.FirstOrDefault(s => string.Equals(s.Name, name.Trim(), StringComparison.OrdinalIgnoreCase))
        ?? throw new WorkbookException($"There is no data set \"{name}\": choose one of {string.Join(", ", Sets.Select(s => s.Name))}.");
}

/// <summary>One data set of the catalogue: what it is, which files it consists of and where they can be had.</summary>
/// <param name="Name">Its name on the command line: lower case.</param>
/// <param name="Title">Its name in text.</param>
/// <param name="Kind">
/// The file format: <c>idx</c>, the binary one of <c>cifar-10</c> or <c>cifar-100</c>, or a <c>folder</c> of image files (<see cref="ImageFolder"/>), which
/// are brought to the shape of <paramref name="Image"/>; of <c>faces</c>, a folder beside lists of pairs and people, the middle is cut out as it is.
/// </param>
/// <param name="Image">The shape of every image.</param>
/// <param name="Classes">Names of the K classes; label k means <c>Classes[k]</c>. None where a folder's subfolders name them.</param>
/// <param name="Counts">Images in each split.</param>
/// <param name="Licence">The terms the data come under.</param>
/// <param name="Citation">What to cite.</param>
/// <param name="Homepage">Where its authors describe it.</param>
/// <param name="Folders">Subfolders of a data folder in which other tools lay the files.</param>
/// <param name="Files">Every file of the set.</param>
/// <param name="Sources">Where to obtain it, tried in order: package managers first, which closed networks reach most often.</param>
internal sealed record DataSetEntry(
    string Name, string Title, string Kind, ImageShape Image, IReadOnlyList<string> Classes, IReadOnlyDictionary<DataSplit, int> Counts,
    string Licence, string Citation, string Homepage, IReadOnlyList<string> Folders, IReadOnlyList<DataFile> Files, IReadOnlyList<DataSource> Sources)
{
    public IEnumerable<DataSplit> Splits => Counts.Keys.Order();

    public IReadOnlyList<DataFile> FilesOf(DataSplit split) => [.. Files.Where(f => f.IsOf(split))];

    /// <summary>Whether the images are files of a folder each.</summary>
    public bool IsFolder => Kind is "folder" or "faces";

    /// <summary>The pixels and labels that a file holds, as many of each as it has.</summary>
    /// <exception cref="InvalidDataException">What is wrong with the contents, as a clause that follows the file's name.</exception>
    internal (byte[] Pixels, byte[] Labels) Parse(DataFile file, byte[] contents)
    {
        var count = Counts[Splits.First(file.IsOf)];
        var (pixels, labels) = Kind switch
        {
            "idx" when file.Role.EndsWith("-labels", StringComparison.Ordinal) => ([], ImageFile.Idx(contents, count)),
            "idx" => (ImageFile.Idx(contents, count, Image.Height, Image.Width), []),
            "cifar-10" => ImageFile.Cifar(contents, labelBytes: 1, Image.Length),
            "cifar-100" => ImageFile.Cifar(contents, labelBytes: 2, Image.Length),
            "faces" => ([], []),
            _ => throw new WorkbookException($"The catalogue says that {Title} is of the kind \"{Kind}\": choose idx, cifar-10, cifar-100, folder or faces."),
        };
        var bad = labels.AsSpan().IndexOfAnyExceptInRange((byte)0, (byte)(Classes.Count - 1));
        return bad < 0 ? (pixels, labels) : throw new InvalidDataException($"has label {labels[bad]} at position {bad}, outside 0..{Classes.Count - 1}");
    }
}

/// <summary>The published division of a data set; its lower-case name starts the role of the files that belong to it.</summary>
internal enum DataSplit { Train, Test }

/// <summary>The shape <c>[C, H, W]</c> of every image of a set, in channels and pixels; all at least 1.</summary>
internal sealed record ImageShape(int Channels, int Height, int Width)
{
    /// <summary>Bytes of one image: <c>C * H * W</c>.</summary>
    public int Length => Channels * Height * Width;

    public override string ToString() => $"{Channels}x{Height}x{Width}";
}

/// <summary>A place the files of a set can be obtained from.</summary>
/// <param name="Kind">
/// <c>http</c>: each file under one address; <c>archive</c>: one .tar.gz; <c>npm</c>: a package of npm; <c>apt</c>: a Debian package, read
/// where it is installed and otherwise downloaded without installing it.
/// </param>
/// <param name="Url">Of http the folder's address, with a slash at the end; of archive the archive's.</param>
/// <param name="Package">Of npm and apt: the package's name.</param>
/// <param name="Version">Of npm: its exact version.</param>
/// <param name="Folder">The folder inside the archive or package, without a leading slash.</param>
/// <param name="Size">Of archive: the bytes that it has at most.</param>
/// <param name="Hash">Of archive: its sha256, or md5 where no other is published, in lower-case hexadecimal.</param>
internal sealed record DataSource(string Kind, string Url = "", string Package = "", string Version = "", string Folder = "", long Size = 0, string Hash = "")
{
    /// <summary>The place in words that fit behind "from" or "tried".</summary>
    internal string Place => Kind switch { "npm" => $"the npm package {Package} {Version}", "apt" => $"the Debian package {Package}", _ => Url };

    internal string ArchiveName => Url[(Url.LastIndexOf('/') + 1)..];
}

/// <summary>One file of a set as the catalogue knows it.</summary>
/// <param name="Role">The split and what is in it: <c>train-images</c>, <c>train-labels</c>, …; of CIFAR, where a file holds both, <c>train-1</c> and so on.</param>
/// <param name="Names">Accepted file names; the first is the uncompressed one, which the cache uses.</param>
/// <param name="Size">Bytes of the uncompressed contents.</param>
/// <param name="Sha256">Of the uncompressed contents, in lower-case hexadecimal: a gzip file has as many hashes as there are packers. Empty for a folder of images.</param>
internal sealed record DataFile(string Role, IReadOnlyList<string> Names, long Size, string Sha256)
{
    public bool IsOf(DataSplit split) => Role.StartsWith($"{split}-", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether it is a folder of images: what checks it is the archive's hash, and how many images it holds.</summary>
    public bool IsFolder => Sha256.Length == 0;

    /// <summary>The name of the gzip-packed file, or the plain one where the set has no packed one.</summary>
    internal string PackedName => Names.FirstOrDefault(n => n.EndsWith(".gz", StringComparison.Ordinal)) ?? Names[0];

    /// <summary>Reads the contents and their sha256; no more than <see cref="Size"/> bytes are unpacked.</summary>
    /// <param name="stream">The file, packed or not: told by its first bytes, since browsers unpack downloads and keep the name.</param>
    /// <exception cref="InvalidDataException">What is wrong with the contents, as a clause that follows the file's name.</exception>
    internal (byte[] Bytes, string Sha256) Read(Stream stream)
    {
        var start = new byte[2];
        var packed = stream.ReadAtLeast(start, 2, throwOnEndOfStream: false) == 2 && start is [0x1f, 0x8b];
        stream.Position = 0;
        using var plain = packed ? new GZipStream(stream, CompressionMode.Decompress) : stream;
        var bytes = GC.AllocateUninitializedArray<byte>(checked((int)Size));
        int length;
        bool more;
        try
        {
            length = plain.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            more = plain.ReadByte() >= 0;
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"is damaged (it cannot be unpacked: {e.Message.TrimEnd('.')})", e);
        }
        if (length < Size) throw new InvalidDataException($"is truncated (it holds {length} bytes of data where {Size} belong)");
        if (more) throw new InvalidDataException($"is not the right file (it holds more than the {Size} bytes that belong)");
        return (bytes, Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }
}

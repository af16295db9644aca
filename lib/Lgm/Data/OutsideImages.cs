namespace Lgm.Data;

/// <summary>
/// Images that a network has not been trained for, in the shape of its own: sets of the catalogue, research copies in the user's data folders
/// that the catalogue has no licence to name, and generated ones.
/// </summary>
/// <param name="store">Where sets are looked for.</param>
/// <param name="own">The network's own test images, whose shape the others are brought to by averaging areas.</param>
/// <param name="count">How many of each, as far as there are so many: at equal distances in the set.</param>
/// <param name="seed">Draws the noise.</param>
internal sealed class OutsideImages(DataStore store, ImageSet own, int count, long seed)
{
    /// <summary>Sets by name, in the order in which tables show them.</summary>
    public static IReadOnlyList<string> Names { get; } = ["notmnist", "fashion-mnist", "omniglot", "mnist", "cifar-100", "textures", "noise", "inverted", "constant"];

    /// <summary>Pixels <c>[N, C, H, W]</c> in [0, 1]; null for a set that is not here.</summary>
    public Tensor? Of(string name)
    {
        using var scope = NewDisposeScope();
        try
        {
            return Placed(name switch
            {
                // A published set in MNIST's format, test images alone.
                "notmnist" => Idx(Search("notmnist", "notMNIST")),
                "fashion-mnist" or "mnist" or "cifar-100" => Spread(store.Get(store.Catalogue.Find(name)).Read(DataSplit.Test)),
                // Ink becomes bright, as digits are, and the faint strokes of the smaller image as bright as theirs.
                "omniglot" => Decoded(Search("omniglot"), "*.png", image => Fitted(1 - image).div(Fitted(1 - image).amax())),
                "textures" => Decoded(Search("dtd10-32", "dtd"), "*.jpg", Fitted),
                "noise" => Noise(),
                "inverted" => 1 - own.Range(0, Math.Min(count, own.Count)).Images,
                "constant" => linspace(0, 1, Math.Min(count, 256)).reshape(-1, 1, 1, 1).expand(-1, Shape[0], Shape[1], Shape[2]),
                _ => throw new WorkbookException($"There are no outside images \"{name}\": choose some of {string.Join(", ", Names)}."),
            });
        }
        catch (MissingDataException)
        {
            return null;
        }
    }

    // [C, H, W].
    private long[] Shape { get; } = own.Range(0, 1).Images.shape[1..];

    private Tensor Placed(Tensor images) => Fitted(images).to(own.Labels.device).contiguous().MoveToOuterDisposeScope();

    // [.., C, H, W] of any number of channels and size.
    private Tensor Fitted(Tensor images)
    {
        if (Shape[0] == 1 && images.shape[^3] == 3) images = (images * tensor(new[] { 0.299f, 0.587f, 0.114f }).reshape(3, 1, 1)).sum([-3], keepdim: true);
        if (Shape[0] == 3 && images.shape[^3] == 1) images = cat([images, images, images], -3);
        return images.shape[^2] == Shape[1] && images.shape[^1] == Shape[2] ? images : nn.functional.adaptive_avg_pool2d(images, (Shape[1], Shape[2]));
    }

    private Tensor Noise()
    {
        using var stream = new Generator((ulong)seed);
        return rand([count, .. Shape], float32, generator: stream);
    }

    private int[] Places(int all) => [.. Enumerable.Range(0, Math.Min(count, all)).Select(i => (int)((long)i * all / Math.Min(count, all)))];

    private Tensor Spread(ImageData data)
    {
        var bytes = tensor(data.Pixels, [data.Count, data.Channels, data.Height, data.Width]);
        return bytes.index_select(0, tensor(Places(data.Count), int64)).to(float32) / 255;
    }

    private string Search(params string[] folders) => store.Folders.SelectMany(root => folders.Select(f => Path.Combine(root, f))).FirstOrDefault(Directory.Exists)
        ?? throw new MissingDataException($"No data folder holds {string.Join(" or ", folders)}: name one that does with --data or LGM_DATA.");

    private Tensor Idx(string folder)
    {
        const int images = 10_000, side = 28;
        var file = new DataFile("test-images", ["t10k-images-idx3-ubyte", "t10k-images-idx3-ubyte.gz"], 16 + images * side * side, "");
        var path = file.Names.Select(n => Path.Combine(folder, n)).FirstOrDefault(File.Exists) ?? throw new MissingDataException($"{folder} holds no {file.Names[0]}[.gz].");
        return Usable(path, () =>
        {
            using var stream = File.OpenRead(path);
            var pixels = ImageFile.Idx(file.Read(stream).Bytes, images, side, side);
            return Spread(new ImageData(pixels, new long[images], images, 1, side, side, ""));
        });
    }

    private static Tensor Usable(string path, Func<Tensor> read)
    {
        try { return read(); }
        catch (InvalidDataException e) { throw new WorkbookException($"{path} {e.Message}: replace or delete it.", e); }
    }

    private Tensor Decoded(string folder, string pattern, Func<Tensor, Tensor> made)
    {
        string[] files = [.. Directory.EnumerateFiles(folder, pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        if (files.Length == 0) throw new MissingDataException($"{folder} holds no {pattern}.");
        var places = Places(files.Length);
        return stack(LongWork.Batches(places.Length, 1, $"read {Path.GetFileName(folder)}").Select(batch =>
        {
            using var scope = NewDisposeScope();
            var file = files[places[batch.Start]];
            return Usable(file, () => made(Decoded(file))).MoveToOuterDisposeScope();
        }).ToArray());
    }

    // [3, H, W].
    private static Tensor Decoded(string path)
    {
        using var image = ImageFile.Decoded(path);
        var planes = new byte[3 * image.Height * image.Width];
        ImageFile.Planes(image, planes);
        return tensor(planes, [3, image.Height, image.Width]).to(float32) / 255;
    }
}

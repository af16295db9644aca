namespace Lgm.Data;

/// <summary>One split of an image set in memory, as its files hold it.</summary>
/// <param name="Pixels">Bytes <c>[N, C, H, W]</c>, row by row, 0 to 255.</param>
/// <param name="Labels">Classes <c>[N]</c>, each in 0 to K-1.</param>
/// <param name="Count">N.</param>
/// <param name="Channels">C.</param>
/// <param name="Height">H, in pixels.</param>
/// <param name="Width">W, in pixels.</param>
/// <param name="Fingerprint">16 hexadecimal digits that change with any byte of the images or labels; results carry it.</param>
public sealed record ImageData(byte[] Pixels, long[] Labels, int Count, int Channels, int Height, int Width, string Fingerprint);

/// <summary>
/// Images with their labels on the device they are used on, kept as bytes. Batches are gathered there in one go, without a loop
/// over images and without a copy from the host; those of a set that stays in a file come from there.
/// </summary>
/// <remarks>Owns its tensors, whatever dispose scope it was made in; <see cref="Dispose"/> frees them.</remarks>
public sealed class ImageSet : IDisposable
{
    private readonly Tensor bytes;

    private ImageSet(Tensor bytes, Tensor labels, IReadOnlyList<string> classNames, string fingerprint) =>
        (this.bytes, Labels, ClassNames, Fingerprint) = (bytes.DetachFromDisposeScope(), labels.DetachFromDisposeScope(), classNames, fingerprint);

    /// <summary>
    /// The first training and test images of a data set. A set that is not on this machine is fetched once and kept. Files
    /// are checked by SHA-256 on every call, a folder of images by its number. <see cref="LongWork"/> watches and stops the download.
    /// </summary>
    /// <param name="dataSet">mnist, fashion-mnist, cifar-10, cifar-100, imagenette or imagenet.</param>
    /// <param name="train">How many images to train with; 0 means all. Default: 0. Range: 0 to all that are not held out.</param>
    /// <param name="test">How many images to test with; 0 means all. Default: 0. Range: 0 to all. Ignored where <paramref name="heldOut"/> is above 0.</param>
    /// <param name="heldOut">Above 0, so many of the last training images stand in for the test images. Default: 0. Range: 0 to all but one.</param>
    /// <param name="classes">Only the images of the first classes are used; 0 means all. Default: 0. Range: 0, or 2 to all.</param>
    /// <param name="device">Where the images live. Default: the CPU.</param>
    /// <exception cref="MissingDataException">The set cannot be had here; a notebook ends there as skipped.</exception>
    /// <exception cref="WorkbookException">The set is unknown or damaged, or has fewer images or classes than are asked for.</exception>
    public static (ImageSet Train, ImageSet Test) Load(string dataSet, int train = 0, int test = 0, int heldOut = 0, int classes = 0, Device? device = null) =>
        Load(new DataStore(), dataSet, train, test, heldOut, classes, device);

    /// <summary>Images of your own: a folder with one subfolder a class, <c>CLASS/*.jpg</c> or PNG, decoded once and kept in the cache.</summary>
    /// <param name="folder">Its path.</param>
    /// <param name="side">H and W: an image is brought to the size that just covers them, and its middle is taken. Default: 64. Range: 8 and above.</param>
    /// <param name="device">Where the images live. Default: the CPU.</param>
    /// <returns>All of them, <c>[N, 3, H, W]</c>, in a mixed order that is always the same.</returns>
    /// <exception cref="WorkbookException">There is no such folder, it has fewer than two classes, or a file is damaged.</exception>
    public static ImageSet Folder(string folder, int side = 64, Device? device = null)
    {
        if (side < 8) throw new WorkbookException($"Images of {side} pixels are too small: give a side of 8 or more.");
        return ImageFolder.Of(folder).Read(new ImageShape(3, side, side), resize: true, new DataStoreOptions().CacheFolder, [], device ?? CPU);
    }

    /// <summary>Puts one split onto a device.</summary>
    /// <param name="data">The split.</param>
    /// <param name="classes">K.</param>
    /// <param name="device">Where the images live. Default: the CPU.</param>
    /// <param name="classNames">The K names. Default: 0 to K-1.</param>
    public static ImageSet From(ImageData data, int classes, Device? device = null, IReadOnlyList<string>? classNames = null)
    {
        using var scope = NewDisposeScope();
        var bytes = tensor(data.Pixels, [data.Count, data.Channels, data.Height, data.Width]).to(device ?? CPU);
        return new ImageSet(bytes, tensor(data.Labels).to(device ?? CPU), classNames ?? [.. Enumerable.Range(0, classes).Select(k => $"{k}")], data.Fingerprint);
    }

    /// <summary>A set whose bytes <c>[N, C, H, W]</c> stay in the file and are read as they are used; labels and batches live on the device.</summary>
    internal static ImageSet Mapped(string path, long[] shape, long[] labels, IReadOnlyList<string> classNames, string fingerprint, Device device)
    {
        using var scope = NewDisposeScope();
        var bytes = from_file(path, shared: false, shape.Aggregate((a, b) => a * b), uint8).reshape(shape);
        return new ImageSet(bytes, tensor(labels).to(device), classNames, fingerprint);
    }

    /// <summary>All images <c>[N, C, H, W]</c>, float32 in [0, 1]: a new tensor on each call, four times the bytes that the set keeps.</summary>
    public Tensor Images => Scaled(bytes);

    /// <summary>Labels <c>[N]</c>, int64, 0 to K-1. Belongs to the set: not to be changed or disposed.</summary>
    public Tensor Labels { get; }

    /// <summary>N.</summary>
    public int Count => (int)bytes.shape[0];

    /// <summary>K.</summary>
    public int Classes => ClassNames.Count;

    /// <summary>The names of the K classes; label k means <c>ClassNames[k]</c>.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>16 hexadecimal digits that change with any byte of the files; results carry it.</summary>
    public string Fingerprint { get; }

    /// <summary>A set of <paramref name="count"/> images from <paramref name="start"/> on, or of as many as there are. Shares the memory of this one and may outlive it.</summary>
    public ImageSet Take(int count, int start = 0)
    {
        using var scope = NewDisposeScope();
        count = Math.Min(count, Count - start);
        return new ImageSet(bytes.narrow(0, start, count), Labels.narrow(0, start, count), ClassNames, Fingerprint);
    }

    /// <summary>The same images mirrored left to right: a copy of them.</summary>
    internal ImageSet Mirrored()
    {
        using var scope = NewDisposeScope();
        return new ImageSet(bytes.flip(3), Labels.alias(), ClassNames, Fingerprint);
    }

    /// <summary>A copy of the images at the places <c>[B]</c> (int64, on the device of the labels), with their own labels <c>[B]</c> and class names or with others.</summary>
    internal ImageSet Of(Tensor places, IReadOnlyList<string>? classNames = null, Tensor? labels = null)
    {
        using var scope = NewDisposeScope();
        return new ImageSet(bytes.index_select(0, places.to(bytes.device)), labels?.alias() ?? Labels.index_select(0, places), classNames ?? ClassNames, Fingerprint);
    }

    /// <summary>Images <c>[B, C, H, W]</c> as float32 in [0, 1] and labels <c>[B]</c> at the places <paramref name="indices"/> <c>[B]</c> (int64).</summary>
    /// <param name="indices">0 to N-1.</param>
    /// <param name="augmentation">Applied to the bytes before they become floats. Default: none.</param>
    /// <param name="random">What the augmentation draws from.</param>
    public (Tensor Images, Tensor Labels) Batch(Tensor indices, CropAndMirror? augmentation = null, Generator? random = null)
    {
        using var read = bytes.index_select(0, indices.to(bytes.device));
        using var gathered = read.to(Labels.device);
        using var augmented = augmentation?.Apply(gathered, random!);
        return (Scaled(augmented ?? gathered), Labels.index_select(0, indices));
    }

    /// <summary>Images <c>[B, C, H, W]</c> as float32 in [0, 1] and labels <c>[B]</c> from <paramref name="start"/> on, B = <paramref name="count"/> of them.</summary>
    public (Tensor Images, Tensor Labels) Range(int start, int count)
    {
        using var window = bytes.narrow(0, start, count);
        return (Scaled(window), Labels.narrow(0, start, count));
    }

    internal static (ImageSet Train, ImageSet Test) Load(DataStore store, string dataSet, int train, int test, int heldOut = 0, int classes = 0, Device? device = null)
    {
        var entry = store.Catalogue.Find(dataSet);
        if (entry.Kind == "faces") throw new WorkbookException($"{entry.Title} has pairs of faces and no test images of its own: use FaceSet.Load, or `lgm run faces`.");
        var here = store.Get(entry);
        using var training = Whole(DataSplit.Train);
        using var testing = heldOut > 0 ? null : Whole(DataSplit.Test);
        // Held-out images are the last of the training split, whatever part of the rest is trained on.
        var first = heldOut > 0 ? Math.Max(0, training.Count - heldOut) : 0;
        var most = heldOut > 0 ? first : training.Count;
        if (train == 0) train = most;
        Require(train, most, heldOut > 0 ? "training images beside the held-out ones" : "training images");
        if (heldOut > 0) test = heldOut;
        else if (test == 0) test = testing!.Count;
        Require(test, (testing ?? training).Count - first, "test images");
        return (training.Take(train), (testing ?? training).Take(test, first));

        ImageSet Whole(DataSplit split)
        {
            var all = here.Load(split, device ?? CPU);
            if (classes == 0) return all;
            using var scope = NewDisposeScope();
            using (all)
            {
                if (classes < 0 || classes > all.Classes) throw new WorkbookException($"{entry.Title} has {all.Classes} classes, and {classes} are asked for: give at most that many, or 0 for all.");
                return all.Of(all.Labels.lt(classes).nonzero().flatten(), [.. all.ClassNames.Take(classes)]);
            }
        }

        void Require(int count, int most, string of)
        {
            if (count < 1 || count > most) throw new WorkbookException($"{entry.Title} has {most} {of}, and {count} are asked for: give 1 to {most}, or 0 for all.");
        }
    }

    public void Dispose()
    {
        bytes.Dispose();
        Labels.Dispose();
    }

    private Tensor Scaled(Tensor bytes)
    {
        using var scope = NewDisposeScope();
        return (bytes.to(Labels.device).to(float32) / 255.0).MoveToOuterDisposeScope();
    }
}

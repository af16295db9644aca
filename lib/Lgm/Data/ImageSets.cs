using static TorchSharp.torch;

namespace Lgm.Data;

/// <summary>The data sets of the catalogue, ready to train and test with.</summary>
public static class ImageSets
{
    /// <summary>
    /// The first training and test images of a data set. A set that is not on this machine is fetched once and kept. Files
    /// are checked by SHA-256 on every call, a folder of images by its number. <see cref="LongWork"/> watches and stops the download.
    /// </summary>
    /// <param name="dataSet">mnist, fashion-mnist, cifar-10, cifar-100, imagenette or imagenet.</param>
    /// <param name="train">How many images to train with. Range: 1 to all that are not held out.</param>
    /// <param name="test">How many images to test with. Range: 1 to all. Ignored where <paramref name="heldOut"/> is above 0.</param>
    /// <param name="heldOut">Above 0, so many of the last training images stand in for the test images. Default: 0. Range: 0 to all but one.</param>
    /// <param name="classes">Only the images of the first classes are used; 0 means all. Default: 0. Range: 0, or 2 to all.</param>
    /// <param name="device">Where the images live. Default: the CPU.</param>
    /// <exception cref="MissingDataException">The set cannot be had here; a notebook ends there as skipped.</exception>
    /// <exception cref="WorkbookException">The set is unknown or damaged, or has fewer images or classes than are asked for.</exception>
    public static (ImageSet Train, ImageSet Test) Load(string dataSet, int train, int test, int heldOut = 0, int classes = 0, Device? device = null) =>
        Load(new DataStore(), dataSet, train, test, heldOut, classes, device);

    /// <inheritdoc cref="Load(string, int, int, int, int, Device?)"/>
    internal static (ImageSet Train, ImageSet Test) Load(DataStore store, string dataSet, int train, int test, int heldOut = 0, int classes = 0, Device? device = null)
    {
        var entry = store.Catalogue.Find(dataSet);
        if (entry.Kind == "faces") throw new WorkbookException($"{entry.Title} has pairs of faces and no test images of its own: use FaceSet.Load, or `lgm run faces`.");
        var here = store.Get(entry);
        using var training = Whole(DataSplit.Train);
        using var testing = heldOut > 0 ? null : Whole(DataSplit.Test);
        // Held-out images are the last of the training split, whatever part of the rest is trained on.
        var first = heldOut > 0 ? Math.Max(0, training.Count - heldOut) : 0;
        Require(train, heldOut > 0 ? first : training.Count, heldOut > 0 ? "training images beside the held-out ones" : "training images");
        if (heldOut > 0) test = heldOut;
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
            if (count < 1 || count > most) throw new WorkbookException($"{entry.Title} has {most} {of}, and {count} are asked for: give 1 to {most}.");
        }
    }
}

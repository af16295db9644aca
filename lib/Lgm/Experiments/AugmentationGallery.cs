using Lgm.Data;
using Lgm.Figures;
using Plotly.NET;
using static TorchSharp.torch;

namespace Lgm.Experiments;

/// <summary>A few training images, and what a network is shown of them.</summary>
public static class AugmentationGallery
{
    /// <summary>A row of images, and one of them cropped and mirrored; captions are class names.</summary>
    /// <param name="title">What is seen.</param>
    /// <param name="images">The first of them are shown.</param>
    /// <param name="classes">The names of the classes, in order.</param>
    /// <param name="augmentation">How they are cropped and mirrored.</param>
    /// <param name="seed">Of places and mirrors.</param>
    /// <param name="count">How many images: 1 to 8.</param>
    /// <exception cref="WorkbookException">There are fewer images, or more are asked for than stand side by side.</exception>
    public static GenericChart Create(string title, ImageSet images, IReadOnlyList<string> classes, CropAndMirror augmentation, long seed, int count = 6)
    {
        if (count is < 1 or > 8 || images.Count < count) throw new WorkbookException($"Figure '{title}': {count} of {images.Count} images are asked for: take 1 to 8, and no more than there are.");
        using var scope = NewDisposeScope();
        var (pixels, labels) = images.Range(0, count);
        using var random = new Generator((ulong)seed);
        string[] names = [.. labels.cpu().data<long>().ToArray().Select(l => classes[(int)l])];
        return ImageGrid.Create(title, [ImageRows.Of("image", pixels, names), ImageRows.Of("shown", augmentation.Apply(pixels, random), names)], (int)pixels.shape[3]);
    }
}

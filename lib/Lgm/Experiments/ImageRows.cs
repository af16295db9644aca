using Lgm.Figures;
using static TorchSharp.torch;

namespace Lgm.Experiments;

/// <summary>Images of a data set as rows of an <see cref="ImageGrid"/>.</summary>
internal static class ImageRows
{
    /// <summary>Digits as they are, ink black; photographs as the mean of their colours, bright parts white.</summary>
    /// <param name="name">What the images have in common.</param>
    /// <param name="pixels"><c>[N, C, H, W]</c> in [0, 1].</param>
    /// <param name="captions">One for each image.</param>
    public static ImageRow Of(string name, Tensor pixels, IEnumerable<string> captions)
    {
        using var scope = NewDisposeScope();
        var grey = pixels.mean([1]).flatten(1);
        var values = (pixels.shape[1] == 1 ? grey : 1 - grey).cpu();
        return new ImageRow(name, [.. Enumerable.Range(0, (int)pixels.shape[0]).Select(i => values[i].contiguous().data<float>().ToArray())], [.. captions]);
    }
}

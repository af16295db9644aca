using static TorchSharp.torch;

namespace Lgm.Data;

/// <summary>
/// The usual augmentation of CIFAR: a border of zero pixels, a crop of the old size at a random place, every other image
/// mirrored. All images of a batch in one gather, on the device they live on.
/// </summary>
/// <param name="Padding">Pixels of the border on every side, 0 or more. CIFAR: 4.</param>
/// <param name="Mirror">Whether an image is mirrored left to right with probability 1/2. Not for digits.</param>
public sealed record CropAndMirror(int Padding, bool Mirror)
{
    /// <summary>Augmented images, of the same shape and type.</summary>
    /// <param name="images"><c>[B, C, H, W]</c>, of any type; left as they are.</param>
    /// <param name="random">Gives places and mirrors; a CPU generator, so that every device crops alike.</param>
    internal Tensor Apply(Tensor images, Generator random)
    {
        using var scope = NewDisposeScope();
        var (count, channels, height, width) = (images.shape[0], images.shape[1], images.shape[2], images.shape[3]);
        // Where each image is cropped, [B, 1]: 0 to 2 Padding.
        Tensor Offsets() => randint(0L, 2 * Padding + 1, new[] { count, 1L }, ScalarType.Int64, generator: random).to(images.device);
        var rows = Offsets() + arange(height, device: images.device);
        var columns = arange(width, device: images.device).expand(count, width);
        var left = Offsets();
        if (Mirror)
        {
            var mirrored = randint(0L, 2, new[] { count, 1L }, ScalarType.Int64, generator: random).to(images.device).eq(1);
            columns = where(mirrored, columns.neg() + (width - 1), columns);
        }
        columns = columns + left;
        // Each pixel's place in the padded image, [B, H, W].
        var places = rows.unsqueeze(2) * (width + 2 * Padding) + columns.unsqueeze(1);
        var padded = zeros([count, channels, height + 2 * Padding, width + 2 * Padding], images.dtype, images.device);
        padded.narrow(2, Padding, height).narrow(3, Padding, width).copy_(images);
        return padded.flatten(2).gather(2, places.flatten(1).unsqueeze(1).expand(count, channels, height * width)).reshape(images.shape).MoveToOuterDisposeScope();
    }
}

namespace Lgm.Data;

/// <summary>
/// The usual augmentation of CIFAR: a border of zero pixels, a crop of the old size at a random place, every other image
/// mirrored; and that of ImageNet: a crop of random area and shape, brought to the old size. All images of a batch at once, on the device
/// they live on.
/// </summary>
/// <param name="Padding">Pixels of the border on every side, 0 or more. CIFAR: 4.</param>
/// <param name="Mirror">Whether an image is mirrored left to right with probability 1/2. Not for digits.</param>
/// <param name="Area">
/// Below 1, in place of the border, the smallest share of a square image that a crop keeps: its share is drawn between this and 1, its width over
/// its height, on a logarithmic scale, between 3/4 and 4/3; a side that would be longer than the image ends at its border. Default: 1, no such
/// crop. Range: above 0, at most 1. ImageNet: .08 of the photograph as it was taken.
/// </param>
public sealed record CropAndMirror(int Padding, bool Mirror, double Area = 1)
{
    // Of the width to the height of a crop.
    private const double MostOblong = 4 / 3.0;

    /// <summary>Augmented images, of the same shape and type.</summary>
    /// <param name="images"><c>[B, C, H, W]</c>, of any type; left as they are.</param>
    /// <param name="random">Gives places and mirrors; a CPU generator, so that every device crops alike.</param>
    internal Tensor Apply(Tensor images, Generator random)
    {
        if (Area < 1) return Resized(images, random);
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

    // A crop is an affine map from the new pixels' places to the old ones', both from -1 to 1, between which it is interpolated.
    private Tensor Resized(Tensor images, Generator random)
    {
        using var scope = NewDisposeScope();
        // [B], from low to high.
        Tensor Uniform(double low, double high) => rand(images.shape[0], generator: random) * (high - low) + low;
        var (area, oblong) = (Uniform(Area, 1), Uniform(-1, 1).mul(Math.Log(MostOblong)).exp());
        var (width, height) = ((area * oblong).sqrt().clamp_max(1), (area / oblong).sqrt().clamp_max(1));
        var (right, down) = (Uniform(-1, 1) * (1 - width), Uniform(-1, 1) * (1 - height));
        if (Mirror) width = width * where(Uniform(0, 1).lt(0.5), tensor(-1f), tensor(1f));
        var none = zeros_like(width);
        var maps = stack([width, none, right, none, height, down], 1).reshape(-1, 2, 3).to(images.device);
        var grid = nn.functional.affine_grid(maps, images.shape, align_corners: false);
        var crops = nn.functional.grid_sample(images.to(float32), grid, GridSampleMode.Bilinear, GridSamplePaddingMode.Border, align_corners: false);
        return crops.round().to(images.dtype).MoveToOuterDisposeScope();
    }
}

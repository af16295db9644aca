using static TorchSharp.torch;

namespace Lgm.Models;

/// <summary>
/// The memory order in which oneDNN and cuDNN convolve fastest: the channels of a pixel side by side. libtorch takes the
/// order from the strides and keeps it through convolution, activation and pooling; the shape stays <c>[N, C, H, W]</c>.
/// </summary>
public static class ChannelsLast
{
    /// <summary>The same values <c>[N, C, H, W]</c>, laid out as N, H, W, C in memory. (TorchSharp has no memory-format argument.)</summary>
    public static Tensor Of(Tensor tensor)
    {
        using var rows = tensor.permute(0, 2, 3, 1);
        using var packed = rows.contiguous();
        return packed.permute(0, 3, 1, 2);
    }
}

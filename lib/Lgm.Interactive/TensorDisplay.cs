using Microsoft.DotNet.Interactive.Formatting;
using TorchSharp;
using static TorchSharp.torch;

namespace Lgm.Interactive;

/// <summary>How a notebook shows a tensor: shape, type and device, then the first and last values.</summary>
internal static class TensorDisplay
{
    private const int Few = 1_000;

    public static void Register()
    {
        Formatter.Register<Tensor>(Text, PlainTextFormatter.MimeType);
        // As HTML it would be a tree of every property, each of which makes tensors of its own.
        Formatter.SetPreferredMimeTypesFor(typeof(Tensor), PlainTextFormatter.MimeType);
    }

    private static string Text(Tensor tensor)
    {
        if (tensor.IsInvalid) return "A tensor that was disposed of.";
        if (tensor.numel() <= Few) return tensor.str();
        using var scope = NewDisposeScope();
        var corner = tensor;
        // Of images [B, C, H, W] the corner of the first.
        for (var d = 0; d < tensor.dim(); d++) corner = corner.narrow(d, 0, Math.Min(tensor.shape[d], d < tensor.dim() - 2 ? 1 : 6));
        return $"{tensor.str(style: TorchSharp.TensorStringStyle.Metadata)}; it begins with {corner.str()}";
    }
}

using System.Runtime.InteropServices;

namespace TorchSharp;

/// <summary>One argument or result on its way to or from the bridge; mirrors <c>Value</c> in native/bridge.cpp.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeValue
{
    public long Bits;
    public Tag Tag;
    public int Count;
}

/// <summary>What the bits of a <see cref="NativeValue"/> mean; the order is that of the enum in native/bridge.cpp.</summary>
internal enum Tag { Default, None, Tensor, Int, Double, Bool, Ints, Doubles, Tensors, Device, Generator, String }

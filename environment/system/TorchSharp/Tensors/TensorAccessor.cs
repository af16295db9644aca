using System.Collections;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.Utils;

/// <summary>A tensor's elements, row by row, whatever its device and strides: a copy where it is not contiguous CPU memory already.</summary>
public sealed class TensorAccessor<T> : IEnumerable<T>, IDisposable where T : unmanaged
{
    private readonly Tensor _tensor;
    private readonly bool _owned;

    internal TensorAccessor(Tensor tensor)
    {
        Checked(tensor);
        _owned = tensor.device_type != DeviceType.CPU || !tensor.is_contiguous();
        _tensor = _owned ? tensor.detach().cpu().contiguous() : tensor;
    }

    internal static Tensor Checked(Tensor tensor)
    {
        var fits = tensor.dtype switch
        {
            ScalarType.Byte => typeof(T) == typeof(byte),
            ScalarType.Int8 => typeof(T) == typeof(sbyte),
            ScalarType.Int16 => typeof(T) == typeof(short),
            ScalarType.Int32 => typeof(T) == typeof(int),
            ScalarType.Int64 => typeof(T) == typeof(long),
            ScalarType.Float32 => typeof(T) == typeof(float),
            ScalarType.Float64 => typeof(T) == typeof(double),
            ScalarType.Bool => typeof(T) == typeof(bool),
            ScalarType.Float16 => typeof(T) == typeof(Half),
            _ => false,
        };
        return fits ? tensor : throw new ArgumentException($"the tensor holds {tensor.dtype}, not {typeof(T).Name}: convert it with .to(…) first");
    }

    private Span<T> Elements => MemoryMarshal.Cast<byte, T>(_tensor.bytes);

    public long Count => _tensor.numel();

    public T[] ToArray()
    {
        var copy = Elements.ToArray();
        GC.KeepAlive(_tensor);
        return copy;
    }

    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0)
    {
        Elements[(int)tensorIndex..].CopyTo(array.AsSpan(arrayIndex));
        GC.KeepAlive(_tensor);
    }

    public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0)
    {
        array.AsSpan(arrayIndex).CopyTo(Elements[(int)tensorIndex..]);
        GC.KeepAlive(_tensor);
    }

    public T this[params long[] indices]
    {
        get
        {
            var element = Elements[Offset(indices)];
            GC.KeepAlive(_tensor);
            return element;
        }
        set
        {
            Elements[Offset(indices)] = value;
            GC.KeepAlive(_tensor);
        }
    }

    private int Offset(long[] indices)
    {
        var shape = _tensor.shape;
        if (indices.Length == 1 && shape.Length != 1) return (int)indices[0];
        if (indices.Length != shape.Length) throw new ArgumentException($"{indices.Length} indices for a tensor of {shape.Length} dimensions");
        long offset = 0;
        for (var i = 0; i < shape.Length; i++)
        {
            if (indices[i] < 0 || indices[i] >= shape[i]) throw new IndexOutOfRangeException($"index {indices[i]} in a dimension of {shape[i]}");
            offset = offset * shape[i] + indices[i];
        }
        return (int)offset;
    }

    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)ToArray()).GetEnumerator();
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public void Dispose()
    {
        if (_owned) _tensor.Dispose();
    }
}

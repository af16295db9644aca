using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>TorchSharp's own binary form of a tensor: LEB128 type, rank and sizes, then the elements row by row.</summary>
internal static class StateFormat
{
    public static void WriteCount(BinaryWriter writer, long value) => writer.Write7BitEncodedInt64(value);
    public static long ReadCount(BinaryReader reader) => reader.Read7BitEncodedInt64();

    public static void WriteTensor(BinaryWriter writer, Tensor tensor)
    {
        using var scope = NewDisposeScope();
        var plain = tensor.detach().cpu().contiguous();
        WriteCount(writer, (long)plain.dtype);
        WriteCount(writer, plain.ndim);
        foreach (var size in plain.shape) WriteCount(writer, size);
        writer.Write(plain.bytes);
        GC.KeepAlive(plain);
    }

    public static Tensor ReadTensor(BinaryReader reader)
    {
        var type = (ScalarType)ReadCount(reader);
        var shape = new long[ReadCount(reader)];
        for (var i = 0; i < shape.Length; i++) shape[i] = ReadCount(reader);
        var tensor = empty(shape, type);
        reader.BaseStream.ReadExactly(tensor.bytes);
        GC.KeepAlive(tensor);
        return tensor;
    }
}

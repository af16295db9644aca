using System.Text;

namespace Lgm.Training;

/// <summary>
/// The safetensors format (readable from Python): eight bytes of header length, a JSON header with type, shape and place of
/// every tensor, then the raw little-endian elements.
/// </summary>
internal static class Safetensors
{
    private static readonly (ScalarType Type, string Name)[] Types =
    [
        (ScalarType.Byte, "U8"), (ScalarType.Int64, "I64"), (ScalarType.Int32, "I32"), (ScalarType.Float16, "F16"), (ScalarType.Float32, "F32"), (ScalarType.Float64, "F64"), (ScalarType.BFloat16, "BF16"), (ScalarType.Bool, "BOOL"),
    ];

    private const int LongestHeader = 100 << 20;

    /// <summary>Writes tensors, in the order of the dictionary, and free text beside them.</summary>
    public static void Write(string path, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string> metadata) => AtomicFile.Write(path, stream =>
    {
        using var scope = NewDisposeScope();
        var plain = tensors.Select(t => (t.Key, Value: t.Value.detach().cpu().contiguous())).ToList();
        var header = new Dictionary<string, object> { ["__metadata__"] = metadata };
        var end = 0L;
        foreach (var (name, tensor) in plain)
        {
            var start = end;
            end += tensor.numel() * tensor.ElementSize;
            header[name] = new { dtype = Types.Single(t => t.Type == tensor.dtype).Name, shape = tensor.shape, data_offsets = new[] { start, end } };
        }
        var json = JsonSerializer.SerializeToUtf8Bytes(header);
        // The format asks for elements on an eight-byte border; spaces after JSON mean nothing.
        var padded = (json.Length + 7) / 8 * 8;
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write((long)padded);
        writer.Write(json);
        writer.Write(Enumerable.Repeat((byte)' ', padded - json.Length).ToArray());
        foreach (var (_, tensor) in plain) writer.Write(tensor.bytes);
    });

    /// <summary>Reads a whole file; the tensors are the caller's to dispose.</summary>
    public static (Dictionary<string, Tensor> Tensors, Dictionary<string, string> Metadata) Read(string path)
    {
        try
        {
            using var reader = new BinaryReader(File.OpenRead(path));
            var (stream, length) = (reader.BaseStream, reader.ReadInt64());
            if (length is < 2 or > LongestHeader || length > stream.Length - 8) throw new InvalidDataException("its header has an impossible length");
            using var header = JsonDocument.Parse(reader.ReadBytes((int)length));
            var metadata = new Dictionary<string, string>();
            var tensors = new Dictionary<string, Tensor>();
            var places = new List<(long Start, long End, string Name)>();
            foreach (var entry in header.RootElement.EnumerateObject())
            {
                if (entry.Name == "__metadata__")
                {
                    foreach (var pair in entry.Value.EnumerateObject()) metadata[pair.Name] = pair.Value.GetString() ?? "";
                    continue;
                }
                var name = entry.Value.GetProperty("dtype").GetString();
                var known = Array.FindIndex(Types, t => t.Name == name);
                if (known < 0) throw new InvalidDataException($"{entry.Name} has the unknown type {name}");
                long[] shape = [.. entry.Value.GetProperty("shape").EnumerateArray().Select(n => n.GetInt64())];
                long[] place = [.. entry.Value.GetProperty("data_offsets").EnumerateArray().Select(n => n.GetInt64())];
                tensors[entry.Name] = ReadTensor(stream, 8 + length, Types[known].Type, shape, place, entry.Name);
                places.Add((place[0], place[1], entry.Name));
            }
            places.Sort();
            foreach (var (one, next) in places.Zip(places.Skip(1)))
                if (next.Start < one.End) throw new InvalidDataException($"{next.Name} lies over {one.Name}");
            return (tensors, metadata);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or JsonException or KeyNotFoundException or InvalidOperationException or UnauthorizedAccessException or FormatException or OverflowException)
        {
            var what = e is FileNotFoundException or DirectoryNotFoundException ? "does not exist" : $"is no usable safetensors file ({e.Message.TrimEnd('.')})";
            throw new WorkbookException($"{path} {what}: give another file, or delete it and train again.", e);
        }
    }

    private static Tensor ReadTensor(Stream stream, long data, ScalarType type, long[] shape, long[] place, string name)
    {
        var size = shape.Aggregate((long)TorchSharp.TensorExtensionMethods.ElementSize(type), (n, d) => checked(n * d));
        if (place.Length != 2 || shape.Any(d => d < 0) || place[0] < 0 || place[1] - place[0] != size) throw new InvalidDataException($"the place of {name} does not fit its shape");
        if (place[1] > stream.Length - data) throw new EndOfStreamException($"it ends inside {name}");
        stream.Position = data + place[0];
        var tensor = empty(shape, type);
        stream.ReadExactly(tensor.bytes);
        return tensor;
    }
}

using System.Buffers.Binary;
using System.Text;

namespace Lgm.Tests.Training;

[Collection(TorchState.Name)]
public sealed class SafetensorsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly DisposeScope scope = NewDisposeScope();

    [Theory]
    [InlineData(ScalarType.Byte)]
    [InlineData(ScalarType.Int64)]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Bool)]
    public void EveryTypeAndShapeComesBack(ScalarType type)
    {
        var numbers = tensor(new[] { 0.0, 1, 2, 3, 250, 7 }).to(type);
        var written = new Dictionary<string, Tensor>
        {
            ["matrix"] = numbers.reshape(2, 3), ["turned"] = numbers.reshape(2, 3).t(), ["scalar"] = numbers[3], ["empty"] = zeros([0, 4], type), ["odd/ä name"] = numbers.narrow(0, 1, 3),
        };
        Safetensors.Write(folder["a"], written, new Dictionary<string, string> { ["text"] = "line\n\"ü\"", [""] = "" });
        var (tensors, metadata) = Safetensors.Read(folder["a"]);
        Assert.Equal(written.Keys.Order(), tensors.Keys.Order());
        foreach (var (name, tensor) in written)
        {
            Assert.Equal(type, tensors[name].dtype);
            Assert.Equal(tensor.shape, tensors[name].shape);
            Assert.Equal(tensor.contiguous().bytes.ToArray(), tensors[name].bytes.ToArray());
        }
        Assert.Equal(new Dictionary<string, string> { ["text"] = "line\n\"ü\"", [""] = "" }, metadata);
    }

    [Fact]
    public void AFileAsPythonWritesItIsRead()
    {
        // safetensors.numpy.save_file({"b": float32 [[1, -2]], "a": int64 [5]}): no metadata, the elements from offset 0 on.
        var path = Written("""{"b":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},"a":{"dtype":"I64","shape":[1],"data_offsets":[8,16]}}""",
            [0, 0, 128, 63, 0, 0, 0, 192, 5, 0, 0, 0, 0, 0, 0, 0]);
        var (tensors, metadata) = Safetensors.Read(path);
        Assert.Empty(metadata);
        Assert.Equal([1, 2], tensors["b"].shape);
        Assert.Equal([1f, -2], tensors["b"].data<float>().ToArray());
        Assert.Equal([5L], tensors["a"].data<long>().ToArray());
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2]}}""")]
    [InlineData("""{"a":{"dtype":"F8_E4M3","shape":[2],"data_offsets":[0,2]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2.5],"data_offsets":[0,10]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1,-2],"data_offsets":[0,8]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,12]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[12,20]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[9223372036854775799,9223372036854775807]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""")]
    [InlineData("""{"__metadata__":{"k":5},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""")]
    public void AHeaderThatLiesIsRefused(string header) => Refused(Written(header, new byte[16]));

    [Fact]
    public void AnImpossibleHeaderLengthOrACutOneIsRefused()
    {
        var bytes = File.ReadAllBytes(Written("{}", new byte[16]));
        foreach (var cut in new[] { 0, 7, 8, 9 }) RefusedOf(bytes[..cut]);
        foreach (var length in new[] { 0, 1, -1, 1000, 1L << 31, long.MaxValue, long.MinValue })
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes, length);
            RefusedOf(bytes);
        }
        Refused(folder.Path);
        Refused(folder["none/none"]);

        void RefusedOf(byte[] contents)
        {
            File.WriteAllBytes(folder["written"], contents);
            Refused(folder["written"]);
        }
    }

    private static void Refused(string path)
    {
        var message = Assert.Throws<WorkbookException>(() => Safetensors.Read(path)).Message;
        Assert.StartsWith(path, message);
        Assert.DoesNotContain('\n', message);
    }

    private string Written(string header, byte[] data)
    {
        var json = Encoding.UTF8.GetBytes(header);
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, json.Length);
        File.WriteAllBytes(folder["written"], [.. length, .. json, .. data]);
        return folder["written"];
    }

    public void Dispose()
    {
        scope.Dispose();
        folder.Dispose();
    }
}

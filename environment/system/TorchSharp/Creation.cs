using System.Runtime.InteropServices;

namespace TorchSharp;

public static partial class torch
{
    private static readonly Operator s_empty = new("aten::empty", "memory_format"), s_zeros = new("aten::zeros"), s_ones = new("aten::ones"), s_full = new("aten::full"),
        s_rand = new("aten::rand"), s_randGenerator = new("aten::rand", "generator"), s_randn = new("aten::randn"), s_randnGenerator = new("aten::randn", "generator"),
        s_randint = new("aten::randint", "low"), s_randintGenerator = new("aten::randint", "low_generator"), s_randperm = new("aten::randperm"), s_randpermGenerator = new("aten::randperm", "generator"),
        s_arange = new("aten::arange", "start_step"), s_eye = new("aten::eye", "m"), s_linspace = new("aten::linspace"),
        s_zerosLike = new("aten::zeros_like"), s_onesLike = new("aten::ones_like"), s_emptyLike = new("aten::empty_like"), s_cat = new("aten::cat"), s_stack = new("aten::stack"), s_where = new("aten::where", "self");

    private static Tensor With(Tensor tensor, bool requires_grad) => requires_grad ? tensor.requires_grad_() : tensor;

    // The schema's (dtype, layout, device) triple with the layout left alone.
    private static Tensor Made(Operator op, Argument size, ScalarType? dtype, Device? device, bool requires_grad) =>
        With(op.Call(size, dtype, Argument.Default, device), requires_grad);

    public static Tensor empty(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => Made(s_empty, size, dtype, device, requires_grad);
    public static Tensor empty(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => empty([size], dtype, device, requires_grad);
    public static Tensor empty(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => empty([rows, columns], dtype, device, requires_grad);
    public static Tensor zeros(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => Made(s_zeros, size, dtype, device, requires_grad);
    public static Tensor zeros(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => zeros([size], dtype, device, requires_grad);
    public static Tensor zeros(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => zeros([rows, columns], dtype, device, requires_grad);
    public static Tensor ones(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => Made(s_ones, size, dtype, device, requires_grad);
    public static Tensor ones(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => ones([size], dtype, device, requires_grad);
    public static Tensor ones(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => ones([rows, columns], dtype, device, requires_grad);
    public static Tensor full(long[] size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => With(s_full.Call(size, value, dtype, Argument.Default, device), requires_grad);

    public static Tensor rand(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) => Drawn(s_rand, s_randGenerator, size, dtype, device, requires_grad, generator);
    public static Tensor rand(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) => rand([size], dtype, device, requires_grad, generator);
    public static Tensor rand(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) => rand([rows, columns], dtype, device, requires_grad, generator);
    public static Tensor randn(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) => Drawn(s_randn, s_randnGenerator, size, dtype, device, requires_grad, generator);
    public static Tensor randn(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) => randn([size], dtype, device, requires_grad, generator);
    public static Tensor randn(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) => randn([rows, columns], dtype, device, requires_grad, generator);

    private static Tensor Drawn(Operator plain, Operator seeded, long[] size, ScalarType? dtype, Device? device, bool requires_grad, Generator? generator) =>
        With(generator is { Handle: not 0 } ? seeded.Call(size, generator, dtype, Argument.Default, device) : plain.Call(size, dtype, Argument.Default, device), requires_grad);

    public static Tensor randint(long high, long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) => randint(0, high, size, dtype, device, requires_grad, generator);
    public static Tensor randint(long low, long high, long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        With(generator is { Handle: not 0 } ? s_randintGenerator.Call(low, high, size, generator, dtype ?? ScalarType.Int64, Argument.Default, device) : s_randint.Call(low, high, size, dtype ?? ScalarType.Int64, Argument.Default, device), requires_grad);
    public static Tensor randperm(long n, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) =>
        With(generator is { Handle: not 0 } ? s_randpermGenerator.Call(n, generator, dtype ?? ScalarType.Int64, Argument.Default, device) : s_randperm.Call(n, dtype ?? ScalarType.Int64, Argument.Default, device), requires_grad);

    public static Tensor arange(Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => arange(0, stop, 1, dtype, device, requires_grad);
    public static Tensor arange(Scalar start, Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => arange(start, stop, 1, dtype, device, requires_grad);
    public static Tensor arange(Scalar start, Scalar stop, Scalar step, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => With(s_arange.Call(start, stop, step, dtype, Argument.Default, device), requires_grad);
    public static Tensor linspace(double start, double end, long steps, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => With(s_linspace.Call(start, end, steps, dtype, Argument.Default, device), requires_grad);
    public static Tensor eye(long rows, long columns = -1, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => With(s_eye.Call(rows, columns < 0 ? rows : columns, dtype, Argument.Default, device), requires_grad);

    public static Tensor zeros_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => Like(s_zerosLike, input, dtype, device, requires_grad);
    public static Tensor ones_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => Like(s_onesLike, input, dtype, device, requires_grad);
    public static Tensor empty_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => Like(s_emptyLike, input, dtype, device, requires_grad);
    private static Tensor Like(Operator op, Tensor input, ScalarType? dtype, Device? device, bool requires_grad) => With(op.Call(input, dtype, Argument.Default, device), requires_grad);

    public static Tensor cat(IList<Tensor> tensors, long dim = 0) => s_cat.Call(tensors.ToArray(), dim);
    public static Tensor stack(IEnumerable<Tensor> tensors, long dim = 0) => s_stack.Call(tensors.ToArray(), dim);
    public static Tensor where(Tensor condition, Tensor x, Tensor y) => s_where.Call(condition, x, y);

    public static Tensor tensor(double scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => full([], scalar, dtype ?? ScalarType.Float64, device, requires_grad);
    public static Tensor tensor(float scalar, Device? device = null, bool requires_grad = false) => full([], scalar, ScalarType.Float32, device, requires_grad);
    public static Tensor tensor(long scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => full([], scalar, dtype ?? ScalarType.Int64, device, requires_grad);
    public static Tensor tensor(double[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => Copied(rawArray, [rawArray.Length], ScalarType.Float64, dtype, device, requires_grad);
    public static Tensor tensor(float[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => Copied(rawArray, [rawArray.Length], ScalarType.Float32, dtype, device, requires_grad);
    public static Tensor tensor(long[] dataArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => Copied(dataArray, [dataArray.Length], ScalarType.Int64, dtype, device, requires_grad);
    public static Tensor tensor(int[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => Copied(rawArray, [rawArray.Length], ScalarType.Int32, dtype, device, requires_grad);
    public static Tensor tensor(byte[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => Copied(rawArray, [rawArray.Length], ScalarType.Byte, dtype, device, requires_grad);
    public static Tensor tensor(bool[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => Copied(rawArray, [rawArray.Length], ScalarType.Bool, dtype, device, requires_grad);
    public static Tensor tensor(byte[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => Copied(rawArray, dimensions.ToArray(), ScalarType.Byte, dtype, device, requires_grad);
    public static Tensor tensor(float[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => Copied(rawArray, dimensions.ToArray(), ScalarType.Float32, dtype, device, requires_grad);
    public static Tensor tensor(double[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => Copied(rawArray, dimensions.ToArray(), ScalarType.Float64, dtype, device, requires_grad);
    public static Tensor tensor(double[,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => Copied(rawArray.Cast<double>().ToArray(), [rawArray.GetLength(0), rawArray.GetLength(1)], ScalarType.Float64, dtype, device, requires_grad);
    public static Tensor tensor(float[,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => Copied(rawArray.Cast<float>().ToArray(), [rawArray.GetLength(0), rawArray.GetLength(1)], ScalarType.Float32, dtype, device, requires_grad);

    private static Tensor Copied<T>(T[] elements, long[] shape, ScalarType type, ScalarType? dtype, Device? device, bool requires_grad) where T : unmanaged
    {
        if (shape.Aggregate(1L, (n, d) => n * d) != elements.Length) throw new ArgumentException($"{elements.Length} elements do not fill a tensor of shape [{string.Join(", ", shape)}]");
        var tensor = empty(shape, type);
        tensor.bytes = MemoryMarshal.AsBytes(elements.AsSpan());
        if (dtype is not null && dtype != type || device is not null && device.type != DeviceType.CPU) tensor = tensor.to(dtype ?? type, device ?? CPU, disposeAfter: true);
        return With(tensor, requires_grad);
    }
}

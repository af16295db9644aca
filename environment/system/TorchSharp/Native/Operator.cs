using System.Runtime.CompilerServices;
using System.Text;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>
/// An ATen operator, found once by its schema name and called through the boxed dispatcher. Arguments stand in the order
/// of the schema (native_functions.yaml); those left off take the schema's defaults.
/// </summary>
internal sealed unsafe class Operator(string name, string overload = "")
{
    private const int MostArguments = 16, MostResults = 8, ListWords = 64;
    private nint _handle;

    public Tensor Call(params ReadOnlySpan<Argument> arguments)
    {
        var results = stackalloc NativeValue[MostResults];
        Invoke(arguments, results, MostResults);
        return new Tensor((nint)results[0].Bits);
    }

    public (Tensor, Tensor) Call2(params ReadOnlySpan<Argument> arguments)
    {
        var results = stackalloc NativeValue[MostResults];
        Invoke(arguments, results, MostResults);
        return (new Tensor((nint)results[0].Bits), new Tensor((nint)results[1].Bits));
    }

    /// <summary>For operators that write into an argument: what they return is that argument again.</summary>
    public void CallInPlace(params ReadOnlySpan<Argument> arguments)
    {
        var results = stackalloc NativeValue[MostResults];
        var n = Invoke(arguments, results, MostResults);
        for (var i = 0; i < n; i++)
            if (results[i].Tag == Tag.Tensor && results[i].Bits != 0) NativeMethods.lgm_release((nint)results[i].Bits);
    }

    public Scalar CallScalar(params ReadOnlySpan<Argument> arguments)
    {
        var results = stackalloc NativeValue[MostResults];
        Invoke(arguments, results, MostResults);
        return new Scalar(results[0].Tag, results[0].Bits);
    }

    public Tensor[] CallList(int capacity, params ReadOnlySpan<Argument> arguments)
    {
        var results = new NativeValue[capacity];
        fixed (NativeValue* p = results)
        {
            var n = Invoke(arguments, p, capacity);
            var tensors = new Tensor[n];
            for (var i = 0; i < n; i++) tensors[i] = new Tensor((nint)p[i].Bits);
            return tensors;
        }
    }

    private int Invoke(ReadOnlySpan<Argument> arguments, NativeValue* results, int capacity)
    {
        if (_handle == 0) _handle = NativeMethods.Check(NativeMethods.lgm_op(name, overload));
        var values = stackalloc NativeValue[MostArguments];
        // Lists are small (shapes, strides, a handful of tensors): one scratch area on the stack, the heap beyond it.
        var words = 0;
        foreach (ref readonly var a in arguments) words += Words(a);
        long* scratch = stackalloc long[ListWords];
        fixed (long* heap = words > ListWords ? new long[words] : null)
        {
            var free = heap is null ? scratch : heap;
            for (var i = 0; i < arguments.Length; i++) Marshal(in arguments[i], ref values[i], ref free);
            var n = NativeMethods.lgm_call(_handle, values, arguments.Length, results, capacity);
            // The caller's span holds the tensors: they must not be finalised while libtorch reads them.
            KeepAlive(arguments);
            return n >= 0 ? n : throw NativeMethods.LastError();
        }
    }

    private static int Words(in Argument a) => a.Tag switch
    {
        Tag.Ints => ((long[])a.Reference!).Length,
        Tag.Tensors => ((Tensor?[])a.Reference!).Length,
        Tag.String => (Encoding.UTF8.GetByteCount((string)a.Reference!) + 7) / 8,
        _ => 0,
    };

    private static void Marshal(in Argument a, ref NativeValue value, ref long* free)
    {
        value.Tag = a.Tag;
        value.Count = a.Index;
        switch (a.Tag)
        {
            case Tag.Tensor: value.Bits = Unsafe.As<Tensor>(a.Reference!).Handle; break;
            case Tag.Generator: value.Bits = ((Generator)a.Reference!).Handle; break;
            case Tag.Ints:
                var ints = (long[])a.Reference!;
                ints.CopyTo(new Span<long>(free, ints.Length));
                value.Bits = (long)free;
                value.Count = ints.Length;
                free += ints.Length;
                break;
            case Tag.Tensors:
                var tensors = (Tensor?[])a.Reference!;
                for (var i = 0; i < tensors.Length; i++) free[i] = tensors[i]?.Handle ?? 0;
                value.Bits = (long)free;
                value.Count = tensors.Length;
                free += tensors.Length;
                break;
            case Tag.String:
                var text = (string)a.Reference!;
                value.Count = Encoding.UTF8.GetBytes(text, new Span<byte>(free, Encoding.UTF8.GetByteCount(text)));
                value.Bits = (long)free;
                free += (value.Count + 7) / 8;
                break;
            default: value.Bits = a.Bits; break;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void KeepAlive(ReadOnlySpan<Argument> arguments) { }
}

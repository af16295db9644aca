using System.Reflection;
using System.Runtime.InteropServices;

namespace TorchSharp;

/// <summary>The C functions of native/bridge.cpp, and how the library that holds them is found.</summary>
internal static unsafe partial class NativeMethods
{
    private const string Library = "lgmtorch";

    static NativeMethods() => NativeLibrary.SetDllImportResolver(typeof(NativeMethods).Assembly, Resolve);

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name != Library) return 0;
        // Beside this assembly: a notebook that references the built library by path has another base directory.
        var beside = Path.Combine(Path.GetDirectoryName(assembly.Location) ?? AppContext.BaseDirectory, "liblgmtorch.so");
        if (!File.Exists(beside))
            throw new NotSupportedException($"The libtorch bridge is missing ({beside}): run `bash environment/setup.sh`, which installs libtorch (Debian: apt-get install libtorch-dev) and builds it.");
        // libgomp's threads spin while they wait. Where another process wants the same cores, a thread that spins keeps the
        // one it waits for from running, and a step takes ten times as long; a short spin costs nothing that was seen.
        // Environment.SetEnvironmentVariable does not reach the C library, which reads this when libgomp is loaded.
        // OpenBLAS has threads of its own, which by default spin for hundredths of a second after every product.
        if (OperatingSystem.IsLinux())
        {
            setenv("GOMP_SPINCOUNT", "1000", 0);
            setenv("OPENBLAS_THREAD_TIMEOUT", "8", 0);
        }
        try { return NativeLibrary.Load(beside); }
        catch (DllNotFoundException e)
        {
            // The loader's own complaint, which names the file it misses, stands last, behind general advice.
            throw new NotSupportedException($"libtorch cannot be loaded ({e.Message.Trim().Split('\n')[^1]}): install it (Debian: apt-get install libtorch-dev), then run `bash environment/setup.sh`.", e);
        }
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)] private static partial int setenv(string name, string value, int overwrite);

    [LibraryImport(Library)] public static partial byte* lgm_error();
    [LibraryImport(Library)] public static partial byte* lgm_version();
    [LibraryImport(Library)] public static partial long lgm_live();

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] public static partial nint lgm_op(string name, string overload);
    [LibraryImport(Library)] public static partial int lgm_call(nint op, NativeValue* args, int count, NativeValue* results, int capacity);

    [LibraryImport(Library)] public static partial void lgm_release(nint tensor);
    [LibraryImport(Library), SuppressGCTransition] public static partial int lgm_dim(nint tensor);
    [LibraryImport(Library), SuppressGCTransition] public static partial int lgm_dtype(nint tensor);
    [LibraryImport(Library), SuppressGCTransition] public static partial long lgm_numel(nint tensor);
    [LibraryImport(Library), SuppressGCTransition] public static partial void lgm_sizes(nint tensor, long* sizes);
    [LibraryImport(Library), SuppressGCTransition] public static partial void lgm_strides(nint tensor, long* strides);
    [LibraryImport(Library), SuppressGCTransition] public static partial int lgm_contiguous(nint tensor);
    [LibraryImport(Library), SuppressGCTransition] public static partial int lgm_device(nint tensor, int* index);
    [LibraryImport(Library)] public static partial void* lgm_data(nint tensor);
    [LibraryImport(Library)] public static partial nint lgm_alias(nint tensor);

    [LibraryImport(Library)] public static partial int lgm_requires_grad(nint tensor);
    [LibraryImport(Library)] public static partial int lgm_is_leaf(nint tensor);
    [LibraryImport(Library)] public static partial int lgm_set_requires_grad(nint tensor, int on);
    [LibraryImport(Library)] public static partial int lgm_retain_grad(nint tensor);
    [LibraryImport(Library)] public static partial nint lgm_grad(nint tensor);
    [LibraryImport(Library)] public static partial int lgm_set_grad(nint tensor, nint grad);
    [LibraryImport(Library)] public static partial int lgm_set_data(nint tensor, nint source);
    [LibraryImport(Library)] public static partial int lgm_backward(nint tensor, nint gradient, int retain, int create);
    [LibraryImport(Library)] public static partial int lgm_gradients(nint* outputs, int n, nint* inputs, int m, nint* seeds, int k, int retain, int create, int unused, nint* results);
    [LibraryImport(Library)] public static partial int lgm_grad_mode();
    [LibraryImport(Library)] public static partial void lgm_set_grad_mode(int on);

    [LibraryImport(Library)] public static partial int lgm_manual_seed(long seed);
    [LibraryImport(Library)] public static partial nint lgm_generator_new(int type, int index);
    [LibraryImport(Library)] public static partial int lgm_generator_seed(nint generator, long seed);
    [LibraryImport(Library)] public static partial long lgm_generator_initial_seed(nint generator);
    [LibraryImport(Library)] public static partial nint lgm_generator_state(nint generator);
    [LibraryImport(Library)] public static partial int lgm_generator_set_state(nint generator, nint state);
    [LibraryImport(Library)] public static partial void lgm_generator_release(nint generator);

    [LibraryImport(Library)] public static partial int lgm_cuda_devices();
    [LibraryImport(Library)] public static partial int lgm_cuda_synchronize(int index);
    [LibraryImport(Library)] public static partial int lgm_get_threads();
    [LibraryImport(Library)] public static partial int lgm_set_threads(int n);
    [LibraryImport(Library)] public static partial int lgm_set_interop_threads(int n);

    /// <summary>Throws with libtorch's own text when a call reports failure.</summary>
    public static void Check(int status)
    {
        if (status < 0) throw LastError();
    }

    public static nint Check(nint handle) => handle != 0 ? handle : throw LastError();

    public static ExternalException LastError() => new(Marshal.PtrToStringUTF8((nint)lgm_error()) ?? "unknown native error");

    public static string Version => Marshal.PtrToStringUTF8((nint)lgm_version()) ?? "?";
}

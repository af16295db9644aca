namespace TorchSharp;

public static partial class torch
{
    public static void set_num_threads(int num) => NativeMethods.Check(NativeMethods.lgm_set_threads(num));
    public static int get_num_threads() => NativeMethods.lgm_get_threads();
    public static void set_num_interop_threads(int num) => NativeMethods.Check(NativeMethods.lgm_set_interop_threads(num));


    public static bool is_grad_enabled() => NativeMethods.lgm_grad_mode() != 0;
    public static IDisposable no_grad() => new GradMode(false);
    public static IDisposable enable_grad(bool enabled = true) => new GradMode(enabled);
    public static IDisposable set_grad_enabled(bool mode = true) => new GradMode(mode);

    /// <summary>Gradient recording is a mode of the thread; disposing gives back the mode that was.</summary>
    private sealed class GradMode : IDisposable
    {
        private readonly bool _before = is_grad_enabled();
        public GradMode(bool on) => NativeMethods.lgm_set_grad_mode(on ? 1 : 0);
        public void Dispose() => NativeMethods.lgm_set_grad_mode(_before ? 1 : 0);
    }

    public static Generator manual_seed(long seed)
    {
        NativeMethods.Check(NativeMethods.lgm_manual_seed(seed));
        return Generator.Default;
    }

    public static class random
    {
        public static Generator manual_seed(long seed) => torch.manual_seed(seed);
        public static Tensor get_rng_state() => Generator.Default.get_state();
        public static void set_rng_state(Tensor new_state) => Generator.Default.set_state(new_state);
    }

    public static Tensor get_rng_state() => random.get_rng_state();
    public static void set_rng_state(Tensor new_state) => random.set_rng_state(new_state);

    /// <summary>A random stream: its own, or (<see cref="Default"/>) the one every operator without a generator draws from.</summary>
    public class Generator : IDisposable
    {
        private nint _handle;
        private readonly bool _isDefault;

        public Generator(ulong seed = 0, Device? device = null)
        {
            this.device = device ?? CPU;
            _handle = NativeMethods.Check(NativeMethods.lgm_generator_new((int)this.device.type, this.device.index));
            manual_seed((long)seed);
        }

        private Generator(bool isDefault) => (_isDefault, device) = (isDefault, CPU);

        public static Generator Default => new(isDefault: true);

        public nint Handle => _handle;
        public Device device { get; }
        public long initial_seed() => NativeMethods.lgm_generator_initial_seed(_handle);
        public Tensor get_state() => new(NativeMethods.Check(NativeMethods.lgm_generator_state(_handle)));
        public void set_state(Tensor value)
        {
            NativeMethods.Check(NativeMethods.lgm_generator_set_state(_handle, value.Handle));
            GC.KeepAlive(value);
        }

        public Generator manual_seed(long seed)
        {
            NativeMethods.Check(NativeMethods.lgm_generator_seed(_handle, seed));
            return this;
        }

        ~Generator() => Dispose(false);

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            if (_isDefault || _handle == 0) return;
            NativeMethods.lgm_generator_release(_handle);
            _handle = 0;
        }
    }

    public static unsafe class autograd
    {
        public static IList<Tensor> grad(IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor>? grad_outputs = null, bool retain_graph = false, bool create_graph = false, bool allow_unused = false)
        {
            var results = new nint[inputs.Count];
            fixed (nint* o = Handles(outputs), i = Handles(inputs), s = Handles(grad_outputs), r = results)
                NativeMethods.Check(NativeMethods.lgm_gradients(o, outputs.Count, i, inputs.Count, s, grad_outputs?.Count ?? 0, retain_graph ? 1 : 0, create_graph ? 1 : 0, allow_unused ? 1 : 0, r));
            GC.KeepAlive(outputs);
            GC.KeepAlive(inputs);
            GC.KeepAlive(grad_outputs);
            return results.Select(h => h == 0 ? null! : new Tensor(h)).ToList();
        }

        private static nint[] Handles(IList<Tensor>? tensors) => tensors is null ? [] : [.. tensors.Select(t => t.Handle)];
    }
}

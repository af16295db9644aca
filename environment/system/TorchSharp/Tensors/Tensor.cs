using System.Runtime.InteropServices;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A libtorch tensor: one counted reference, given back by Dispose, by a dispose scope, or by the finalizer.</summary>
    public partial class Tensor : IDisposable
    {
        private nint _handle;
        internal DisposeScope? Scope;

        internal Tensor(nint handle)
        {
            _handle = handle;
            DisposeScope.Current?.Add(this);
        }

        ~Tensor() => Release();

        public void Dispose()
        {
            Scope?.Remove(this);
            Release();
            GC.SuppressFinalize(this);
        }

        private void Release()
        {
            var handle = Interlocked.Exchange(ref _handle, 0);
            if (handle != 0) NativeMethods.lgm_release(handle);
        }

        /// <summary>Gives the reference away: a parameter takes over the tensor it is made of.</summary>
        internal nint Surrender()
        {
            var handle = Handle;
            Scope?.Remove(this);
            _handle = 0;
            GC.SuppressFinalize(this);
            return handle;
        }

        /// <summary>How many tensors are alive in the process, whoever holds them.</summary>
        public static long TotalCount => NativeMethods.lgm_live();

        public nint Handle => _handle != 0 ? _handle : throw new ObjectDisposedException(nameof(Tensor), "the tensor was disposed, by hand or by the dispose scope it was made in");
        public bool IsInvalid => _handle == 0;

        public Tensor MoveToOuterDisposeScope()
        {
            Scope?.MoveOut(this);
            return this;
        }

        public Tensor DetachFromDisposeScope()
        {
            Scope?.Remove(this);
            return this;
        }

        public unsafe long[] shape
        {
            get
            {
                var sizes = new long[dim()];
                fixed (long* p = sizes) NativeMethods.lgm_sizes(Handle, p);
                return Kept(sizes);
            }
        }

        public long[] size() => shape;
        public long size(int dim) => shape[dim < 0 ? dim + (int)ndim : dim];

        public unsafe long[] stride()
        {
            var strides = new long[dim()];
            fixed (long* p = strides) NativeMethods.lgm_strides(Handle, p);
            return Kept(strides);
        }

        public long dim() => Kept(NativeMethods.lgm_dim(Handle));
        public long ndim => dim();
        public long numel() => Kept(NativeMethods.lgm_numel(Handle));
        public long NumberOfElements => numel();
        public long ElementSize => dtype.ElementSize();
        public bool is_contiguous() => Kept(NativeMethods.lgm_contiguous(Handle)) != 0;
        public ScalarType dtype => (ScalarType)Kept(NativeMethods.lgm_dtype(Handle));
        public bool is_floating_point() => dtype is ScalarType.Float16 or ScalarType.Float32 or ScalarType.Float64 or ScalarType.BFloat16;

        public unsafe Device device
        {
            get
            {
                int index;
                var type = Kept(NativeMethods.lgm_device(Handle, &index));
                return new Device((DeviceType)type, index);
            }
        }

        public unsafe DeviceType device_type { get { int index; return (DeviceType)Kept(NativeMethods.lgm_device(Handle, &index)); } }
        public bool is_cuda => device_type == DeviceType.CUDA;

        public bool requires_grad
        {
            get => Kept(NativeMethods.lgm_requires_grad(Handle)) != 0;
            set => NativeMethods.Check(Kept(NativeMethods.lgm_set_requires_grad(Handle, value ? 1 : 0)));
        }

        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);
        public bool is_leaf => Kept(NativeMethods.lgm_is_leaf(Handle)) != 0;
        public void retain_grad() => NativeMethods.Check(Kept(NativeMethods.lgm_retain_grad(Handle)));

        public Tensor? grad
        {
            get => Kept(NativeMethods.lgm_grad(Handle)) is var g && g != 0 ? new Tensor(g) : null;
            set
            {
                NativeMethods.Check(Kept(NativeMethods.lgm_set_grad(Handle, value?.Handle ?? 0)));
                GC.KeepAlive(value);
            }
        }

        public void backward() => NativeMethods.Check(Kept(NativeMethods.lgm_backward(Handle, 0, 0, 0)));

        internal void SetData(Tensor source)
        {
            NativeMethods.Check(Kept(NativeMethods.lgm_set_data(Handle, source.Handle)));
            GC.KeepAlive(source);
        }

        // The JIT may take a tensor for dead once its handle is read: it must not be finalised while libtorch works on it.
        private T Kept<T>(T result)
        {
            GC.KeepAlive(this);
            return result;
        }

        /// <summary>The tensor's own memory; it must be contiguous and on the CPU.</summary>
        public unsafe Span<byte> bytes
        {
            get
            {
                if (device_type != DeviceType.CPU) throw new InvalidOperationException("bytes reads memory of the CPU: call .cpu() first");
                if (!is_contiguous()) throw new InvalidOperationException("bytes needs a contiguous tensor: call .contiguous() first");
                var length = checked((int)(numel() * ElementSize));
                return length == 0 ? [] : new Span<byte>(Kept((nint)NativeMethods.lgm_data(Handle)).ToPointer(), length);
            }
            set
            {
                var target = bytes;
                if (value.Length != target.Length) throw new ArgumentException($"{value.Length} bytes given for a tensor of {target.Length}", nameof(value));
                value.CopyTo(target);
                GC.KeepAlive(this);
            }
        }

        public Utils.TensorAccessor<T> data<T>() where T : unmanaged => new(this);

        public T item<T>() where T : unmanaged
        {
            if (numel() != 1) throw new InvalidOperationException($"item needs a tensor of one element, this one has {numel()}");
            using var one = this.detach().cpu().contiguous();
            return one.Kept(MemoryMarshal.Read<T>(Utils.TensorAccessor<T>.Checked(one).bytes));
        }

        public override string ToString() => IsInvalid ? "[disposed]" : $"[{string.Join("x", shape)}], type = {dtype}, device = {device}";
    }
}

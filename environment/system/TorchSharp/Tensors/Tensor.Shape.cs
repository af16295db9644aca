namespace TorchSharp;

public static partial class torch
{
    private static readonly Operator s_reshape = new("aten::reshape"), s_view = new("aten::view"), s_flatten = new("aten::flatten", "using_ints"), s_permute = new("aten::permute"),
        s_transpose = new("aten::transpose", "int"), s_unsqueeze = new("aten::unsqueeze"), s_squeeze = new("aten::squeeze"), s_squeezeDim = new("aten::squeeze", "dim"), s_expand = new("aten::expand"),
        s_contiguous = new("aten::contiguous"), s_clone = new("aten::clone"), s_detach = new("aten::detach"), s_toDtype = new("aten::to", "dtype"), s_toDevice = new("aten::to", "device"),
        s_narrow = new("aten::narrow"), s_select = new("aten::select", "int"), s_slice = new("aten::slice", "Tensor"), s_flip = new("aten::flip"), s_repeat = new("aten::repeat"),
        s_index = new("aten::index", "Tensor"), s_indexPut = new("aten::index_put_"), s_indexSelect = new("aten::index_select"), s_gather = new("aten::gather"), s_scatterTo = new("aten::scatter_", "src"),
        s_scatterAddTo = new("aten::scatter_add_"), s_scatterAdd = new("aten::scatter_add"), s_indexAddTo = new("aten::index_add_"), s_maskedFill = new("aten::masked_fill", "Scalar"), s_maskedSelect = new("aten::masked_select"), s_nonzero = new("aten::nonzero"),
        s_copyTo = new("aten::copy_");

    public partial class Tensor
    {
        public Tensor reshape(params long[] shape) => s_reshape.Call(this, shape);
        public Tensor view(params long[] shape) => s_view.Call(this, shape);
        public Tensor flatten(long start_dim = 0, long end_dim = -1) => s_flatten.Call(this, start_dim, end_dim);
        public Tensor permute(params long[] permutation) => s_permute.Call(this, permutation);
        public Tensor transpose(long dim0, long dim1) => s_transpose.Call(this, dim0, dim1);
        public Tensor unsqueeze(long dim) => s_unsqueeze.Call(this, dim);
        public Tensor squeeze(long? dim = null) => dim is long d ? s_squeezeDim.Call(this, d) : s_squeeze.Call(this);
        public Tensor expand(params long[] sizes) => s_expand.Call(this, sizes);
        public Tensor repeat(params long[] sizes) => s_repeat.Call(this, sizes);
        public Tensor contiguous() => s_contiguous.Call(this);
        public Tensor clone() => s_clone.Call(this);
        public Tensor detach() => s_detach.Call(this);
        public Tensor alias() => new(Kept(NativeMethods.lgm_alias(Handle)));
        public Tensor narrow(long dim, long start, long length) => s_narrow.Call(this, dim, start, length);
        public Tensor select(long dim, long index) => s_select.Call(this, dim, index);
        public Tensor slice(long dim, long start, long finish, long step) => s_slice.Call(this, dim, start, finish, step);
        public Tensor flip(params long[] dims) => s_flip.Call(this, dims);

        public Tensor to(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) => After(s_toDtype.Call(this, type, non_blocking, copy), disposeAfter);
        public Tensor to(Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) => After(s_toDevice.Call(this, device, dtype, non_blocking, copy), disposeAfter);
        public Tensor to(ScalarType type, Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) => After(s_toDevice.Call(this, device, type, non_blocking, copy), disposeAfter);

        private Tensor After(Tensor result, bool disposeAfter)
        {
            if (disposeAfter) Dispose();
            return result;
        }

        public Tensor type(ScalarType dtype) => to(dtype);
        public Tensor cpu() => to(CPU);
        public Tensor cuda(Device? device = null, bool non_blocking = false) => to(device ?? CUDA, non_blocking: non_blocking);

        public Tensor index_select(long dim, Tensor index) => s_indexSelect.Call(this, dim, index);
        public Tensor gather(long dim, Tensor index) => s_gather.Call(this, dim, index, false);
        public Tensor scatter_(long dim, Tensor index, Tensor src) => InPlace(s_scatterTo, this, dim, index, src);
        public Tensor scatter_add(long dim, Tensor index, Tensor src) => s_scatterAdd.Call(this, dim, index, src);
        public Tensor scatter_add_(long dim, Tensor index, Tensor src) => InPlace(s_scatterAddTo, this, dim, index, src);
        public Tensor index_add_(long dim, Tensor index, Tensor source, Scalar alpha) => InPlace(s_indexAddTo, this, dim, index, source, alpha);
        public Tensor masked_fill(Tensor mask, Scalar value) => s_maskedFill.Call(this, mask, value);
        public Tensor masked_select(Tensor mask) => s_maskedSelect.Call(this, mask);
        public Tensor nonzero() => s_nonzero.Call(this);
        public Tensor copy_(Tensor source, bool nonBlocking = false) => InPlace(s_copyTo, this, source, nonBlocking);

        public Tensor index(params Tensor[] indices) => s_index.Call(this, indices);
        public Tensor index(params TensorIndex[] indices) => this[indices];
        public Tensor index_put_(Tensor value, params Tensor[] indices) => InPlace(s_indexPut, this, indices, value);

        public Tensor this[long i1]
        {
            get => select(0, i1);
            set => Assign(select(0, i1), value);
        }

        public Tensor this[long i1, long i2]
        {
            get
            {
                using var row = select(0, i1);
                return row.select(0, i2);
            }
            set
            {
                using var row = select(0, i1);
                Assign(row.select(0, i2), value);
            }
        }

        public Tensor this[params Tensor[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        public Tensor this[params TensorIndex[] indices]
        {
            get
            {
                using var scope = NewDisposeScope();
                var (view, at) = TensorIndex.Apply(this, indices);
                return (at is null ? view : s_index.Call(view, at)).MoveToOuterDisposeScope();
            }
            set
            {
                using var scope = NewDisposeScope();
                var (view, at) = TensorIndex.Apply(this, indices);
                if (at is null) Assign(view, value);
                else s_indexPut.CallInPlace(view, at, value);
            }
        }

        private static void Assign(Tensor view, Tensor value)
        {
            using (view) view.copy_(value);
        }
    }

    /// <summary>One position of an index expression: a number, a range, a mask or index tensor, None, or an ellipsis.</summary>
    public struct TensorIndex
    {
        private enum Kind { Slice, Single, Tensor, None, Ellipsis }

        private Kind _kind;
        private long? _start, _stop, _step;
        private Tensor? _tensor;

        public static TensorIndex Slice(long? start = null, long? stop = null, long? step = null) => new() { _kind = Kind.Slice, _start = start, _stop = stop, _step = step };
        public static TensorIndex Single(long? index) => new() { _kind = Kind.Single, _start = index };
        public static TensorIndex Tensor(Tensor tensor) => new() { _kind = Kind.Tensor, _tensor = tensor };
        public static TensorIndex Colon = Slice();
        public static TensorIndex Ellipsis = new() { _kind = Kind.Ellipsis };
        public static TensorIndex None = new() { _kind = Kind.None };

        public static implicit operator TensorIndex(long value) => Single(value);
        public static implicit operator TensorIndex(Index index) => Single(index.IsFromEnd ? -index.Value : index.Value);
        public static implicit operator TensorIndex(Range range) => Slice(At(range.Start), range.End.Equals(System.Index.End) ? null : At(range.End));

        private static long At(Index index) => index.IsFromEnd ? -index.Value : index.Value;

        /// <summary>Basic indexing as views; the index tensors are left for aten::index, one slot a dimension.</summary>
        internal static (Tensor View, Tensor?[]? At) Apply(Tensor source, TensorIndex[] indices)
        {
            var view = source.alias();
            var at = new List<Tensor?>();
            var used = indices.Count(i => i._kind is Kind.Slice or Kind.Single or Kind.Tensor);
            foreach (var i in indices)
            {
                var dim = at.Count;
                switch (i._kind)
                {
                    case Kind.Single: view = view.select(dim, i._start!.Value); break;
                    case Kind.Slice: view = s_slice.Call(view, dim, i._start, i._stop, i._step ?? 1); at.Add(null); break;
                    case Kind.None: view = view.unsqueeze(dim); at.Add(null); break;
                    case Kind.Ellipsis: at.AddRange(new Tensor?[source.ndim - used]); break;
                    case Kind.Tensor: at.Add(i._tensor); break;
                }
            }
            return (view, at.Exists(t => t is not null) ? at.ToArray() : null);
        }
    }
}

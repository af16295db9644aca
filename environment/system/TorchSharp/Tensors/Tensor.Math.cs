namespace TorchSharp;

public static partial class torch
{
    private static readonly Operator s_sum = new("aten::sum"), s_sumDim = new("aten::sum", "dim_IntList"), s_mean = new("aten::mean"), s_meanDim = new("aten::mean", "dim"),
        s_max = new("aten::max"), s_maxDim = new("aten::max", "dim"), s_min = new("aten::min"), s_minDim = new("aten::min", "dim"), s_maximum = new("aten::maximum"), s_minimum = new("aten::minimum"), s_amax = new("aten::amax"),
        s_argmax = new("aten::argmax"), s_argmin = new("aten::argmin"), s_sort = new("aten::sort", "stable"), s_topk = new("aten::topk"),
        s_abs = new("aten::abs"), s_exp = new("aten::exp"), s_log = new("aten::log"), s_sqrt = new("aten::sqrt"), s_sqrtTo = new("aten::sqrt_"), s_rsqrt = new("aten::rsqrt"), s_square = new("aten::square"), s_sign = new("aten::sign"),
        s_powScalar = new("aten::pow", "Tensor_Scalar"), s_pow = new("aten::pow", "Tensor_Tensor"), s_clamp = new("aten::clamp"), s_clampTensor = new("aten::clamp", "Tensor"), s_clampTo = new("aten::clamp_"), s_clampMin = new("aten::clamp_min"),
        s_logsumexp = new("aten::logsumexp"), s_softmax = new("aten::softmax", "int"), s_logSoftmax = new("aten::log_softmax", "int"), s_cumsum = new("aten::cumsum"),
        s_any = new("aten::any"), s_all = new("aten::all"), s_isnan = new("aten::isnan"), s_isfinite = new("aten::isfinite"), s_allclose = new("aten::allclose"),
        s_norm = new("aten::norm", "Scalar"), s_normDim = new("aten::norm", "ScalarOpt_dim"), s_var = new("aten::var"), s_varDim = new("aten::var", "dim"), s_bincount = new("aten::bincount"),
        s_zeroTo = new("aten::zero_"), s_fillTo = new("aten::fill_", "Scalar"), s_uniformTo = new("aten::uniform_"), s_normalTo = new("aten::normal_"), s_relu = new("aten::relu"), s_round = new("aten::round");

    public partial class Tensor
    {
        public Tensor sum(ScalarType? type = null) => s_sum.Call(this, type);
        public Tensor sum(long dim, bool keepdim = false, ScalarType? type = null) => s_sumDim.Call(this, new[] { dim }, keepdim, type);
        public Tensor sum(long[] dim, bool keepdim = false, ScalarType? type = null) => s_sumDim.Call(this, dim, keepdim, type);
        public Tensor mean() => s_mean.Call(this);
        public Tensor mean(long[] dimensions, bool keepdim = false, ScalarType? type = null) => s_meanDim.Call(this, dimensions, keepdim, type);
        public Tensor var(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => s_varDim.Call(type is ScalarType t ? to(t) : this, new[] { dim }, unbiased, keepdim);
        public Tensor var(bool unbiased = true) => s_var.Call(this, unbiased);
        public Tensor norm(float p = 2f) => s_norm.Call(this, (double)p);
        public Tensor norm(int dim, bool keepdim = false, float p = 2f) => s_normDim.Call(this, (double)p, new[] { (long)dim }, keepdim);

        public Tensor max() => s_max.Call(this);
        public (Tensor values, Tensor indexes) max(long dim, bool keepdim = false) => s_maxDim.Call2(this, dim, keepdim);
        public Tensor min() => s_min.Call(this);
        public (Tensor values, Tensor indexes) min(long dim, bool keepdim = false) => s_minDim.Call2(this, dim, keepdim);
        public Tensor amax(params long[] dims) => s_amax.Call(this, dims);
        public Tensor maximum(Tensor other) => s_maximum.Call(this, other);
        public Tensor minimum(Tensor other) => s_minimum.Call(this, other);
        public Tensor argmax(long dim, bool keepdim = false) => s_argmax.Call(this, dim, keepdim);
        public Tensor argmin(long dim, bool keepdim = false) => s_argmin.Call(this, dim, keepdim);
        public (Tensor Values, Tensor Indices) sort(long dim = -1, bool descending = false, bool stable = false) => s_sort.Call2(this, stable, dim, descending);
        public (Tensor values, Tensor indexes) topk(int k, int dim = -1, bool largest = true, bool sorted = true) => s_topk.Call2(this, k, dim, largest, sorted);

        public Tensor abs() => s_abs.Call(this);
        public Tensor exp() => s_exp.Call(this);
        public Tensor log() => s_log.Call(this);
        public Tensor sqrt() => s_sqrt.Call(this);
        public Tensor sqrt_() => InPlace(s_sqrtTo, this);
        public Tensor rsqrt() => s_rsqrt.Call(this);
        public Tensor square() => s_square.Call(this);
        public Tensor sign() => s_sign.Call(this);
        public Tensor relu() => s_relu.Call(this);
        public Tensor round(long decimals = 0) => decimals == 0 ? s_round.Call(this) : throw new NotSupportedException("round to decimals is in the nuget profile only");
        public Tensor pow(Scalar exponent) => s_powScalar.Call(this, exponent);
        public Tensor pow(Tensor exponent) => s_pow.Call(this, exponent);
        public Tensor clamp(Scalar? min = null, Scalar? max = null) => s_clamp.Call(this, min, max);
        public Tensor clamp(Tensor? min = null, Tensor? max = null) => s_clampTensor.Call(this, min, max);
        public Tensor clamp_(Scalar? min = null, Scalar? max = null) => InPlace(s_clampTo, this, min, max);
        public Tensor clamp_min(Scalar min) => s_clampMin.Call(this, min);

        public Tensor logsumexp(long dim, bool keepdim = false) => s_logsumexp.Call(this, new[] { dim }, keepdim);
        public Tensor softmax(long dim, ScalarType? dtype = null) => s_softmax.Call(this, dim, dtype);
        public Tensor log_softmax(long dim, ScalarType? dtype = null) => s_logSoftmax.Call(this, dim, dtype);
        public Tensor cumsum(long dim, ScalarType? type = null) => s_cumsum.Call(this, dim, type);
        public Tensor bincount(Tensor? weights, long minlength = 0) => s_bincount.Call(this, weights, minlength);

        public Tensor any() => s_any.Call(this);
        public Tensor all() => s_all.Call(this);
        public Tensor isnan() => s_isnan.Call(this);
        public Tensor isfinite() => s_isfinite.Call(this);
        public bool allclose(Tensor target, double rtol = 1E-05, double atol = 1E-08, bool equal_nan = false) => s_allclose.CallScalar(this, target, rtol, atol, equal_nan).ToBoolean();

        public Tensor zero_() => InPlace(s_zeroTo, this);
        public Tensor fill_(Scalar value) => InPlace(s_fillTo, this, value);
        public Tensor uniform_(double from, double to, Generator? generator = null) => InPlace(s_uniformTo, this, from, to, generator is { Handle: not 0 } ? generator : Argument.Default);
        public Tensor normal_(double mean = 0, double std = 1, Generator? generator = null) => InPlace(s_normalTo, this, mean, std, generator is { Handle: not 0 } ? generator : Argument.Default);
    }
}

public static class TensorExtensionMethods
{
    public static double ToDouble(this torch.Tensor value) => value.dtype == torch.ScalarType.Float64 ? value.item<double>() : value.to(torch.ScalarType.Float64).item<double>();
    public static float ToSingle(this torch.Tensor value) => (float)value.ToDouble();
    public static long ToInt64(this torch.Tensor value) => value.dtype == torch.ScalarType.Int64 ? value.item<long>() : value.to(torch.ScalarType.Int64).item<long>();
    public static Modules.Parameter AsParameter(this torch.Tensor tensor) => new(tensor);

    public static int ElementSize(this torch.ScalarType type) => type switch
    {
        torch.ScalarType.Byte or torch.ScalarType.Int8 or torch.ScalarType.Bool => 1,
        torch.ScalarType.Int16 or torch.ScalarType.Float16 or torch.ScalarType.BFloat16 => 2,
        torch.ScalarType.Int32 or torch.ScalarType.Float32 => 4,
        _ => 8,
    };
}

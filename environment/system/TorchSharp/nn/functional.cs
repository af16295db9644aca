namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static class functional
        {
            private static readonly Operator s_conv2d = new("aten::conv2d"), s_linear = new("aten::linear"), s_prelu = new("aten::prelu"), s_maxPool2d = new("aten::max_pool2d"), s_avgPool2d = new("aten::avg_pool2d"),
                s_adaptiveAvgPool2d = new("aten::adaptive_avg_pool2d"), s_batchNorm = new("aten::batch_norm"), s_dropout = new("aten::dropout"), s_crossEntropy = new("aten::cross_entropy_loss"),
                s_nllLoss = new("aten::nll_loss"), s_oneHot = new("aten::one_hot"), s_pad = new("aten::constant_pad_nd");

            public static Tensor conv2d(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null, long[]? dilation = null, long groups = 1) =>
                s_conv2d.Call(input, weight, bias, strides ?? [1], padding ?? [0], dilation ?? [1], groups);

            public static Tensor linear(Tensor input, Tensor weights, Tensor? bias = null) => s_linear.Call(input, weights, bias);
            public static Tensor prelu(Tensor input, Tensor weight) => s_prelu.Call(input, weight);
            public static Tensor relu(Tensor x, bool inplace = false) => inplace ? throw new NotSupportedException("in-place relu is in the nuget profile only") : x.relu();
            public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => input.softmax(dim, dtype);
            public static Tensor log_softmax(Tensor x, long dim) => x.log_softmax(dim);

            public static Tensor max_pool2d(Tensor input, long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false) =>
                s_maxPool2d.Call(input, Twice(kernel_size), Twice(stride ?? kernel_size), Twice(padding ?? 0), Twice(dilation ?? 1), ceil_mode);

            public static Tensor avg_pool2d(Tensor input, long kernel_size, long? stride = null, long padding = 0, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null) =>
                s_avgPool2d.Call(input, Twice(kernel_size), Twice(stride ?? kernel_size), Twice(padding), ceil_mode, count_include_pad, divisor_override);

            public static Tensor adaptive_avg_pool2d(Tensor input, long output_size) => s_adaptiveAvgPool2d.Call(input, Twice(output_size));

            public static Tensor batch_norm(Tensor input, Tensor? running_mean, Tensor? running_var, Tensor? weight = null, Tensor? bias = null, bool training = false, double momentum = 0.1, double eps = 1E-05) =>
                s_batchNorm.Call(input, weight, bias, running_mean, running_var, training, momentum, eps, false);

            public static Tensor dropout(Tensor input, double p = 0.5, bool training = true, bool inplace = false) => inplace ? throw new NotSupportedException("in-place dropout is in the nuget profile only") : s_dropout.Call(input, p, training);

            public static Tensor cross_entropy(Tensor input, Tensor target, Tensor? weight = null, long ignore_index = -100, Reduction reduction = Reduction.Mean, double label_smoothing = 0) =>
                s_crossEntropy.Call(input, target, weight, (long)reduction, ignore_index, label_smoothing);

            public static Tensor nll_loss(Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean) => s_nllLoss.Call(input, target, weight, (long)reduction);
            public static Tensor one_hot(Tensor x, long num_classes = -1) => s_oneHot.Call(x, num_classes);
            public static Tensor normalize(Tensor input, double p = 2, long dim = 1, double eps = 1E-12) 
            {
                using var scope = NewDisposeScope();
                return (input / input.norm((int)dim, keepdim: true, (float)p).clamp_min(eps)).MoveToOuterDisposeScope();
            }

            public static Tensor pad(Tensor input, long[] pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                mode is PaddingModes.Constant or PaddingModes.Zeros ? s_pad.Call(input, pad, value) : throw new NotSupportedException($"padding mode {mode} is in the nuget profile only");

            private static long[] Twice(long value) => [value, value];
        }
    }
}

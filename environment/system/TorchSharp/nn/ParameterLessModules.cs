using static TorchSharp.torch;

namespace TorchSharp
{
    namespace Modules
    {
        public abstract class ParameterLessModule<T1, TResult> : nn.Module<T1, TResult>
        {
            protected ParameterLessModule(string name) : base(name) { }
        }

        public sealed class ReLU : ParameterLessModule<Tensor, Tensor>
        {
            internal ReLU() : base(nameof(ReLU)) { }
            public override Tensor forward(Tensor tensor) => tensor.relu();
        }

        public sealed class Identity : ParameterLessModule<Tensor, Tensor>
        {
            internal Identity() : base(nameof(Identity)) { }
            public override Tensor forward(Tensor tensor) => tensor.alias();
        }

        public sealed class Flatten : ParameterLessModule<Tensor, Tensor>
        {
            internal Flatten(long start, long end) : base(nameof(Flatten)) => (start_dim, end_dim) = (start, end);
            public long start_dim { get; set; }
            public long end_dim { get; set; }
            public override Tensor forward(Tensor input) => input.flatten(start_dim, end_dim);
        }

        public sealed class Dropout : ParameterLessModule<Tensor, Tensor>
        {
            internal Dropout(double p) : base(nameof(Dropout)) => this.p = p;
            public double p { get; set; }
            public override Tensor forward(Tensor tensor) => nn.functional.dropout(tensor, p, training);
        }

        public sealed class MaxPool2d : ParameterLessModule<Tensor, Tensor>
        {
            private readonly long _kernel;
            private readonly long? _stride, _padding, _dilation;
            private readonly bool _ceil;
            internal MaxPool2d(long kernel, long? stride, long? padding, long? dilation, bool ceil) : base(nameof(MaxPool2d)) => (_kernel, _stride, _padding, _dilation, _ceil) = (kernel, stride, padding, dilation, ceil);
            public override Tensor forward(Tensor input) => nn.functional.max_pool2d(input, _kernel, _stride, _padding, _dilation, _ceil);
        }

        public sealed class AvgPool2d : ParameterLessModule<Tensor, Tensor>
        {
            private readonly long _kernel, _padding;
            private readonly long? _stride, _divisor;
            private readonly bool _ceil, _countPad;
            internal AvgPool2d(long kernel, long? stride, long padding, bool ceil, bool countPad, long? divisor) : base(nameof(AvgPool2d)) => (_kernel, _stride, _padding, _ceil, _countPad, _divisor) = (kernel, stride, padding, ceil, countPad, divisor);
            public override Tensor forward(Tensor input) => nn.functional.avg_pool2d(input, _kernel, _stride, _padding, _ceil, _countPad, _divisor);
        }

        public sealed class AdaptiveAvgPool2d : ParameterLessModule<Tensor, Tensor>
        {
            private readonly long _size;
            internal AdaptiveAvgPool2d(long size) : base(nameof(AdaptiveAvgPool2d)) => _size = size;
            public override Tensor forward(Tensor input) => nn.functional.adaptive_avg_pool2d(input, _size);
        }

        public sealed class CrossEntropyLoss : nn.Module<Tensor, Tensor, Tensor>
        {
            private readonly Tensor? _weight;
            private readonly nn.Reduction _reduction;

            public CrossEntropyLoss(Tensor? weight = null, long? ignore_index = null, nn.Reduction reduction = nn.Reduction.Mean, double label_smoothing = 0) : base(nameof(CrossEntropyLoss)) =>
                (_weight, this.ignore_index, _reduction, this.label_smoothing) = (weight, ignore_index, reduction, label_smoothing);

            public long? ignore_index { get; }
            public double label_smoothing { get; }
            public override Tensor forward(Tensor input, Tensor target) => nn.functional.cross_entropy(input, target, _weight, ignore_index ?? -100, _reduction, label_smoothing);
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.ReLU ReLU(bool inplace = false) => inplace ? throw new NotSupportedException("in-place ReLU is in the nuget profile only") : new();
            public static Modules.Identity Identity() => new();
            public static Modules.Flatten Flatten(long start_dim = 1, long end_dim = -1) => new(start_dim, end_dim);
            public static Modules.Dropout Dropout(double p = 0.5, bool inplace = false) => inplace ? throw new NotSupportedException("in-place Dropout is in the nuget profile only") : new(p);
            public static Modules.MaxPool2d MaxPool2d(long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false) => new(kernel_size, stride, padding, dilation, ceil_mode);
            public static Modules.AvgPool2d AvgPool2d(long kernel_size, long? stride = null, long? padding = null, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null) => new(kernel_size, stride, padding ?? 0, ceil_mode, count_include_pad, divisor_override);
            public static Modules.AdaptiveAvgPool2d AdaptiveAvgPool2d(long output_size) => new(output_size);
            public static Modules.CrossEntropyLoss CrossEntropyLoss(Tensor? weight = null, long? ignore_index = null, Reduction reduction = Reduction.Mean) => new(weight, ignore_index, reduction);
        }
    }
}

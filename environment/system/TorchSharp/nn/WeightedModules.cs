using static TorchSharp.torch;

namespace TorchSharp
{
    namespace Modules
    {
        public sealed class Linear : nn.Module<Tensor, Tensor>
        {
            internal Linear(long inputs, long outputs, bool hasBias, Device? device, ScalarType? dtype) : base(nameof(Linear))
            {
                (in_features, out_features) = (inputs, outputs);
                weight = new Parameter(empty([outputs, inputs], dtype, device));
                nn.init.kaiming_uniform_(weight, Math.Sqrt(5));
                register_parameter(nameof(weight), weight);
                if (!hasBias) return;
                bias = new Parameter(empty([outputs], dtype, device));
                var bound = 1 / Math.Sqrt(inputs);
                nn.init.uniform_(bias, -bound, bound);
                register_parameter(nameof(bias), bias);
            }

            public long in_features { get; set; }
            public long out_features { get; set; }
            public Parameter weight { get; set; }
            public Parameter? bias { get; set; }
            public override Tensor forward(Tensor tensor) => nn.functional.linear(tensor, weight, bias);
        }

        public abstract class Convolution : nn.Module<Tensor, Tensor>
        {
            internal Convolution(string name, long inputs, long outputs, long kernel, long stride, long padding, long dilation, long groups, bool hasBias, Device? device, ScalarType? dtype) : base(name)
            {
                (in_channels, out_channels, kernel_size, this.stride, this.padding, this.dilation, this.groups) = (inputs, outputs, [kernel, kernel], [stride, stride], [padding, padding], [dilation, dilation], groups);
                weight = new Parameter(empty([outputs, inputs / groups, kernel, kernel], dtype, device));
                nn.init.kaiming_uniform_(weight, Math.Sqrt(5));
                register_parameter(nameof(weight), weight);
                if (!hasBias) return;
                bias = new Parameter(empty([outputs], dtype, device));
                var bound = 1 / Math.Sqrt(nn.init.Fan(weight, nn.init.FanInOut.FanIn));
                nn.init.uniform_(bias, -bound, bound);
                register_parameter(nameof(bias), bias);
            }

            public long in_channels { get; }
            public long out_channels { get; }
            public long[] kernel_size { get; set; }
            public long[] stride { get; set; }
            public long[]? padding { get; }
            public long[] dilation { get; set; }
            public long groups { get; set; }
            public Parameter weight { get; set; }
            public Parameter? bias { get; set; }
        }

        public sealed class Conv2d : Convolution
        {
            internal Conv2d(long inputs, long outputs, long kernel, long stride, long padding, long dilation, long groups, bool hasBias, Device? device, ScalarType? dtype)
                : base(nameof(Conv2d), inputs, outputs, kernel, stride, padding, dilation, groups, hasBias, device, dtype) { }

            public override Tensor forward(Tensor input) => nn.functional.conv2d(input, weight, bias, stride, padding, dilation, groups);
        }

        public sealed class PReLU : nn.Module<Tensor, Tensor>
        {
            internal PReLU(long parameters, double init, Device? device, ScalarType? dtype) : base(nameof(PReLU))
            {
                (num_parameters, this.init) = (parameters, init);
                weight = new Parameter(full([parameters], init, dtype, device));
                register_parameter(nameof(weight), weight);
            }

            public long num_parameters { get; }
            public double init { get; }
            public Parameter weight { get; set; }
            public override Tensor forward(Tensor tensor) => nn.functional.prelu(tensor, weight);
        }

        public abstract class NormBase : nn.Module<Tensor, Tensor>
        {
            internal NormBase(string name, long features, double eps, double momentum, bool affine, bool track, Device? device, ScalarType? dtype) : base(name)
            {
                (num_features, this.eps, this.momentum, this.affine, track_running_stats) = (features, eps, momentum, affine, track);
                weight = affine ? new Parameter(ones([features], dtype, device)) : null!;
                bias = affine ? new Parameter(zeros([features], dtype, device)) : null;
                if (affine)
                {
                    register_parameter(nameof(weight), weight);
                    register_parameter(nameof(bias), bias!);
                }
                if (!track) return;
                register_buffer(nameof(running_mean), running_mean = zeros([features], dtype, device));
                register_buffer(nameof(running_var), running_var = ones([features], dtype, device));
                register_buffer(nameof(num_batches_tracked), num_batches_tracked = zeros([], ScalarType.Int64, device));
            }

            public long num_features { get; }
            public double eps { get; set; }
            public double? momentum { get; set; }
            public bool affine { get; }
            public bool track_running_stats { get; }
            public Parameter weight { get; set; }
            public Parameter? bias { get; set; }
            public Tensor? running_mean { get; set; }
            public Tensor? running_var { get; set; }
            public Tensor? num_batches_tracked { get; set; }
            protected abstract void ValidateInputDimensions(Tensor input);
        }

        public abstract class BatchNorm : NormBase
        {
            internal BatchNorm(string name, long features, double eps, double momentum, bool affine, bool track, Device? device, ScalarType? dtype) : base(name, features, eps, momentum, affine, track, device, dtype) { }

            public override Tensor forward(Tensor input)
            {
                ValidateInputDimensions(input);
                if (training) num_batches_tracked?.add_(1);
                return nn.functional.batch_norm(input, running_mean, running_var, weight, bias, training || !track_running_stats, momentum ?? 0.1, eps);
            }
        }

        public sealed class BatchNorm1d : BatchNorm
        {
            internal BatchNorm1d(long features, double eps, double momentum, bool affine, bool track, Device? device, ScalarType? dtype) : base(nameof(BatchNorm1d), features, eps, momentum, affine, track, device, dtype) { }

            protected override void ValidateInputDimensions(Tensor input)
            {
                if (input.ndim is not (2 or 3)) throw new ArgumentException($"expected 2D or 3D input, but got {input.ndim}D input");
            }
        }

        public sealed class BatchNorm2d : BatchNorm
        {
            internal BatchNorm2d(long features, double eps, double momentum, bool affine, bool track, Device? device, ScalarType? dtype) : base(nameof(BatchNorm2d), features, eps, momentum, affine, track, device, dtype) { }

            protected override void ValidateInputDimensions(Tensor input)
            {
                if (input.ndim != 4) throw new ArgumentException($"expected 4D input, but got {input.ndim}D input");
            }
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.Linear Linear(long inputSize, long outputSize, bool hasBias = true, Device? device = null, ScalarType? dtype = null) => new(inputSize, outputSize, hasBias, device, dtype);

            public static Modules.Conv2d Conv2d(long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                padding_mode == PaddingModes.Zeros ? new(in_channels, out_channels, kernel_size, stride, padding, dilation, groups, bias, device, dtype) : throw new NotSupportedException($"padding mode {padding_mode} is in the nuget profile only");

            public static Modules.PReLU PReLU(long num_parameters, double init = 0.25, Device? device = null, ScalarType? dtype = null) => new(num_parameters, init, device, dtype);
            public static Modules.BatchNorm1d BatchNorm1d(long num_features, double eps = 1E-05, double momentum = 0.1, bool affine = true, bool track_running_stats = true, Device? device = null, ScalarType? dtype = null) => new(num_features, eps, momentum, affine, track_running_stats, device, dtype);
            public static Modules.BatchNorm2d BatchNorm2d(long num_features, double eps = 1E-05, double momentum = 0.1, bool affine = true, bool track_running_stats = true, Device? device = null, ScalarType? dtype = null) => new(num_features, eps, momentum, affine, track_running_stats, device, dtype);
        }
    }
}

using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>p -= lr m^ / (sqrt(v^) + eps), with m^ and v^ the bias-corrected running means of g and g². As in PyTorch, weight decay adds to g.</summary>
        public class Adam : OptimizerHelper
        {
            public class Options : OptimizerOptions
            {
                public double? beta1, beta2, eps, weight_decay;
                public bool? amsgrad, maximize;
            }

            public class ParamGroup : ParamGroup<Options>
            {
                public ParamGroup(IEnumerable<Parameter> parameters, Options options) : base(parameters, options) { }

                public ParamGroup(IEnumerable<Parameter> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1E-08, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
                    : base(parameters, new Options { LearningRate = lr, beta1 = beta1, beta2 = beta2, eps = eps, weight_decay = weight_decay, amsgrad = amsgrad, maximize = maximize }) { }
            }

            private readonly Options _defaults;

            public Adam(IEnumerable<Parameter> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1E-08, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
                : this([new ParamGroup(parameters, new Options())], lr, beta1, beta2, eps, weight_decay, amsgrad, maximize) { }

            public Adam(IEnumerable<ParamGroup> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1E-08, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
            {
                _defaults = new Options { LearningRate = lr, beta1 = beta1, beta2 = beta2, eps = eps, weight_decay = weight_decay, amsgrad = amsgrad, maximize = maximize };
                foreach (var group in parameters) add_param_group(group);
            }

            public override void add_param_group(Modules.ParamGroup param_group)
            {
                var options = (Options)param_group.Options;
                options.LearningRate ??= _defaults.LearningRate;
                options.beta1 ??= _defaults.beta1;
                options.beta2 ??= _defaults.beta2;
                options.eps ??= _defaults.eps;
                options.weight_decay ??= _defaults.weight_decay;
                options.amsgrad ??= _defaults.amsgrad;
                options.maximize ??= _defaults.maximize;
                options.InitialLearningRate = options.LearningRate!.Value;
                base.add_param_group(param_group);
            }

            private protected override int StateTensors => 3;

            public override Tensor? step(Func<Tensor>? closure = null) => Step<Options>(closure, (parameters, gradients, o) =>
            {
                var (beta1, beta2) = (o.beta1!.Value, o.beta2!.Value);
                var g = o.maximize == true ? gradients.Negated() : gradients;
                if (o.weight_decay != 0) g = g.Plus(parameters, o.weight_decay!.Value);
                var (first, second) = (Running(parameters, 0), Running(parameters, 1));
                first.Multiply(beta1);
                first.Add(g, 1 - beta1);
                second.Multiply(beta2);
                second.AddProduct(g, g, 1 - beta2);
                if (o.amsgrad == true) second = [.. Running(parameters, 2).Zip(second, (most, now) => most.copy_(most.maximum(now)))];
                var denominator = second.SquareRoots();
                denominator.Divide(Math.Sqrt(1 - Math.Pow(beta2, Steps)));
                denominator.Add(o.eps!.Value);
                ((Tensor[])parameters).AddQuotient(first, denominator, -o.LearningRate!.Value / (1 - Math.Pow(beta1, Steps)));
            });

            private Tensor[] Running(Parameter[] parameters, int which) =>
                [.. parameters.Select(p => State(p)[which] ??= zeros_like(p).DetachFromDisposeScope())];
        }
    }

    public static partial class torch
    {
        public static partial class optim
        {
            public static Adam Adam(IEnumerable<Parameter> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1E-08, double weight_decay = 0, bool amsgrad = false, bool maximize = false) =>
                new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);
        }
    }
}

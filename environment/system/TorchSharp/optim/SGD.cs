using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>v = momentum v + (1 - dampening) g, p -= lr v; Nesterov: p -= lr (g + momentum v). As in PyTorch, weight decay adds to g.</summary>
        public class SGD : OptimizerHelper
        {
            public class Options : OptimizerOptions
            {
                public double? momentum, dampening, weight_decay;
                public bool? nesterov, maximize;
            }

            public class ParamGroup : ParamGroup<Options>
            {
                public ParamGroup(IEnumerable<Parameter> parameters, Options options) : base(parameters, options) { }

                public ParamGroup(IEnumerable<Parameter> parameters, double lr = 0.001, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false)
                    : base(parameters, new Options { LearningRate = lr, momentum = momentum, dampening = dampening, weight_decay = weight_decay, nesterov = nesterov, maximize = maximize }) { }
            }

            private readonly Options _defaults;

            public SGD(IEnumerable<Parameter> parameters, double lr, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false)
                : this([new ParamGroup(parameters, new Options())], lr, momentum, dampening, weight_decay, nesterov, maximize) { }

            public SGD(IEnumerable<ParamGroup> parameters, double lr, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false)
            {
                if (nesterov && (momentum <= 0 || dampening != 0)) throw new ArgumentException("Nesterov momentum requires a momentum and zero dampening");
                _defaults = new Options { LearningRate = lr, momentum = momentum, dampening = dampening, weight_decay = weight_decay, nesterov = nesterov, maximize = maximize };
                foreach (var group in parameters) add_param_group(group);
            }

            public override void add_param_group(Modules.ParamGroup param_group)
            {
                var options = (Options)param_group.Options;
                options.LearningRate ??= _defaults.LearningRate;
                options.momentum ??= _defaults.momentum;
                options.dampening ??= _defaults.dampening;
                options.weight_decay ??= _defaults.weight_decay;
                options.nesterov ??= _defaults.nesterov;
                options.maximize ??= _defaults.maximize;
                options.InitialLearningRate = options.LearningRate!.Value;
                base.add_param_group(param_group);
            }

            private protected override int StateTensors => 1;

            public override Tensor? step(Func<Tensor>? closure = null) => Step<Options>(closure, (parameters, gradients, o) =>
            {
                var g = o.maximize == true ? gradients.Negated() : gradients;
                if (o.weight_decay != 0) g = g.Plus(parameters, o.weight_decay!.Value);
                if (o.momentum != 0)
                {
                    var velocities = Velocities(parameters, g, o);
                    g = o.nesterov == true ? g.Plus(velocities, o.momentum!.Value) : velocities;
                }
                ((Tensor[])parameters).Add(g, -o.LearningRate!.Value);
            });

            // A parameter's first velocity is its first gradient, without dampening.
            private Tensor[] Velocities(Parameter[] parameters, Tensor[] gradients, Options o)
            {
                var states = parameters.Select(State).ToArray();
                int[] moving = [.. Enumerable.Range(0, states.Length).Where(i => states[i][0] is not null)];
                if (moving.Length > 0)
                {
                    Tensor[] velocities = [.. moving.Select(i => states[i][0]!)];
                    velocities.Multiply(o.momentum!.Value);
                    velocities.Add([.. moving.Select(i => gradients[i])], 1 - o.dampening!.Value);
                }
                for (var i = 0; i < states.Length; i++) states[i][0] ??= gradients[i].clone().DetachFromDisposeScope();
                return [.. states.Select(s => s[0]!)];
            }
        }
    }

    public static partial class torch
    {
        public static partial class optim
        {
            public static SGD SGD(IEnumerable<Parameter> parameters, double learningRate, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false) =>
                new(parameters, learningRate, momentum, dampening, weight_decay, nesterov, maximize);

            public static SGD SGD(IEnumerable<SGD.ParamGroup> parameters, double learningRate, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false) =>
                new(parameters, learningRate, momentum, dampening, weight_decay, nesterov, maximize);
        }
    }
}

using TorchSharp.Modules;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            public interface ILearningRateController
            {
                double LearningRate { get; set; }
                double InitialLearningRate { get; set; }
            }

            public abstract class Optimizer : IDisposable
            {
                protected IList<ParamGroup> _parameter_groups = [];

                private protected Optimizer() { }

                public virtual IEnumerable<ILearningRateController> ParamGroups => _parameter_groups;
                public virtual IEnumerable<Parameter> parameters() => _parameter_groups.SelectMany(g => g.Parameters);
                public virtual Tensor? step(Func<Tensor>? closure = null) => throw new NotImplementedException();

                public virtual void add_param_group(ParamGroup param_group)
                {
                    param_group.Parameters = [.. param_group.Parameters];
                    _parameter_groups.Add(param_group);
                }

                public virtual void zero_grad()
                {
                    foreach (var parameter in parameters()) parameter.grad = null;
                }

                public void Dispose()
                {
                    Dispose(true);
                    GC.SuppressFinalize(this);
                }

                protected virtual void Dispose(bool disposing) { }
            }
        }
    }

    namespace Modules
    {
        public class OptimizerOptions
        {
            public double? LearningRate { get; set; }
            public double InitialLearningRate { get; set; }
            public virtual void SaveStateDict(BinaryWriter writer)
            {
                writer.Write(InitialLearningRate);
                writer.Write(LearningRate!.Value);
            }

            public virtual void LoadStateDict(BinaryReader reader)
            {
                InitialLearningRate = reader.ReadDouble();
                LearningRate = reader.ReadDouble();
            }
        }

        public class ParamGroup : torch.optim.ILearningRateController
        {
            public IEnumerable<Parameter> Parameters { get; set; } = [];
            public OptimizerOptions Options { get; set; } = new();
            public double LearningRate { get => Options.LearningRate!.Value; set => Options.LearningRate = value; }
            public double InitialLearningRate { get => Options.InitialLearningRate; set => Options.InitialLearningRate = value; }
        }

        public class ParamGroup<TOptions> : ParamGroup where TOptions : OptimizerOptions
        {
            public ParamGroup(IEnumerable<Parameter> parameters, TOptions? options = null)
            {
                Parameters = parameters;
                if (options is not null) Options = options;
            }
        }

        /// <summary>What the optimisers share: one state a parameter, in the order of the groups, and its binary form.</summary>
        public abstract class OptimizerHelper : torch.optim.Optimizer
        {
            private readonly Dictionary<Parameter, torch.Tensor?[]> _states = new(ReferenceEqualityComparer.Instance);

            public OptimizerHelper() { }

            private protected abstract int StateTensors { get; }

            private protected torch.Tensor?[] State(Parameter parameter)
            {
                if (!_states.TryGetValue(parameter, out var state)) _states[parameter] = state = new torch.Tensor?[StateTensors];
                return state;
            }

            private protected long Steps { get; set; }

            public void save_state_dict(string location)
            {
                using var writer = new BinaryWriter(File.Create(location));
                save_state_dict(writer);
            }

            public void save_state_dict(BinaryWriter writer)
            {
                writer.Write(GetType().Name);
                writer.Write(Steps);
                writer.Write(_parameter_groups.Count);
                foreach (var group in _parameter_groups) group.Options.SaveStateDict(writer);
                foreach (var tensor in parameters().SelectMany(State))
                {
                    writer.Write(tensor is not null);
                    if (tensor is not null) StateFormat.WriteTensor(writer, tensor);
                }
            }

            public void load_state_dict(string location)
            {
                using var reader = new BinaryReader(File.OpenRead(location));
                load_state_dict(reader);
            }

            public void load_state_dict(BinaryReader reader)
            {
                var kind = reader.ReadString();
                if (kind != GetType().Name) throw new InvalidDataException($"the state is that of {kind}, not of {GetType().Name}");
                Steps = reader.ReadInt64();
                var groups = reader.ReadInt32();
                if (groups != _parameter_groups.Count) throw new InvalidDataException($"the state has {groups} parameter groups, the optimizer {_parameter_groups.Count}");
                foreach (var group in _parameter_groups) group.Options.LoadStateDict(reader);
                using var scope = torch.NewDisposeScope();
                foreach (var parameter in parameters())
                {
                    var state = State(parameter);
                    for (var i = 0; i < state.Length; i++)
                    {
                        state[i]?.Dispose();
                        state[i] = reader.ReadBoolean() ? StateFormat.ReadTensor(reader).to(parameter.device).DetachFromDisposeScope() : null;
                    }
                }
            }

            protected override void Dispose(bool disposing)
            {
                if (!disposing) return;
                foreach (var tensor in _states.Values.SelectMany(s => s)) tensor?.Dispose();
                _states.Clear();
            }

            // One step: gradients off, what is made on the way freed, parameters without a gradient left alone. A group's
            // parameters and gradients come as lists, for operators over whole lists.
            private protected torch.Tensor? Step<TOptions>(Func<torch.Tensor>? closure, Action<Parameter[], torch.Tensor[], TOptions> update) where TOptions : OptimizerOptions
            {
                torch.Tensor? loss = null;
                if (closure is not null) using (torch.enable_grad()) loss = closure();
                using var quiet = torch.no_grad();
                using var scope = torch.NewDisposeScope();
                Steps++;
                foreach (var group in _parameter_groups)
                {
                    var learned = group.Parameters.Select(p => (Parameter: p, Gradient: p.grad)).Where(p => p.Gradient is not null).ToArray();
                    if (learned.Length > 0) update([.. learned.Select(p => p.Parameter)], [.. learned.Select(p => p.Gradient!)], (TOptions)group.Options);
                }
                return loss;
            }
        }
    }
}

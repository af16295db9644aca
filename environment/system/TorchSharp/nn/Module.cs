using System.Reflection;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public enum Reduction { None = 0, Mean = 1, Sum = 2 }

        public interface IModule<in T, out TResult> : IDisposable
        {
            TResult call(T input1);
        }

        public static Parameter Parameter(Tensor data, bool requires_grad = true) => new(data, requires_grad);

        /// <summary>Parameters, buffers and submodules under the names of the fields that hold them, in PyTorch's order.</summary>
        public partial class Module : IDisposable
        {
            private readonly List<(string Name, Parameter Value)> _parameters = [];
            private readonly List<(string Name, Tensor Value, bool Persistent)> _buffers = [];
            private readonly List<(string Name, Module Value)> _modules = [];

            protected string? name;

            protected Module(string name) => this.name = name;

            public virtual bool training { get; private set; } = true;
            public virtual string GetName() => name ?? GetType().Name;

            /// <summary>Registers every field that is a module, a parameter or (as a buffer) a tensor; called at the end of a constructor.</summary>
            protected virtual void RegisterComponents()
            {
                foreach (var field in Fields(GetType()))
                {
                    var value = field.GetValue(this);
                    if (value is Module module) register_module(field.Name, module);
                    else if (value is Parameter parameter) register_parameter(field.Name, parameter);
                    else if (value is Tensor tensor) register_buffer(field.Name, tensor);
                }
            }

            private static IEnumerable<FieldInfo> Fields(Type? type) => type is null || type == typeof(Module) ? [] :
                Fields(type.BaseType).Concat(type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly));

            public virtual void register_parameter(string name, Parameter param)
            {
                Free(name);
                _parameters.Add((name, param));
            }

            public virtual void register_buffer(string name, Tensor tensor, bool persistent = true)
            {
                Free(name);
                _buffers.Add((name, tensor.DetachFromDisposeScope(), persistent));
            }

            public virtual void register_module(string name, Module submodule)
            {
                Free(name);
                _modules.Add((name, submodule));
            }

            private void Free(string name)
            {
                if (_parameters.Exists(p => p.Name == name) || _buffers.Exists(b => b.Name == name) || _modules.Exists(m => m.Name == name))
                    throw new InvalidOperationException($"{GetName()} has a component named {name} already");
            }

            public virtual IEnumerable<(string name, Module module)> named_children() => _modules;
            public virtual IEnumerable<Module> children() => _modules.Select(m => m.Value);

            public virtual IEnumerable<Module> modules() => children().Concat(children().SelectMany(m => m.modules()));

            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true) =>
                _parameters.Concat(recurse ? _modules.SelectMany(m => m.Value.named_parameters().Select(p => ($"{m.Name}.{p.name}", p.parameter))) : []);

            public virtual IEnumerable<Parameter> parameters(bool recurse = true) => named_parameters(recurse).Select(p => p.parameter);

            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_nonpersistent = true) =>
                _buffers.Where(b => b.Persistent || include_nonpersistent).Select(b => (b.Name, b.Value))
                    .Concat(recurse ? _modules.SelectMany(m => m.Value.named_buffers(true, include_nonpersistent).Select(b => ($"{m.Name}.{b.name}", b.buffer))) : []);

            public virtual IEnumerable<Tensor> buffers(bool recurse = true, bool include_nonpersistent = true) => named_buffers(recurse, include_nonpersistent).Select(b => b.buffer);

            public virtual void train(bool train = true)
            {
                training = train;
                foreach (var child in children()) child.train(train);
            }

            public virtual void eval() => train(false);

            public virtual Module apply(Action<Module> fn)
            {
                foreach (var child in children()) child.apply(fn);
                fn(this);
                return this;
            }

            public virtual void zero_grad(bool set_to_none = true)
            {
                foreach (var parameter in parameters())
                    if (set_to_none) parameter.grad = null;
                    else parameter.grad?.zero_();
            }

            // The handles stay: optimisers and fields go on meaning the same tensors on the other device.
            internal void Move(Func<Tensor, Tensor> move)
            {
                using var scope = NewDisposeScope();
                using var quiet = no_grad();
                foreach (var tensor in parameters().Concat(buffers())) tensor.SetData(move(tensor));
            }

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
                if (!disposing) return;
                foreach (var parameter in _parameters) parameter.Value.Dispose();
                foreach (var buffer in _buffers) buffer.Value.Dispose();
                foreach (var module in _modules) module.Value.Dispose();
            }
        }

        public abstract class Module<T, TResult> : Module, IModule<T, TResult>
        {
            protected Module(string name) : base(name) { }
            public abstract TResult forward(T input);
            public TResult call(T input) => forward(input);
        }

        public abstract class Module<T1, T2, TResult> : Module
        {
            protected Module(string name) : base(name) { }
            public abstract TResult forward(T1 input1, T2 input2);
            public TResult call(T1 input1, T2 input2) => forward(input1, input2);
        }
    }
}

public static class ModuleExtensionMethods
{
    public static T to<T>(this T module, torch.Device device, bool non_blocking = false) where T : torch.nn.Module
    {
        module.Move(t => t.to(device, non_blocking: non_blocking));
        return module;
    }

    public static T to<T>(this T module, torch.ScalarType type, bool non_blocking = false) where T : torch.nn.Module
    {
        module.Move(t => t.is_floating_point() ? t.to(type, non_blocking: non_blocking) : t);
        return module;
    }
}

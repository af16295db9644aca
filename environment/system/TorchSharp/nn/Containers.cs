using System.Collections;
using static TorchSharp.torch;

namespace TorchSharp
{
    namespace Modules
    {
        public class Sequential : nn.Module<Tensor, Tensor>
        {
            private readonly List<nn.Module<Tensor, Tensor>> _steps = [];

            protected internal Sequential(params (string name, nn.Module<Tensor, Tensor> submodule)[] modules) : base(nameof(Sequential))
            {
                foreach (var (name, step) in modules)
                {
                    register_module(name, step);
                    _steps.Add(step);
                }
            }

            public int Count => _steps.Count;
            public nn.IModule<Tensor, Tensor> this[int index] => _steps[index];

            public override Tensor forward(Tensor tensor)
            {
                // What a step hands to the next is freed here: libtorch keeps what the backward pass needs.
                using var scope = NewDisposeScope();
                var result = tensor.alias();
                foreach (var step in _steps) result = step.call(result);
                return result.MoveToOuterDisposeScope();
            }
        }

        public class ModuleList<T> : nn.Module, IEnumerable<T> where T : nn.Module
        {
            private readonly List<T> _items = [];

            public ModuleList(params T[] modules) : base("ModuleList")
            {
                foreach (var module in modules) Add(module);
            }

            public void Add(T item)
            {
                register_module(_items.Count.ToString(), item);
                _items.Add(item);
            }

            public int Count => _items.Count;
            public T this[int index] => _items[index];
            public IEnumerator<T> GetEnumerator() => _items.GetEnumerator();
            IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.Sequential Sequential(params Module<Tensor, Tensor>[] modules) => new([.. modules.Select((m, i) => (i.ToString(), m))]);
            public static Modules.Sequential Sequential(params (string name, Module<Tensor, Tensor> submodule)[] modules) => new(modules);
            public static Modules.ModuleList<T> ModuleList<T>(params T[] modules) where T : Module => new(modules);
        }
    }
}

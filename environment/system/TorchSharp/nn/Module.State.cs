namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            public virtual Dictionary<string, Tensor> state_dict(Dictionary<string, Tensor>? destination = null, string? prefix = null)
            {
                destination ??= [];
                string Path(string key) => string.IsNullOrEmpty(prefix) ? key : $"{prefix}.{key}";
                foreach (var (key, value) in _parameters) destination.TryAdd(Path(key), value);
                foreach (var (key, value, persistent) in _buffers)
                    if (persistent) destination.TryAdd(Path(key), value);
                foreach (var (key, value) in _modules) value.state_dict(destination, Path(key));
                return destination;
            }

            public virtual (IList<string> missing_keys, IList<string> unexpected_keyes) load_state_dict(Dictionary<string, Tensor> source, bool strict = true, IList<string>? skip = null)
            {
                var target = state_dict();
                var missing = target.Keys.Where(k => !source.ContainsKey(k) && skip?.Contains(k) != true).ToList();
                var unexpected = source.Keys.Where(k => !target.ContainsKey(k) && skip?.Contains(k) != true).ToList();
                if (strict && missing.Count + unexpected.Count > 0)
                    throw new InvalidOperationException($"The loaded state_dict is not identical to the target dictionary: missing [{string.Join(", ", missing)}], unexpected [{string.Join(", ", unexpected)}].");
                using var quiet = no_grad();
                foreach (var (key, value) in source)
                    if (target.TryGetValue(key, out var into) && skip?.Contains(key) != true)
                    {
                        if (!into.shape.SequenceEqual(value.shape))
                            throw new ArgumentException($"Mismatched shape in {key}: the state has [{string.Join(", ", value.shape)}], the module [{string.Join(", ", into.shape)}].");
                        into.copy_(value);
                    }
                return (missing, unexpected);
            }

            public Module save(string location, IList<string>? skip = null)
            {
                using var stream = File.Create(location);
                return save(stream, skip);
            }

            public Module save(Stream stream, IList<string>? skip = null)
            {
                using var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true);
                var state = state_dict().Where(entry => skip?.Contains(entry.Key) != true).ToList();
                StateFormat.WriteCount(writer, state.Count);
                foreach (var (key, value) in state)
                {
                    writer.Write(key);
                    StateFormat.WriteTensor(writer, value);
                }
                return this;
            }

            public virtual Module load(string location, bool strict = true, IList<string>? skip = null, Dictionary<string, bool>? loadedParameters = null)
            {
                using var stream = File.OpenRead(location);
                return load(stream, strict, skip, loadedParameters);
            }

            public Module load(Stream stream, bool strict = true, IList<string>? skip = null, Dictionary<string, bool>? loadedParameters = null)
            {
                using var scope = NewDisposeScope();
                using var reader = new BinaryReader(stream, System.Text.Encoding.UTF8, leaveOpen: true);
                var source = new Dictionary<string, Tensor>();
                for (var left = StateFormat.ReadCount(reader); left > 0; left--)
                {
                    var key = reader.ReadString();
                    source[key] = StateFormat.ReadTensor(reader);
                    if (loadedParameters is not null) loadedParameters[key] = true;
                }
                load_state_dict(source, strict, skip);
                return this;
            }
        }
    }
}

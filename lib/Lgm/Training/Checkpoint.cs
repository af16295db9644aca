using System.Security.Cryptography;
using Lgm.Models;
using TorchSharp.Modules;

namespace Lgm.Training;

/// <summary>
/// Everything a training needs to go on where it was: weights under <c>model.</c>, the optimiser's state, the random stream,
/// and where in the data order it stands, in one safetensors file. The order itself follows from the seed and the epoch.
/// </summary>
internal sealed record Checkpoint
{
    /// <summary>What was being trained: a file is resumed only where this text is the same. Net, head, options and data.</summary>
    public required string Identity { get; init; }

    /// <summary>Whole epochs done.</summary>
    public required int Epoch { get; init; }

    /// <summary>Steps done in the present epoch.</summary>
    public required int Step { get; init; }

    /// <summary>The sum of the losses of those steps; a float32, so that it goes on with the same rounding.</summary>
    public required float LossSum { get; init; }

    /// <summary>Mean training loss of each epoch done.</summary>
    public required IReadOnlyList<double> Losses { get; init; }

    /// <summary>What was measured after each epoch done; empty where nothing was.</summary>
    public IReadOnlyList<double> Accuracies { get; init; } = [];

    /// <summary>Writes the state of model, optimiser and random stream.</summary>
    public void Save(string path, BoundedClassifier model, SGD optimizer)
    {
        using var scope = NewDisposeScope();
        var tensors = model.state_dict().ToDictionary(t => "model." + t.Key, t => t.Value);
        using var state = new MemoryStream();
        using (var writer = new BinaryWriter(state, System.Text.Encoding.UTF8, leaveOpen: true)) optimizer.save_state_dict(writer);
        var (momentum, random) = (state.ToArray(), get_rng_state().data<byte>().ToArray());
        tensors["optimizer"] = tensor(momentum);
        tensors["random"] = tensor(random);
        Safetensors.Write(path, tensors, new Dictionary<string, string>
        {
            ["identity"] = Identity,
            ["sha256"] = Sum(momentum, random),
            ["epoch"] = Epoch.ToString(CultureInfo.InvariantCulture),
            ["step"] = Step.ToString(CultureInfo.InvariantCulture),
            ["loss_sum"] = LossSum.ToString("R", CultureInfo.InvariantCulture),
            ["losses"] = Text(Losses),
            ["accuracies"] = Text(Accuracies),
        });
    }

    /// <summary>Puts the state of a file into model, optimiser and random stream.</summary>
    public static Checkpoint Load(string path, string identity, BoundedClassifier model, SGD optimizer)
    {
        var (momentum, random, checkpoint) = Read(path, identity, model);
        // Outside of any scope of ours: the optimiser keeps the tensors it makes of them.
        using var reader = new BinaryReader(new MemoryStream(momentum));
        optimizer.load_state_dict(reader);
        using var state = tensor(random);
        set_rng_state(state);
        return checkpoint;
    }

    private static (byte[] Momentum, byte[] Random, Checkpoint Checkpoint) Read(string path, string identity, BoundedClassifier model)
    {
        using var scope = NewDisposeScope();
        var (tensors, metadata) = Safetensors.Read(path);
        if (!metadata.TryGetValue("identity", out var found) || found != identity)
            throw new WorkbookException($"The checkpoint {path} is of another training ({found ?? "no training of this workbook"}; wanted: {identity}): delete it, or give another place.");
        LoadWeights(path, tensors, model);
        try
        {
            var (momentum, random) = (tensors["optimizer"].data<byte>().ToArray(), tensors["random"].data<byte>().ToArray());
            // libtorch ends the process over a random state that is none.
            if (metadata["sha256"] != Sum(momentum, random) || random.Length != get_rng_state().numel()) throw new InvalidDataException("its checksum is wrong");
            return (momentum, random, new Checkpoint
            {
                Identity = identity,
                Epoch = int.Parse(metadata["epoch"], CultureInfo.InvariantCulture),
                Step = int.Parse(metadata["step"], CultureInfo.InvariantCulture),
                LossSum = float.Parse(metadata["loss_sum"], CultureInfo.InvariantCulture),
                Losses = Numbers(metadata["losses"]),
                Accuracies = Numbers(metadata["accuracies"]),
            });
        }
        catch (Exception e) when (e is not WorkbookException)
        {
            // The weights were those of this training: whatever is wrong with the rest is damage.
            throw new WorkbookException($"The checkpoint {path} is damaged ({e.Message.Split('\n')[0].TrimEnd('.')}): delete it and train again.", e);
        }
    }

    private static string Sum(byte[] momentum, byte[] random) => Convert.ToHexStringLower(SHA256.HashData([.. momentum, .. random]));

    /// <summary>
    /// Writes only the weights of a model, in float16: half the size, 11 bits each. The model in memory is left as it is; what is to
    /// be true of the file is measured after <see cref="LoadWeights(string, BoundedClassifier)"/>.
    /// </summary>
    public static void SaveWeights(string path, BoundedClassifier model)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var halves = new Dictionary<string, Tensor>();
        foreach (var (name, weight) in model.state_dict())
        {
            var half = weight.is_floating_point() ? weight.to(float16) : weight;
            if (weight.is_floating_point() && !half.isfinite().all().item<bool>())
                throw new WorkbookException($"The weights were not saved to {path}: {name} holds a value of {weight.abs().max().item<float>()}, and float16 ends at 65504: train with a lower learning rate.");
            halves["model." + name] = half;
        }
        Safetensors.Write(path, halves, new Dictionary<string, string> { ["identity"] = model.Head.Description });
    }

    /// <summary>Puts only the weights of a file into a model, and the model into evaluation mode.</summary>
    public static void LoadWeights(string path, BoundedClassifier model)
    {
        using var scope = NewDisposeScope();
        LoadWeights(path, Safetensors.Read(path).Tensors, model);
        model.eval();
    }

    private static string Text(IReadOnlyList<double> numbers) => string.Join(' ', numbers.Select(n => n.ToString("R", CultureInfo.InvariantCulture)));

    private static double[] Numbers(string text) => [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(n => double.Parse(n, CultureInfo.InvariantCulture))];

    private static void LoadWeights(string path, Dictionary<string, Tensor> tensors, BoundedClassifier model)
    {
        WorkbookException Other(string difference) => new($"The checkpoint {path} is of another net: {difference}; name the net and loss it was trained with.");
        var wanted = model.state_dict();
        foreach (var (name, tensor) in wanted)
        {
            if (!tensors.TryGetValue("model." + name, out var saved)) throw Other($"it has no {name}");
            if (!saved.shape.SequenceEqual(tensor.shape)) throw Other($"its {name} is [{string.Join(", ", saved.shape)}], not [{string.Join(", ", tensor.shape)}]");
        }
        if (tensors.Keys.FirstOrDefault(k => k.StartsWith("model.", StringComparison.Ordinal) && !wanted.ContainsKey(k["model.".Length..])) is { } surplus)
            throw Other($"this one has no {surplus["model.".Length..]}");
        model.load_state_dict(wanted.ToDictionary(w => w.Key, w => tensors["model." + w.Key].to(w.Value.dtype)));
    }
}

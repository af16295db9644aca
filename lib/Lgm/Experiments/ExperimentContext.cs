using Lgm.Data;
using Lgm.Models;
using static TorchSharp.torch;

namespace Lgm.Experiments;

/// <summary>What an experiment needs beside its options: none of it changes the result, but for rounding.</summary>
public sealed record ExperimentContext
{
    /// <summary>Where images come from.</summary>
    public required DataStore Data { get; init; }

    /// <summary>Where tensors live.</summary>
    public Device Device { get; init; } = CPU;

    /// <summary>The type of convolutions in training; evaluation and attacks are float32.</summary>
    public Precision Precision { get; init; } = Precision.Float32;

    /// <summary>Images at a time in evaluation and attacks, at least 1: bounds the memory they take.</summary>
    public int EvaluationBatch { get; init; } = Evaluation.BatchSize;

    /// <summary>Where an interrupted training or measurement is kept, so that the same run goes on from there; null keeps nothing.</summary>
    public string? Checkpoints { get; init; }

    /// <summary>Told of all long work.</summary>
    public IProgress<WorkProgress>? Progress { get; init; }

    /// <summary>Stops after the present step.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>What is computed with, as it is printed above a result.</summary>
    public string Computing => $"on {Device}{(Device.type == TorchSharp.DeviceType.CUDA ? $" ({Machine.Gpu})" : "")} with {get_num_threads()} threads, libtorch {Machine.Libtorch}, trained in {Precision.ToString().ToLowerInvariant()}";

    /// <summary>Does work; memory that does not suffice becomes a sentence. Training has one of its own, with a batch that was seen to fit.</summary>
    /// <exception cref="WorkbookException">Out of memory.</exception>
    public T WithinMemory<T>(Func<T> work)
    {
        try { return work(); }
        catch (Exception e) when (Training.OutOfMemory.Is(e))
        {
            throw new WorkbookException($"The memory does not suffice for this work on {Device}: free some"
                + (EvaluationBatch > 1 ? $", or take half as many images at a time in evaluation and attacks (--batch {EvaluationBatch / 2})." : ", or choose another device."), e);
        }
    }
}

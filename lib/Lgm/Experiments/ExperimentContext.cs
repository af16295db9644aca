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

    /// <summary>Where an interrupted training is kept, so that the same run goes on from there; null keeps nothing.</summary>
    public string? Checkpoints { get; init; }

    /// <summary>Told of all long work.</summary>
    public IProgress<WorkProgress>? Progress { get; init; }

    /// <summary>Stops after the present step.</summary>
    public CancellationToken Cancellation { get; init; }
}

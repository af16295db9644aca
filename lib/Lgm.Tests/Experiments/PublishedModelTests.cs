using Lgm.Experiments;
using Lgm.Tests.Tensors;
using Lgm.Tests.Training;
using Lgm.Training;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Lgm.Tests.Experiments;

/// <summary>A model that travels: what is restored is what was saved, and no other file is taken for it.</summary>
[Collection(TorchState.Name)]
public sealed class PublishedModelTests : IDisposable
{
    private readonly DigitSet digits = new();
    private readonly TemporaryFolder folder = new();
    private readonly RecognitionOptions options = new() { DataSet = "digits", Features = 3, Losses = ["lgm"], TrainImages = 40, TestImages = 8, Training = new() { Epochs = 1, LearningRate = 1e-3 } };

    private string Weights => Path.Combine(folder.Path, "digits-lgm.safetensors");
    private ExperimentContext Context => new() { Data = digits.Store() };

    [Fact]
    public void WhatIsRestoredComputesTheSameBits()
    {
        using var scope = NewDisposeScope();
        using var images = RecognitionImages.Load(options, Context);
        using var trained = Saved(images);
        using var restored = PublishedModel.Load(Weights).Restore(Weights, Context);
        Assert.False(restored.training);
        var pixels = images.Test.Range(0, 8).Images;
        Assert.Equal(trained.Model.Logits(pixels).data<float>().ToArray(), restored.Logits(pixels).data<float>().ToArray());
        Assert.DoesNotContain("optimizer", Safetensors.Read(Weights).Tensors.Keys);
    }

    [Fact]
    public void AFlippedBitIsNoticed()
    {
        using var images = RecognitionImages.Load(options, Context);
        using var trained = Saved(images);
        var bytes = File.ReadAllBytes(Weights);
        bytes[^5] ^= 1;
        File.WriteAllBytes(Weights, bytes);
        Assert.Contains("checksum", Assert.Throws<WorkbookException>(() => PublishedModel.Load(Weights)).Message);
    }

    [Fact]
    public void AMissingModelIsNamedWithTheCommandThatMakesIt() =>
        Assert.Contains($"lgm train --weights {Weights}", Assert.Throws<WorkbookException>(() => PublishedModel.Load(Weights)).Message);

    [Fact]
    public void HeldOutImagesAreTheLastOfTheTrainingSplitAndNoneIsTrainedOn()
    {
        using var scope = NewDisposeScope();
        using var all = RecognitionImages.Load(options with { TrainImages = DigitSet.Train }, Context);
        using var held = RecognitionImages.Load(options with { HeldOut = 8 }, Context);
        Assert.Equal((40, 8), (held.Train.Count, held.Test.Count));
        Assert.Equal(all.Train.Range(40, 8).Images.data<float>().ToArray(), held.Test.Range(0, 8).Images.data<float>().ToArray());
        Assert.Contains("beside the held-out ones", Assert.Throws<WorkbookException>(() => RecognitionImages.Load(options with { HeldOut = 9 }, Context)).Message);
    }

    private TrainedModel Saved(RecognitionImages images)
    {
        var trained = TrainedModel.Train("lgm", options, images, Context);
        Checkpoint.SaveWeights(Weights, trained.Model);
        new PublishedModel
        {
            Command = "lgm train", Loss = "lgm", Preset = "quick", Options = options, Accuracy = 0.5, EpochLosses = trained.EpochLosses,
            DataFingerprints = images.Fingerprints, Provenance = Provenance.Now(CPU, Lgm.Models.Precision.Float32, TimeSpan.Zero),
        }.Save(Weights);
        return trained;
    }

    public void Dispose()
    {
        digits.Dispose();
        folder.Dispose();
    }
}

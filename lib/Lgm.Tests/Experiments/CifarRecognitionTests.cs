using Lgm.Data;
using Lgm.Experiments;
using Lgm.Models;
using Lgm.Tests.Data;
using Lgm.Tests.Figures;
using Lgm.Tests.Tensors;
using Lgm.Tests.Training;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Lgm.Tests.Experiments;

/// <summary>Recognition on generated images in files of CIFAR's format.</summary>
[Collection(TorchState.Name)]
public sealed class CifarRecognitionTests
{
    private static RecognitionOptions Options(string dataSet, params string[] settings) =>
        (RecognitionOptions)((IExperiment)new Recognition()).Configure("quick", 1, settings.Prepend($"DataSet={dataSet}").Select(s => s.Split('=', 2)).Select(s => KeyValuePair.Create(s[0], s[1])));

    [Fact]
    public void TheDataSetChoosesRecipeNetworkAndPixels()
    {
        foreach (var (dataSet, features, pixels) in new[] { ("cifar-10", 64, PixelSpace.Cifar10), ("cifar-100", 384, PixelSpace.Cifar100) })
        {
            using var set = new CifarSet(dataSet);
            var options = Options(dataSet, "TrainImages=10", "TestImages=9", "Classes=3");
            Assert.Equal((features, 4, true), (options.Features, options.Training.CropPadding, options.Training.Mirror));
            var context = new ExperimentContext { Data = set.Store(set.Lay()) };
            using var images = RecognitionImages.Load(options, context);
            Assert.Equal((10, 9, 3, pixels), (images.Train.Count, images.Test.Count, images.Train.Classes, images.Pixels));
            Assert.True(images.Train.Labels.max().item<long>() < 3);
            using var model = TrainedModel.Untrained("lgm", options, images.Train.Classes, images.Pixels, context);
            Assert.IsType(dataSet == "cifar-10" ? typeof(ResNet) : typeof(ConvNet13), model.children().First());
        }
        Assert.Equal(100, ((RecognitionOptions)((IExperiment)new Recognition()).Configure("quick", 1, [])).Features);
    }

    [Theory]
    [InlineData("cifar-10", "quick", 64)]
    [InlineData("cifar-100", "paper", 384)]
    public void EveryPresetFitsItsNetworkAndFallsToNothing(string dataSet, string preset, int features)
    {
        var options = RecognitionRecipes.Of(preset, dataSet);
        options.Check();
        Assert.Equal(features, options.Features);
        Assert.InRange(options.Training.RateFactor(options.Training.Epochs - 0.01), 0, 0.0101);
    }

    [Theory]
    [InlineData("recognition")]
    [InlineData("precision")]
    [InlineData("adversarial-detection")]
    public void EveryTrainingExperimentTakesTheRecipeOfItsDataSetAndFeatures(string experiment)
    {
        RecognitionOptions Named(params (string Option, string Value)[] settings) =>
            (RecognitionOptions)ExperimentCatalogue.Find(experiment).Configure("cpu", 1, settings.Select(s => KeyValuePair.Create(s.Option, s.Value)));
        var cifar = Named(("DataSet", "cifar-10"));
        Assert.Equal(("cifar-10", 64, 40, true, 0.3), (cifar.DataSet, cifar.Features, cifar.Training.Epochs, cifar.Training.Mirror, cifar.Mixture.Margin.To));
        var plane = Named(("features", "2"));
        Assert.Equal((2, 5, 10), (plane.Features, plane.Training.GradientNorm, plane.Training.Epochs));
        var mnist = Named();
        Assert.Equal(("mnist", 100, 0, 10), (mnist.DataSet, mnist.Features, mnist.Training.GradientNorm, mnist.Training.Epochs));
    }

    [Fact]
    public void ClassesAreTheFirstOnesAndTheirImagesKeepTheirOrder()
    {
        using var set = new CifarSet();
        var data = set.Store(set.Lay()).Read(set.Entry, DataSplit.Test);
        var few = data.OfFirst(2);
        int[] places = [.. Enumerable.Range(0, data.Count).Where(i => data.Labels[i] < 2)];
        Assert.Equal((places.Length, data.Fingerprint), (few.Count, few.Fingerprint));
        Assert.Equal(places.Select(i => data.Labels[i]), few.Labels);
        Assert.Equal(places.SelectMany(i => data.Pixels[(i * 3072)..((i + 1) * 3072)]), few.Pixels);
    }

    [Fact]
    public void AResNetLearnsTheGeneratedImagesAndIsKept()
    {
        using var set = new CifarSet();
        using var folder = new TemporaryFolder();
        var context = new ExperimentContext { Data = set.Store(set.Lay()) };
        var options = Options("cifar-10", "Losses=lgm", "Classes=3", "TrainImages=48", "TestImages=9", "Training.Epochs=6", "Training.BatchSize=8", "Training.CropPadding=1", "Training.LearningRate=0.02");
        var record = ((IExperiment)new Recognition()).Run("quick", options, context);
        var table = ((IExperiment)new Recognition()).Table(record, PaperNumbers.Load());
        Assert.Contains("cifar-10", table.Title);
        Assert.Equal("92.80", table.Rows[0][1]);
        var accuracies = record.Result["Losses"]![0]!["EpochAccuracies"]!.AsArray().Select(a => a!.GetValue<double>()).ToArray();
        Assert.Equal((6, record.Result["Losses"]![0]!["Accuracy"]!.GetValue<double>()), (accuracies.Length, accuracies[^1]));
        Assert.InRange(accuracies.Max(), 0.6, 1);
        var trace = Assert.Single(Assert.Single(((IExperiment)new Recognition()).Figures(record)).Json()["data"]!.AsArray());
        Assert.Equal(accuracies.Select(a => Math.Round(a * 100, 2)), trace!["y"]!.AsArray().Select(y => Math.Round(y!.GetValue<double>(), 2)));
        // The last epoch is reported, the best one stands beside it.
        Assert.Equal(["ours, last epoch", "difference", "ours, best epoch", "which epoch that is"], table.Columns.Skip(2));
        Assert.Equal([$"{accuracies[^1] * 100:F2}", FormattableString.Invariant($"{accuracies[^1] * 100 - 92.80:+0.00;-0.00}"), $"{accuracies.Max() * 100:F2}", $"{Array.IndexOf(accuracies, accuracies.Max()) + 1}"], table.Rows[0].Skip(2));

        using var images = RecognitionImages.Load(options, context);
        using var trained = TrainedModel.Train("lgm", options with { Training = options.Training with { Epochs = 1 } }, images, context);
        var path = folder["cifar-10-lgm-64d-seed1.safetensors"];
        Lgm.Training.Checkpoint.SaveWeights(path, trained.Model);
        new PublishedModel
        {
            Command = "lgm train", Loss = "lgm", Preset = "quick", Options = options, Accuracy = 1, EpochLosses = trained.EpochLosses, DataFingerprints = images.Fingerprints,
            Provenance = Provenance.Now(context.Device, context.Precision, TimeSpan.FromSeconds(1)),
        }.Save(path);
        using var restored = PublishedModel.Load(path, "lgm", 64, 1, images).Restore(path, context);
        using var scope = NewDisposeScope();
        var (pixels, _) = images.Test.Range(0, 4);
        Assert.Equal(trained.Model.Features(pixels).Numbers(), restored.Features(pixels).Numbers());
    }

    [Fact]
    public void AResultWithoutMeasuredEpochsHasNoBestOne()
    {
        IExperiment recognition = new Recognition();
        RunRecord Record(IReadOnlyList<double>? accuracies) => new()
        {
            Experiment = "recognition", Preset = "quick", Options = [], Provenance = Provenance.Now(CPU, Precision.Float32, TimeSpan.FromSeconds(1)),
            Result = System.Text.Json.JsonSerializer.SerializeToNode(new RecognitionResult(["a", "b"], 100, 0, [new LossAccuracy("lgm", 0.5, [1, 0.5], accuracies)]), RunRecord.Json)!.AsObject(),
        };
        Assert.Equal(["L-GM", "99.70", "50.00", "-49.70"], recognition.Table(Record(null), PaperNumbers.Load()).Rows[0]);
        Assert.Equal(["L-GM", "99.70", "50.00", "-49.70", "75.00", "1"], recognition.Table(Record([0.75, 0.5]), PaperNumbers.Load()).Rows[0]);
    }

    [Fact]
    public void WhatDoesNotFitIsNamedBeforeAnyTraining()
    {
        using var set = new CifarSet();
        var context = new ExperimentContext { Data = set.Store(set.Lay()) };
        string Refusal(RecognitionOptions options) => Assert.Throws<WorkbookException>(() => RecognitionImages.Load(options, context)).Message;
        Assert.Contains("has images of 3x32x32, and the network mnist-net takes 1x28x28", Refusal(Options("cifar-10", "Network=mnist-net")));
        Assert.Contains("has 10 classes, and 11 are asked for", Refusal(Options("cifar-10", "Classes=11")));
        Assert.Contains("5000 are asked for", Refusal(Options("cifar-10")));
        Assert.Contains("Classes is 1", Assert.Throws<WorkbookException>(() => Options("cifar-10", "Classes=1")).Message);
        Assert.Contains("no network \"vgg\"", Assert.Throws<WorkbookException>(() => Options("cifar-10", "Network=vgg")).Message);
    }
}

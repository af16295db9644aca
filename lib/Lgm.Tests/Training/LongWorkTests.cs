using Lgm.Attacks;
using Lgm.Data;
using Lgm.Models;
using Lgm.Tests.Models;
using Lgm.Tests.Tensors;
using Lgm.Training;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Lgm.Tests.Training;

/// <summary>Whoever watches long work sees and stops all of it that is called in the same flow of control, and no other.</summary>
[Collection(TorchState.Name)]
public sealed class LongWorkTests : IDisposable
{
    private readonly int size = BoundedClassifier.BatchSize;
    private readonly ImageSet images = BlobImages.Set(20, 3);
    private readonly BoundedClassifier model = BlobImages.Classifier("lgm", 3);

    // Five batches of four images each.
    public LongWorkTests() => BoundedClassifier.BatchSize = 4;

    private void Do(string verb)
    {
        using var scope = NewDisposeScope();
        var (pixels, labels) = images.Range(0, 20);
        if (verb == "train") Trainer.Train(model, images, new TrainingOptions { Epochs = 5, BatchSize = 10 }, task: "train it");
        else if (verb == "perturb") new Bim(0.1).Perturb(model, pixels, labels, "attack it");
        else model.Evaluate(images, "look at it");
    }

    [Theory]
    [InlineData("train", "train it")]
    [InlineData("perturb", "attack it")]
    [InlineData("evaluate", "look at it")]
    public void ItIsReportedAndStopped(string verb, string task)
    {
        var (all, stop) = (new CancelAfter(), new CancelAfter(2));
        using (all.Watch()) Do(verb);
        Assert.Equal(5, all.Reports.Count);
        Assert.All(all.Reports, r => Assert.Equal(task, r.Task));
        Assert.Equal(all.Reports.Order(Comparer<WorkProgress>.Create((a, b) => a.Done.CompareTo(b.Done))), all.Reports);
        Assert.Equal(all.Reports[^1].Total, all.Reports[^1].Done);
        using (stop.Watch()) Assert.Throws<OperationCanceledException>(() => Do(verb));
        Assert.Equal(2, stop.Reports.Count);
        // Disposed, neither of the two sees or stops anything.
        model.eval();
        Do(verb);
        Assert.Equal((5, 2), (all.Reports.Count, stop.Reports.Count));
    }

    [Fact]
    public void AStoppedTrainingLeavesItsCheckpoint()
    {
        using var folder = new TemporaryFolder();
        // Twenty steps an epoch, a report after each ten.
        void Train() => Trainer.Train(model, images, new TrainingOptions { Epochs = 2, BatchSize = 1 }, folder["a"]);
        CancelAfter stop = new(3), rest = new(), done = new();
        using (stop.Watch()) Assert.Throws<OperationCanceledException>(Train);
        Assert.Equal(1.5, stop.Reports[^1].Done);
        using (rest.Watch()) Train();
        Assert.Equal([2.0], rest.Reports.Select(r => r.Done));
        using (done.Watch()) Train();
        Assert.Empty(done.Reports);
    }

    [Fact]
    public async Task AWatcherFollowsItsOwnFlowAndTheOneBeforeIsRestored()
    {
        CancelAfter outer = new(), inner = new(), process = new();
        LongWork.Progress = process;
        try
        {
            using (outer.Watch())
            {
                // Not disposed: it ends with its flow.
                await Task.Run(() =>
                {
                    inner.Watch();
                    Do("evaluate");
                });
                Assert.Equal((0, 5), (outer.Reports.Count, inner.Reports.Count));
                await Task.Run(() => Do("evaluate"));
                using (LongWork.Watch(null)) Do("evaluate");
                Assert.Equal((5, 5), (outer.Reports.Count, inner.Reports.Count));
                Do("evaluate");
                Assert.Equal(10, outer.Reports.Count);
            }
            // A thread that began before, or without, has the process's.
            Do("evaluate");
            Assert.Equal((10, 5, 5), (outer.Reports.Count, inner.Reports.Count, process.Reports.Count));
        }
        finally
        {
            LongWork.Progress = null;
        }
    }

    public void Dispose()
    {
        BoundedClassifier.BatchSize = size;
        model.Dispose();
        images.Dispose();
    }
}

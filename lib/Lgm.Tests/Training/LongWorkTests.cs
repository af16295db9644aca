namespace Lgm.Tests.Training;

/// <summary>Whoever watches long work sees and stops all of it that is called in the same flow of control, and no other.</summary>
[Collection(TorchState.Name)]
public sealed class LongWorkTests : IDisposable
{
    // Five batches of four images each.
    private readonly BatchesOf batches = new(4);
    private readonly ImageSet images = BlobImages.Set(20, 3);
    private readonly BoundedClassifier model = BlobImages.Classifier("lgm", 3);

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
    }

    [Fact]
    public async Task AWatcherFollowsItsOwnFlowAndTheOneBeforeIsRestored()
    {
        CancelAfter outer = new(), inner = new();
        using (outer.Watch())
        {
            // Not disposed: it ends with its flow.
            await Task.Run(() =>
            {
                inner.Watch();
                Do("evaluate");
            });
            Assert.Equal((0, 5), (outer.Reports.Count, inner.Reports.Count));
            using (LongWork.Watch(null)) Do("evaluate");
            await Task.Run(() => Do("evaluate"));
            Assert.Equal((5, 5), (outer.Reports.Count, inner.Reports.Count));
        }
        Do("evaluate");
        Assert.Equal((5, 5), (outer.Reports.Count, inner.Reports.Count));
    }

    public void Dispose()
    {
        batches.Dispose();
        model.Dispose();
        images.Dispose();
    }
}

namespace Lgm.Tests.Data;

[Collection(TorchState.Name)]
public sealed class ImageSetTests : IDisposable
{
    private readonly LittleSet little = new();
    private readonly DataStore store;

    public ImageSetTests() => store = little.Store(little.Lay("given"));

    [Fact]
    public void TheFirstImagesOfEachSplitAreLoaded()
    {
        using var scope = NewDisposeScope();
        var (train, test) = ImageSet.Load(store, "little", train: 15, test: 4);
        Assert.Equal((15, 4, 3), (train.Count, test.Count, train.Classes));
        Assert.Equal(["a", "b", "c"], test.ClassNames);
        Assert.NotEqual(train.Fingerprint, test.Fingerprint);
        Assert.Equal([4, 1, LittleSet.Height, LittleSet.Width], test.Images.shape);
        Assert.Equal((ScalarType.Float32, ScalarType.Int64), (test.Images.dtype, test.Labels.dtype));
        Assert.Equal(Floats("test", 0, 4), test.Images.data<float>().ToArray());
        Assert.Equal(Labels("test", 0, 4), test.Labels.data<long>().ToArray());
        Assert.Equal(Floats("train", 3, 5), train.Range(3, 5).Images.data<float>().ToArray());
        Assert.Equal(Labels("train", 3, 5), train.Range(3, 5).Labels.data<long>().ToArray());
        Assert.Equal([.. Floats("train", 7, 1), .. Floats("train", 2, 1)], train.Batch(tensor(new long[] { 7, 2 })).Images.data<float>().ToArray());
        Assert.Equal(Floats("train", 0, 5), train.Take(5).Images.data<float>().ToArray());
        Assert.Equal(2, train.Take(9, start: 13).Count);
    }

    [Fact]
    public void HeldOutImagesAreTheLastOfTheTrainingSplit()
    {
        using var scope = NewDisposeScope();
        var (train, test) = ImageSet.Load(store, "little", train: 6, test: 1, heldOut: 8);
        Assert.Equal((6, 8, train.Fingerprint), (train.Count, test.Count, test.Fingerprint));
        Assert.Equal(Floats("train", 0, 6), train.Images.data<float>().ToArray());
        Assert.Equal(Floats("train", LittleSet.Train - 8, 8), test.Images.data<float>().ToArray());
    }

    [Fact]
    public void ClassesAreTheFirstOnesAndTheirImagesKeepTheirOrder()
    {
        using var scope = NewDisposeScope();
        var all = Labels("train", 0, LittleSet.Train);
        int[] places = [.. Enumerable.Range(0, all.Length).Where(i => all[i] < 2)];
        var (train, _) = ImageSet.Load(store, "little", train: places.Length, test: 1, classes: 2);
        Assert.Equal(["a", "b"], train.ClassNames);
        Assert.Equal(places.Select(i => all[i]), train.Labels.data<long>().ToArray());
        Assert.Equal(places.SelectMany(i => Floats("train", i, 1)), train.Images.data<float>().ToArray());
    }

    [Fact]
    public void WhatThereIsNotIsSaid()
    {
        string Refusal(string name, int train, int test, int heldOut = 0, int classes = 0) => Assert.Throws<WorkbookException>(() => ImageSet.Load(store, name, train, test, heldOut, classes)).Message;
        Assert.Contains("There is no data set \"minst\": choose one of little.", Refusal("minst", 1, 1));
        Assert.Contains("has 20 training images, and 21 are asked for: give 1 to 20", Refusal("little", 21, 1));
        Assert.Contains("has 8 test images, and -1 are asked for", Refusal("little", 1, -1));
        Assert.Contains("has 5 training images beside the held-out ones, and 6 are asked for", Refusal("little", 6, 1, heldOut: 15));
        Assert.Contains("has 3 classes, and 4 are asked for", Refusal("little", 1, 1, classes: 4));
        Assert.Contains("has 3 classes, and -1 are asked for", Refusal("little", 1, 1, classes: -1));
    }

    [Fact]
    public void WhereNoNumberIsGivenAllAreThere()
    {
        var (train, test) = ImageSet.Load(store, "little", 0, 0);
        Assert.Equal((20, 8), (train.Count, test.Count));
        (train, test) = ImageSet.Load(store, "little", 0, 0, heldOut: 15);
        Assert.Equal((5, 15), (train.Count, test.Count));
    }

    [Fact]
    public void ASetOutlivesTheScopeItWasMadeInAndTheSetItWasTakenFrom()
    {
        var before = Tensor.TotalCount;
        ImageSet few;
        using (NewDisposeScope())
        {
            var (train, test) = ImageSet.Load(store, "little", train: 15, test: 4);
            few = train.Take(3, start: 1);
            train.Dispose();
            test.Dispose();
        }
        using (var images = few.Images) Assert.Equal(Floats("train", 1, 3), images.data<float>().ToArray());
        few.Dispose();
        Assert.Equal(before, Tensor.TotalCount);
    }

    private float[] Floats(string split, int start, int count) =>
        [.. little.Contents[split + "-images"].Skip(16 + start * LittleSet.Height * LittleSet.Width).Take(count * LittleSet.Height * LittleSet.Width).Select(b => (float)(b / 255.0))];

    private long[] Labels(string split, int start, int count) => [.. little.Contents[split + "-labels"].Skip(8 + start).Take(count).Select(b => (long)b)];

    public void Dispose() => little.Dispose();
}

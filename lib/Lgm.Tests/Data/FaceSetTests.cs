namespace Lgm.Tests.Data;

/// <summary>LFW's lists and folds over a few generated faces.</summary>
[Collection(TorchState.Name)]
public sealed class FaceSetTests : IDisposable
{
    private readonly LittleFaces little = new();

    [Fact]
    public void EachFoldIsTestedOnPeopleWhomTheOthersHaveNot()
    {
        using var scope = NewDisposeScope();
        using var faces = little.Load();
        Assert.Equal((LittleFaces.Sets, "fold 1"), (faces.Folds.Count, faces.Folds[0].Name));
        foreach (var (i, fold) in faces.Folds.Index())
        {
            Assert.Equal(LittleFaces.Names.Chunk(LittleFaces.PerSet).ElementAt(i), fold.Unseen);
            Assert.Equal(LittleFaces.Names.Except(fold.Unseen), fold.Train);
            Assert.Equal((2, 2, 4 * (LittleFaces.Sets - 1)), (fold.Test.Count(p => p.Same), fold.Test.Count(p => !p.Same), fold.Threshold.Count));
            Assert.All(fold.Test, p => Assert.Equal(p.Same, faces.Images.Labels[p.First].item<long>() == faces.Images.Labels[p.Second].item<long>()));
            // Set apart by its own words, and not by the lists it came from.
            Assert.All(fold.Test, p => Assert.Contains(faces.Images.ClassNames[(int)faces.Images.Labels[p.First].item<long>()], fold.Unseen));
            using var learned = faces.Of(fold.Train);
            fold.RequireUnseen(learned.ClassNames);
            Assert.Equal(i != 0, learned.ClassNames.Contains(LittleFaces.Names[0]));
        }
        var message = Assert.Throws<WorkbookException>(() => faces.Folds[1].RequireUnseen([.. faces.Folds[1].Train, LittleFaces.Names[LittleFaces.PerSet]])).Message;
        Assert.Contains($"fold 2 tests 1 of the people that are learned, {LittleFaces.Names[LittleFaces.PerSet]} among them", message);
        Assert.Equal(LittleFaces.Names[..4], faces.Development!.Train);
        Assert.Contains("of 4 people have 9 images or more", Assert.Throws<WorkbookException>(() => faces.Of(faces.Development.Train, least: 9)).Message);
    }

    [Fact]
    public void ImagesAreTakenFromTheirArchiveAndListsOneByOne()
    {
        var files = little.Served();
        using var server = new TestServer(files);
        var store = little.Elsewhere(server.Url, files["lfw.tgz"]);
        using (var faces = FaceSet.Load(store, "lfw")) Assert.Equal(LittleFaces.Sets, faces.Folds.Count);
        Assert.Equal(files.Count, server.Requests.Count);
        // A list that is lost is no reason to fetch the images again.
        File.Delete(Path.Combine(store.CacheFolder, "lfw", "pairs.txt"));
        using (var again = FaceSet.Load(store, "lfw")) Assert.Equal([.. files.Keys.Order(), "pairs.txt"], [.. server.Requests[..^1].Order(), server.Requests[^1]]);
    }

    // A person of the test who is learned too must not go unnoticed, whatever list lets them in.
    [Fact]
    public void AListThatPutsAPersonIntoTwoSetsIsRefusedBeforeAnythingIsTrained()
    {
        little.Change("people.txt", 2, $"{LittleFaces.Names[LittleFaces.PerSet]}\t3");
        var options = new Faces().Configure("quick", 1, KeyValuePair.Create("Losses", "softmax"), KeyValuePair.Create("Folds", "2"), KeyValuePair.Create("LeastImages", "1"));
        Assert.Contains($"{LittleFaces.Names[LittleFaces.PerSet]} among them", Assert.Throws<WorkbookException>(() => new Faces().Run(options, new Context { Data = little.Store })).Message);
    }

    [Theory]
    [InlineData("HeldOut", "5", "since the folds say who is learned")]
    [InlineData("Keep", "results/faces", "since each fold is trained anew")]
    [InlineData("TrainImages", "100", "since the folds say which images")]
    [InlineData("TestImages", "100", "since the folds say which images")]
    [InlineData("Outside", "no-such-folder", "There is no folder")]
    [InlineData("Network", "mnist-net", "choose another data set or network")]
    public void WhatCannotBeDoneWithFacesIsOneSentence(string option, string value, string said)
    {
        void Run() => new Faces().Run(new Faces().Configure("quick", 1, KeyValuePair.Create(option, value), KeyValuePair.Create("Folds", "1")), new Context { Data = little.Store });
        Assert.Contains(said, Assert.Throws<WorkbookException>(Run).Message);
    }

    [Fact]
    public void AFolderWithoutImagesIsNoReasonToLookNoFurther()
    {
        var elsewhere = Directory.CreateTempSubdirectory("lgm-empty-").FullName;
        Directory.CreateDirectory(Path.Combine(elsewhere, "lfw"));
        using var faces = FaceSet.Load(little.After(elsewhere), "lfw");
        Assert.Equal(LittleFaces.Sets, faces.Folds.Count);
        Directory.Delete(elsewhere, recursive: true);
    }

    [Fact]
    public void APairOfPeopleWhomTheFoldLearnsIsRefusedWhateverTheListOfPeopleSays()
    {
        var learned = LittleFaces.Names[LittleFaces.PerSet];
        little.Change("pairs.txt", 1, $"{learned}\t2\t3");
        using var faces = little.Load();
        Assert.Contains($"fold 1 tests 1 of the people that are learned, {learned} among them", Assert.Throws<WorkbookException>(() => faces.Folds[0].RequireUnseen(faces.Folds[0].Train)).Message);
    }

    [Theory]
    [InlineData("pairs.txt", 2, "p0\t1\t9", "pairs.txt, line 2, names image 9 of p0, which is not here: correct it, or complete the images.")]
    [InlineData("pairs.txt", 3, "nobody\t1\t2", "pairs.txt, line 3, names image 1 of nobody, which is not here")]
    [InlineData("pairs.txt", 3, "p0\t2\t1", "pairs.txt, line 3, repeats the pair of line 2: delete one of them.")]
    [InlineData("pairs.txt", 3, "p0", "pairs.txt, line 3, is no pair: write NAME I J, or NAME I NAME J.")]
    [InlineData("pairs.txt", 1, "3\t3", "pairs.txt, line 1, does not say what follows, 12 pairs: fetch the list again.")]
    [InlineData("people.txt", 3, "nobody\t1", "people.txt, line 3, names nobody, who has no images here")]
    [InlineData("people.txt", 2, "many", "people.txt, line 2, is not the number of people that follow")]
    public void ABadListIsOneSentence(string list, int line, string text, string said)
    {
        little.Change(list, line - 1, text);
        Assert.Contains(said, Assert.Throws<WorkbookException>(() => little.Load()).Message);
    }

    [Fact]
    public void PairsAreToldByTheCosineOfAnImageWithItsMirrorImage()
    {
        using var scope = NewDisposeScope();
        using var faces = little.Load();
        var pairs = faces.Folds[0].Test;
        using var model = little.Model();
        var found = FaceVerification.Of(model, faces, pairs);
        double[] Features(int place)
        {
            var image = faces.Images.Range(place, 1).Images;
            return [.. model.Features(image).Numbers(), .. model.Features(image.flip(3)).Numbers()];
        }
        double Cosine(FacePair pair)
        {
            var (a, b) = (Features(pair.First), Features(pair.Second));
            return a.Zip(b, (x, y) => x * y).Sum() / Math.Sqrt(a.Sum(x => x * x) * b.Sum(x => x * x));
        }
        Golden.AssertClose(found.Same, [.. pairs.Where(p => p.Same).Select(Cosine)], 1e-5, "same");
        Golden.AssertClose(found.Different, [.. pairs.Where(p => !p.Same).Select(Cosine)], 1e-5, "different");
        // No threshold at all is better than the best.
        var best = found.Accuracy(found.BestThreshold());
        Assert.Equal(Enumerable.Range(-2000, 4001).Max(t => found.Accuracy(t / 2000.0)), best, 1e-12);
    }

    // Three people a set, whose faces differ in one bright square: a network learns that in seconds.
    [Fact]
    [Trait("Category", "Slow")]
    public void TheExperimentTrainsEachFoldAnewAndIsTheSameTwice()
    {
        KeyValuePair<string, string>[] settings =
        [
            KeyValuePair.Create("Losses", "softmax"), KeyValuePair.Create("Folds", "1,3"), KeyValuePair.Create("LeastImages", "2"), KeyValuePair.Create("Features", "8"),
            KeyValuePair.Create("Training.Epochs", "1"), KeyValuePair.Create("Training.BatchSize", "6"),
        ];
        var experiment = new Faces();
        var options = experiment.Configure("quick", 1, settings);
        FacesResult Run(FacesOptions asked) => experiment.Run(asked, new Context { Data = little.Store });
        // A fold is trained alike whatever is trained before it.
        var (one, two) = (Run(options), Run(options with { Folds = [3] }));
        var (folds, third) = (Assert.Single(one.Losses).Folds, two.Losses[0].Folds[0]);
        Assert.All(folds, f => Assert.Equal((6, 18, 1), (f.People, f.Images, f.EpochLosses.Count)));
        Assert.NotEqual(folds[0].EpochLosses, folds[1].EpochLosses);
        Assert.Equal((third.Threshold, third.Accuracy, third.EpochLosses[0]), (folds[1].Threshold, folds[1].Accuracy, folds[1].EpochLosses[0]));
        Assert.Equal(Math.Abs(folds[0].Accuracy - folds[1].Accuracy) / 2, one.Losses[0].StandardError!.Value, 1e-12);
        var record = new RunRecord("faces", "quick", options, one, Provenance.Now(CPU, null, default));
        var table = record.Table();
        Assert.Contains("LFW, 2 folds: accuracy on pairs in %, no outside data, face-10", table.Title);
        Assert.Equal("98.56", table.Rows[0][1].ToString());
        var curve = record.CurveTable().Rows;
        Assert.Equal((0.1, 100.0, 100.0), (curve[0][1].Number!.Value, curve[^1][1].Number!.Value, curve[^1][2].Number!.Value));
        Assert.Equal(folds.Select(f => ("Softmax", f.Fold, (double?)(100 * f.Accuracy))), record.FoldTable().Rows.Select(r => (r[0].ToString(), r[1].ToString(), r[5].Number)));
    }

    public void Dispose() => little.Dispose();
}

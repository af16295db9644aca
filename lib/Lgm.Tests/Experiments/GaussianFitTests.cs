using System.Globalization;
using Lgm.Data;
using Lgm.Detection;
using Lgm.Experiments;
using Lgm.Losses;
using Lgm.Models;
using Lgm.Tests.Attacks;
using Lgm.Tests.Data;
using Lgm.Tests.Models;
using Lgm.Tests.Tensors;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Lgm.Tests.Experiments;

[Collection(TorchState.Name)]
public sealed class GaussianFitTests
{
    private const int Count = 60;

    // Feature by feature, by the words of the definition.
    [Fact]
    public void RowsAreOfTheLearnedAndTheRefittedDistances()
    {
        using var scope = NewDisposeScope();
        using var little = new LittleSet();
        using ImageSet fit = BlobImages.Set(TrainedBlobs.TrainImages, TrainedBlobs.Classes), test = BlobImages.Set(Count, TrainedBlobs.Classes, seed: 9);
        // The table disposes of the networks it is given.
        var table = GaussianFit.Compare(["softmax", "lgm"], loss => Copy(loss), fit, test, new ExperimentContext { Data = little.Store() });
        Assert.Equal([("Softmax", "refitted, shared diagonal"), ("L-GM", "learned"), ("L-GM", "refitted, shared diagonal")], table.Rows.Select(r => (r[0], r[1])));

        var model = TrainedBlobs.Model("lgm");
        var (pixels, labels) = test.Range(0, Count);
        var z = labels.data<long>().ToArray();
        var x = Rows(model.Features(pixels));
        var learned = Rows(((GaussianMixture)model.Head).Means);
        Check(table.Rows[1], [.. x.Zip(z, (row, k) => row.Zip(learned[k], (a, b) => (a - b) * (a - b)).Sum())]);

        var (fitPixels, fitLabels) = fit.Range(0, fit.Count);
        var (f, c) = (Rows(model.Features(fitPixels)), fitLabels.data<long>().ToArray());
        double[][] means = [.. Enumerable.Range(0, TrainedBlobs.Classes).Select(k => Enumerable.Range(0, f[0].Length).Select(j => f.Where((_, i) => c[i] == k).Average(row => row[j])).ToArray())];
        double[] variances = [.. Enumerable.Range(0, f[0].Length).Select(j => f.Select((row, i) => Math.Pow(row[j] - means[c[i]][j], 2)).Average())];
        Check(table.Rows[2], [.. x.Zip(z, (row, k) => row.Select((a, j) => Math.Pow(a - means[k][j], 2) / variances[j]).Sum())]);
    }

    private static void Check(IReadOnlyList<string> row, double[] squares)
    {
        double Number(int column) => double.Parse(row[column], CultureInfo.InvariantCulture);
        var degrees = (int)Number(2);
        Assert.Equal(squares.Average(), Number(3), 2e-3);
        Assert.Equal(squares.Order().ElementAt(Count / 2), Number(4), 2e-3);
        Assert.Equal(ChiSquare.Distance(squares, degrees), Number(5), 2e-3);
    }

    private static double[][] Rows(Tensor features) => [.. features.detach().to(float64).data<double>().ToArray().Chunk((int)features.shape[1])];

    private static BoundedClassifier Copy(string loss)
    {
        var copy = BlobImages.Classifier(loss, TrainedBlobs.Classes, 1);
        copy.load_state_dict(TrainedBlobs.Model(loss).state_dict());
        copy.eval();
        return copy;
    }
}

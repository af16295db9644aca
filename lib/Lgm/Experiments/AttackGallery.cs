using System.Globalization;
using Lgm.Attacks;
using Lgm.Data;
using Lgm.Figures;
using Lgm.Losses;
using Lgm.Models;
using Plotly.NET;
using static TorchSharp.torch;

namespace Lgm.Experiments;

/// <summary>A few images before and after an attack, with what the network takes them for and how likely it finds them.</summary>
public static class AttackGallery
{
    /// <summary>A row of clean images, and one for each eps; captions are the predicted class and, for a loss that is a density, log p(x) in nats.</summary>
    /// <param name="title">What is seen.</param>
    /// <param name="model">The attacked network, in evaluation mode.</param>
    /// <param name="images">The first of them are shown.</param>
    /// <param name="attack">A white-box attack.</param>
    /// <param name="epsilons">How far a pixel may move, in pixel units.</param>
    /// <param name="count">How many images: 1 to 8.</param>
    /// <exception cref="WorkbookException">There are fewer images, or more are asked for than stand side by side.</exception>
    public static GenericChart Create(string title, BoundedClassifier model, ImageSet images, GradientAttack attack, IReadOnlyList<double> epsilons, int count = 6)
    {
        if (count is < 1 or > 8 || images.Count < count) throw new WorkbookException($"Figure '{title}': {count} of {images.Count} images are asked for: take 1 to 8, and no more than there are.");
        using var scope = NewDisposeScope();
        var (pixels, labels) = images.Range(0, count);
        var rows = new List<ImageRow> { Row("clean", model, pixels) };
        foreach (var epsilon in epsilons) rows.Add(Row(string.Create(CultureInfo.InvariantCulture, $"eps {epsilon}"), model, attack.Perturb(model, pixels, labels, new Linf(epsilon))));
        return ImageGrid.Create(title, rows, (int)pixels.shape[3]);
    }

    private static ImageRow Row(string name, BoundedClassifier model, Tensor pixels)
    {
        var seen = Evaluation.Of(model, pixels);
        var predicted = seen.Predicted.cpu().data<long>().ToArray();
        var captions = predicted.Select(p => $"{p}");
        if (model.Head is IFeatureDensity density)
        {
            var likelihood = density.LogLikelihood(seen.Features).detach().to(float64).cpu().data<double>().ToArray();
            captions = predicted.Zip(likelihood, (p, l) => string.Create(CultureInfo.InvariantCulture, $"{p}, {l:0.0}"));
        }
        return ImageRows.Of(name, pixels, captions);
    }
}

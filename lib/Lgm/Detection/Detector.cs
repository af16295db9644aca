using Lgm.Data;
using Lgm.Losses;
using Lgm.Models;

namespace Lgm.Detection;

/// <summary>
/// Tells abnormal inputs by the features a network makes of them: fitted once, then it scores; a larger score is more abnormal.
/// <code>
/// var detector = new RefittedLikelihood().Fit(model, train);
/// var roc = RocCurve.Of(detector.Score(model, test.Images), detector.Score(model, attacked));
/// </code>
/// A subclass says how features become scores.
/// </summary>
public abstract class Detector : IDisposable
{
    private readonly List<IDisposable> kept = [];
    private ClassificationHead? head;

    /// <summary>Its name on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>Its name as tables print it.</summary>
    internal virtual string Title => Name.Replace('-', ' ');

    /// <summary>
    /// The density whose likelihood it reads, which an attack raises to deceive it; null where the score is no likelihood with
    /// a gradient. It goes with the detector.
    /// </summary>
    /// <exception cref="WorkbookException">Nothing was fitted yet.</exception>
    public IFeatureDensity? Density => DensityOf(Fitted());

    /// <summary>Whether it can be fitted to a network with this head; some scores are those of one loss.</summary>
    internal virtual bool Suits(ClassificationHead head) => true;

    /// <summary>Takes from a trained network and its training images what it needs, and forgets any earlier fit.</summary>
    /// <param name="model">The network, in evaluation mode; not changed.</param>
    /// <param name="images">Training images, every class at least once.</param>
    /// <returns>This detector.</returns>
    /// <exception cref="WorkbookException">The model is in training mode, its head has no such score, a class has no images, or a feature is not finite.</exception>
    public Detector Fit(BoundedClassifier model, ImageSet images)
    {
        using var scope = NewDisposeScope();
        return Fit(model.Head, model.Evaluate(images, "fit").Features, images.Labels);
    }

    /// <summary>Fits it to features that are there already.</summary>
    /// <param name="head">The trained network's head; not changed, and in use until the detector is fitted anew.</param>
    /// <param name="features">Training features <c>[N, D]</c>.</param>
    /// <param name="labels">Their true classes <c>[N]</c>, int64, each of 0 to K-1 at least once.</param>
    /// <inheritdoc cref="Fit(BoundedClassifier, ImageSet)"/>
    public Detector Fit(ClassificationHead head, Tensor features, Tensor labels)
    {
        if (!Suits(head)) throw new WorkbookException($"The detector \"{Name}\" has nothing to read from a network trained with the loss \"{head.GetName()}\": choose one of {string.Join(", ", DetectorCatalogue.NamesFor(head))}.");
        this.head = null;
        Forget();
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        FitTo(head, features, labels);
        this.head = head;
        return this;
    }

    /// <summary>Scores <c>[N]</c>, larger for what is more abnormal.</summary>
    /// <param name="model">The network it was fitted to, in evaluation mode.</param>
    /// <param name="images">Pixels <c>[N, C, H, W]</c>.</param>
    /// <exception cref="WorkbookException">Nothing was fitted yet, the model is in training mode, or a score is NaN.</exception>
    public double[] Score(BoundedClassifier model, Tensor images)
    {
        using var scope = NewDisposeScope();
        var (features, predicted) = model.Evaluate(images);
        return Score(features, predicted);
    }

    /// <summary>Scores <c>[N]</c> of features that are there already.</summary>
    /// <param name="features">Features <c>[N, D]</c> of the network it was fitted to.</param>
    /// <param name="predicted">The classes <c>[N]</c> (int64) which that network predicts from them.</param>
    /// <exception cref="WorkbookException">Nothing was fitted yet, or a score is NaN.</exception>
    public double[] Score(Tensor features, Tensor predicted)
    {
        var fitted = Fitted();
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var scores = Scores(fitted, features.detach(), predicted).to(float64);
        if (scores.isnan().any().item<bool>()) throw new WorkbookException($"The detector \"{Name}\" finds NaN in the features it is to score: train the model anew with a lower learning rate.");
        return scores.cpu().data<double>().ToArray();
    }

    /// <summary>Scores <c>[B]</c> of features <c>[B, D]</c> and predicted classes <c>[B]</c>, with a gradient in the features where the score has one.</summary>
    internal Tensor Differentiable(Tensor features, Tensor predicted) => Scores(Fitted(), features, predicted);

    /// <summary>Keeps (<see cref="Keep"/>) what is needed of training features <c>[N, D]</c> and labels <c>[N]</c>; gradients are off.</summary>
    protected virtual void FitTo(ClassificationHead head, Tensor features, Tensor labels) { }

    /// <summary>Scores <c>[B]</c> of features <c>[B, D]</c> and predicted classes <c>[B]</c>, of any floating type; gradients are off.</summary>
    protected abstract Tensor Scores(ClassificationHead head, Tensor features, Tensor predicted);

    /// <inheritdoc cref="Density"/>
    protected virtual IFeatureDensity? DensityOf(ClassificationHead head) => null;

    /// <summary>The column of each row that its class names: <c>[B, K]</c> and <c>[B]</c> to <c>[B]</c>.</summary>
    protected static Tensor OfClass(Tensor table, Tensor classes) => table.gather(1, classes.unsqueeze(1)).squeeze(1);

    /// <summary>Training features <c>[N, D]</c> as float64.</summary>
    internal static Tensor Checked(Tensor features, Tensor labels, int classes)
    {
        using var scope = NewDisposeScope();
        var x = features.detach().to(float64);
        if (!x.isfinite().all().item<bool>()) throw new WorkbookException("The training features hold NaN or infinity, so that no likelihood can be fitted: train the model anew with a lower learning rate.");
        var counts = labels.bincount(null, classes);
        if (counts.shape[0] > classes) throw new WorkbookException($"A training label is {counts.shape[0] - 1}, and there are {classes} classes: give labels of 0 to {classes - 1}.");
        if (counts.min().item<long>() == 0) throw new WorkbookException($"Class {counts.argmin(0).item<long>()} has no training features to fit its likelihood to: give images of every class.");
        return x.MoveToOuterDisposeScope();
    }

    /// <summary>The mean of each class: of rows <c>[N, D]</c>, float64, and their classes <c>[N]</c>, <c>[K, D]</c>.</summary>
    internal static Tensor ClassMeans(Tensor rows, Tensor labels, int classes) =>
        zeros([classes, rows.shape[1]], float64, rows.device).index_add_(0, labels, rows, 1) / labels.bincount(null, classes).unsqueeze(1).to(float64);

    /// <summary>What a function makes of rows <c>[N, D]</c>, so many at a time: that bounds the memory it takes on the way, not the result.</summary>
    private protected static Tensor InParts(Tensor rows, int size, Func<Tensor, Tensor> of) => cat(rows.split(size).Select(part =>
    {
        using var scope = NewDisposeScope();
        return of(part).MoveToOuterDisposeScope();
    }).ToArray());

    /// <summary>Keeps a tensor, or what owns some, beyond the dispose scope: until the detector is fitted anew or disposed.</summary>
    protected T Keep<T>(T owned) where T : IDisposable
    {
        if (owned is Tensor tensor) tensor.DetachFromDisposeScope();
        kept.Add(owned);
        return owned;
    }

    private void Forget()
    {
        foreach (var owned in kept) owned.Dispose();
        kept.Clear();
    }

    private ClassificationHead Fitted() => head ?? throw new WorkbookException($"The detector \"{Name}\" knows nothing yet: call Fit first.");

    public virtual void Dispose()
    {
        Forget();
        GC.SuppressFinalize(this);
    }
}

internal static class DetectorCatalogue
{
    private static readonly RefittedCovariance[] s_covariances = [RefittedCovariance.Shared, RefittedCovariance.Identity, RefittedCovariance.Isotropic, RefittedCovariance.PerClass];

    // By name, in the order in which tables show them; a new detector is added here.
    private static readonly OrderedDictionary<string, Func<Detector>> s_makers = new(((Func<Detector>[])
    [
        .. from covariance in s_covariances from all in new[] { false, true } select (Func<Detector>)(() => new RefittedLikelihood(covariance, all)),
        () => new LearnedLikelihood(), () => new LearnedLikelihood(allClasses: true), () => new CenterDistance(),
        () => new MaximumProbability(), () => new MaximumLogit(), () => new KernelDensity(),
        () => new Energy(), () => new Mahalanobis(), () => new RelativeMahalanobis(), () => new GaussianEnergy(), () => new VirtualLogit(),
        () => new NearestNeighbour(), () => new LocalDimension(), () => new GradientNorm(), () => new FeatureLength(),
    ]).Select(make => KeyValuePair.Create(make().Name, make)));

    /// <summary>Every name that <see cref="Create"/> knows, in the order in which tables show them.</summary>
    public static IReadOnlyList<string> Names => s_makers.Keys;

    public static IReadOnlyList<string> NamesFor(ClassificationHead head) => [.. Names.Where(name => Create(name).Suits(head))];

    public static Detector Create(string name) => s_makers.TryGetValue(name, out var make) ? make() : throw new WorkbookException($"There is no detector \"{name}\": choose one of {string.Join(", ", Names)}.");

    public static string Title(string name) => s_makers.TryGetValue(name, out var make) ? make().Title : name;
}

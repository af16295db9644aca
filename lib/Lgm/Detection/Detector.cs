using Lgm.Losses;
using static TorchSharp.torch;

namespace Lgm.Detection;

/// <summary>Tells abnormal inputs by the features a network makes of them: fitted once, then it scores; a larger score is more abnormal.</summary>
/// <param name="name">Its name in the catalogue.</param>
public abstract class Detector(string name) : IDisposable
{
    private ClassificationHead? head;

    /// <summary>Its name in the catalogue.</summary>
    public string Name => name;

    /// <summary>
    /// The density whose likelihood it reads, which an attack raises to deceive it; null where the score is no likelihood with
    /// a gradient. It goes with the detector.
    /// </summary>
    /// <exception cref="InvalidOperationException">Nothing was fitted yet.</exception>
    public IFeatureDensity? Density => DensityOf(head ?? throw Unfitted());

    /// <summary>Whether it can be fitted to a network with this head; some scores are those of one loss.</summary>
    public virtual bool Suits(ClassificationHead head) => true;

    /// <summary>Takes from head and training features what it needs, and forgets any earlier fit.</summary>
    /// <param name="head">The trained network's head; not changed, and in use until the detector is fitted anew.</param>
    /// <param name="features">Training features <c>[N, D]</c>.</param>
    /// <param name="labels">Their true classes <c>[N]</c>, int64, each of 0 to K-1 at least once.</param>
    /// <exception cref="WorkbookException">The head has no such score, a class has no features, or a feature is not finite.</exception>
    public void Fit(ClassificationHead head, Tensor features, Tensor labels)
    {
        if (!Suits(head)) throw new WorkbookException($"The detector \"{name}\" has nothing to read from a network trained with the loss \"{head.GetName()}\": choose one of {string.Join(", ", DetectorCatalogue.NamesFor(head))}.");
        this.head = null;
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        FitTo(head, features, labels);
        this.head = head;
    }

    /// <summary>Scores <c>[B]</c>, larger for what is more abnormal.</summary>
    /// <param name="features">Features <c>[B, D]</c> of the network it was fitted to.</param>
    /// <param name="predicted">The classes <c>[B]</c> (int64) which that network predicts from them.</param>
    /// <exception cref="InvalidOperationException">Nothing was fitted yet.</exception>
    /// <exception cref="WorkbookException">A score is NaN.</exception>
    public double[] Score(Tensor features, Tensor predicted)
    {
        var fitted = head ?? throw Unfitted();
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var scores = Scores(fitted, features.detach(), predicted).to(float64);
        if (scores.isnan().any().item<bool>()) throw new WorkbookException($"The detector \"{name}\" finds NaN in the features it is to score: train the model anew with a lower learning rate.");
        return scores.cpu().data<double>().ToArray();
    }

    /// <summary>What <see cref="Fit"/> keeps, detached from the dispose scope; gradients are off.</summary>
    protected virtual void FitTo(ClassificationHead head, Tensor features, Tensor labels) { }

    /// <summary>Scores <c>[B]</c> of features <c>[B, D]</c> and predicted classes <c>[B]</c>, of any floating type; gradients are off.</summary>
    protected abstract Tensor Scores(ClassificationHead head, Tensor features, Tensor predicted);

    /// <inheritdoc cref="Density"/>
    protected virtual IFeatureDensity? DensityOf(ClassificationHead head) => null;

    /// <summary>The column of each row that its class names: <c>[B, K]</c> and <c>[B]</c> to <c>[B]</c>.</summary>
    protected static Tensor OfClass(Tensor table, Tensor classes) => table.gather(1, classes.unsqueeze(1)).squeeze(1);

    private InvalidOperationException Unfitted() => new($"the detector \"{name}\" knows nothing before Fit was called");

    public virtual void Dispose() { }
}

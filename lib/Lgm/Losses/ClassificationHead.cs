namespace Lgm.Losses;

/// <summary>A density over features: what tells a normal input from an abnormal one.</summary>
public interface IFeatureDensity
{
    /// <summary>log N(x; mu_k, Lambda_k) in nats, D/2 log 2 pi included, for features <c>[B, D]</c> and every class: <c>[B, K]</c>.</summary>
    Tensor ClassLogLikelihood(Tensor features);

    /// <summary>log p(x) = log sum_k pi_k N(x; mu_k, Lambda_k) in nats for features <c>[B, D]</c>: <c>[B]</c>.</summary>
    Tensor LogLikelihood(Tensor features);
}

/// <summary>
/// The end of a network: it turns features <c>[B, D]</c> into logits <c>[B, K]</c> and, in training, into a loss.
/// A loss of this library is a subclass; everything else (training, attacks, detection) knows only this class.
/// </summary>
public abstract class ClassificationHead : nn.Module
{
    /// <param name="name">The loss's name on the command line, such as <c>softmax</c>.</param>
    /// <param name="classes">K. Range: 2 or more.</param>
    /// <param name="features">D, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">K below 2 or D below 1.</exception>
    protected ClassificationHead(string name, int classes, int features) : base(name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(features, 1);
        (Classes, Features) = (classes, features);
    }

    /// <summary>K, the number of classes.</summary>
    public int Classes { get; }

    /// <summary>D, the number of features.</summary>
    public int Features { get; }

    /// <summary>The head in one line: its name, its shape and what it was made with. Checkpoints and results carry it.</summary>
    public virtual string Description => $"{GetName()} K={Classes} D={Features}";

    /// <summary>
    /// How far training is, in epochs, fractions included. Default: 0. Only a <see cref="Schedule"/> with a ramp reads it, and no loss has one by default;
    /// the trainer sets it before each step, as a loop of one's own has to for a loss with a ramp.
    /// </summary>
    public double Epoch { get; set; }

    /// <summary>Test-time logits <c>[B, K]</c> of features <c>[B, D]</c>: no label, hence no margin.</summary>
    /// <exception cref="ArgumentException">Features of another shape.</exception>
    public abstract Tensor Logits(Tensor features);

    /// <summary>The training loss, a scalar: the mean over the batch of features <c>[B, D]</c> with labels <c>[B]</c> (int64, 0 to K-1).</summary>
    /// <exception cref="ArgumentException">Features or labels of another shape or type.</exception>
    public abstract Tensor Loss(Tensor features, Tensor labels);

    /// <summary>
    /// What the head learns by a rule of its own and not by gradient, after each optimiser step: centre loss moves its
    /// centres, a mixture keeps its variances above their floor. Runs with gradients off.
    /// </summary>
    public virtual void AfterStep(Tensor features, Tensor labels) { }

    /// <summary>The factor on the learning rate of one of the head's parameters, by its name in the state dictionary; 1 unless overridden.</summary>
    public virtual double LearningRateFactor(string parameter) => 1;

    /// <summary>Keeps lengths, and the sine of an angle, differentiable at 0: far below the square of any length that matters, and of any sine that float32 tells from 0.</summary>
    private protected const double SmallestSquare = 1e-16;

    /// <summary>|x| of rows <c>[B, D]</c>: <c>[B, 1]</c>.</summary>
    private protected static Tensor Lengths(Tensor rows) => rows.square().sum(1, keepdim: true).clamp_min(SmallestSquare).sqrt();

    /// <exception cref="ArgumentException">The features are not <c>[B, D]</c>.</exception>
    protected void CheckFeatures(Tensor features)
    {
        var shape = features.shape;
        if (shape.Length != 2 || shape[1] != Features)
            throw new ArgumentException($"{GetName()} takes features [B, {Features}], not [{string.Join(", ", shape)}]", nameof(features));
    }

    /// <exception cref="ArgumentException">The labels are not <c>[B]</c> of int64, B being that of the features.</exception>
    protected void CheckLabels(Tensor features, Tensor labels)
    {
        CheckFeatures(features);
        // [B] against [B, 1] would broadcast to [B, B] without a word.
        if (labels.ndim != 1 || labels.shape[0] != features.shape[0] || labels.dtype != ScalarType.Int64)
            throw new ArgumentException($"{GetName()} takes int64 labels [{features.shape[0]}], not {labels.dtype} [{string.Join(", ", labels.shape)}]", nameof(labels));
    }
}

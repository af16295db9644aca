using TorchSharp.Modules;

namespace Lgm.Losses;

/// <summary>
/// The margin of <see cref="LargeMarginSoftmax"/>, and lambda(t) = max( base (1 + gamma t)^-power, minimum ), the weight of
/// plain softmax against it, t in epochs. By default lambda is 5 from the first step on; <see cref="Over"/> lets it fall.
/// </summary>
public sealed record LargeMarginSoftmaxOptions
{
    /// <summary>m; 1 is softmax without a bias. Default: 4, the paper's baseline. Range: 1 to 8.</summary>
    public int Margin { get; init; } = 4;

    /// <summary>lambda at the start. Default: 5. Range: 0 or more.</summary>
    public double Base { get; init; } = 5;

    /// <summary>gamma, per epoch. Default: 0, no fall. Range: 0 or more.</summary>
    public double Gamma { get; init; }

    /// <summary>The power. Default: 35. Range: 0 or more.</summary>
    public double Power { get; init; } = 35;

    /// <summary>The least lambda; 0 ends in the pure margin, where a network without batch-norm may diverge. Default: 5, that of the authors' SphereFace. Range: 0 or more.</summary>
    public double Minimum { get; init; } = 5;

    /// <summary>
    /// The fall of lambda of the authors' MNIST example (github.com/wy1iu/LargeMargin_Softmax_Loss): from 1000, with gamma .0117
    /// an epoch over their 64 epochs, here over <paramref name="epochs"/>. Whoever trains must set <see cref="ClassificationHead.Epoch"/>.
    /// </summary>
    /// <param name="epochs">Of the whole training. Range: 1 or more.</param>
    public static LargeMarginSoftmaxOptions Over(int epochs) => new() { Base = 1000, Gamma = 0.0117 * 64 / epochs };

    /// <summary>lambda, the weight of plain softmax against the margin, <paramref name="epoch"/> epochs after the start of training.</summary>
    public double LambdaAt(double epoch) => Math.Max(Base * Math.Pow(1 + Gamma * Math.Max(epoch, 0), -Power), Minimum);

    internal void Check()
    {
        if (Margin is < 1 or > 8) throw new WorkbookException($"The margin {Margin} of L-Softmax is out of range: give a whole number from 1 to 8.");
        foreach (var (name, value) in new[] { ("base", Base), ("gamma", Gamma), ("power", Power), ("minimum", Minimum) })
            if (!(value >= 0 && double.IsFinite(value))) throw new WorkbookException($"The {name} {value} of L-Softmax is out of range: give a number that is 0 or more.");
    }
}

/// <summary>
/// Large-margin softmax (Liu et al., ICML 2016), a baseline of the paper: a linear classifier without bias whose true class
/// must win at m times the angle theta between x and w_z,
/// <code>
/// logit_k       = w_k·x                                                              in tests
/// train logit_z = |w_z||x| ( lambda cos theta + psi(theta) ) / (1 + lambda)          the others as in tests
/// psi(theta)    = (-1)^k cos(m theta) - 2k,   theta in [k pi / m, (k + 1) pi / m]    eq. 5-6 there
/// L             = -mean log softmax(train logits)_z
/// </code>
/// lambda falls during training, from plain softmax to the margin.
/// </summary>
public sealed class LargeMarginSoftmax : ClassificationHead
{
    private readonly Parameter weight;

    /// <param name="classes">K. Range: 2 or more.</param>
    /// <param name="features">D, at least 1.</param>
    /// <param name="options">The margin and the fall of lambda. Default: null, those of <see cref="LargeMarginSoftmaxOptions"/>.</param>
    /// <exception cref="WorkbookException">An option out of its range.</exception>
    public LargeMarginSoftmax(int classes, int features, LargeMarginSoftmaxOptions? options = null) : base("l-softmax", classes, features)
    {
        Options = options ?? new LargeMarginSoftmaxOptions();
        Options.Check();
        // As the authors draw them (Caffe's msra): deviation sqrt(2 / D).
        weight = new Parameter(randn([classes, features]) * Math.Sqrt(2.0 / features));
        RegisterComponents();
    }

    public LargeMarginSoftmaxOptions Options { get; }

    public override string Description => $"{base.Description} {Options}";

    /// <summary>w, <c>[K, D]</c>.</summary>
    public Parameter Weight => weight;

    public override Tensor Logits(Tensor features)
    {
        CheckFeatures(features);
        return features.matmul(weight.t());
    }

    /// <summary>The loss at the lambda of the present <see cref="ClassificationHead.Epoch"/>.</summary>
    public override Tensor Loss(Tensor features, Tensor labels)
    {
        CheckLabels(features, labels);
        using var scope = NewDisposeScope();
        var column = labels.unsqueeze(1);
        var logits = Logits(features);
        var plain = logits.gather(1, column);
        var lengths = Lengths(features) * Lengths(weight.index_select(0, labels));
        // lambda cos + psi over 1 + lambda, less the cos that stands in the logit already.
        var margin = (lengths * Psi(plain / lengths) - plain) / (1 + Options.LambdaAt(Epoch));
        return nn.functional.cross_entropy(logits.scatter_add(1, column, margin), labels).MoveToOuterDisposeScope();
    }

    // psi of the angle whose cosine is given. cos(m theta) is Chebyshev's polynomial T_m of cos theta, so that no arc cosine,
    // whose slope is infinite at theta = 0 and pi, is ever taken.
    private Tensor Psi(Tensor cosine)
    {
        var (before, multiple) = (ones_like(cosine), cosine);
        for (var n = 1; n < Options.Margin; n++) (before, multiple) = (multiple, cosine * multiple * 2 - before);
        // k counts the boundaries pi/m, 2 pi/m, .. that theta lies beyond; each turns the sign.
        var (k, sign) = (zeros_like(cosine), ones_like(cosine));
        for (var j = 1; j < Options.Margin; j++)
        {
            var beyond = cosine.lt(Math.Cos(j * Math.PI / Options.Margin)).to(cosine.dtype);
            (k, sign) = (k + beyond, sign * (1 - beyond * 2));
        }
        return sign * multiple - k * 2;
    }
}

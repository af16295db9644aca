using TorchSharp.Modules;

namespace Lgm.Losses;

/// <summary>The margin and the scale of <see cref="ArcFace"/>.</summary>
public sealed record ArcFaceOptions
{
    /// <summary>m, added to the angle of the true class, in radians; 0 is softmax over cosines. Default: .5, the paper's. Range: 0 to below pi / 2.</summary>
    public double Margin { get; init; } = 0.5;

    /// <summary>s, the radius of the sphere on which the features are put. Default: 64, the paper's. Range: above 0.</summary>
    public double Scale { get; init; } = 64;

    internal void Check()
    {
        if (!(Margin >= 0 && Margin < Math.PI / 2)) throw new WorkbookException($"The margin {Margin} of ArcFace is out of range: give an angle in radians from 0, below 1.57.");
        if (!(Scale > 0 && double.IsFinite(Scale))) throw new WorkbookException($"The scale {Scale} of ArcFace is out of range: give a number above 0.");
    }
}

/// <summary>
/// Additive angular margin (Deng et al., CVPR 2019): features and weights count by their directions alone, and the true
/// class must win although the angle theta between x and w_z is made m larger,
/// <code>
/// logit_k       = s cos theta_k,   cos theta_k = w_k·x / (|w_k||x|)                  in tests
/// train logit_z = s cos(theta_z + m)                      theta_z up to pi - m       eq. 3 there
///               = s (cos theta_z - m sin m)               beyond                     the authors' code
/// L             = -mean log softmax(train logits)_z
/// </code>
/// Beyond pi - m the cosine would rise again, and with it the reward for a larger angle.
/// </summary>
public sealed class ArcFace : ClassificationHead
{
    private readonly Parameter weight;

    /// <param name="classes">K. Range: 2 or more.</param>
    /// <param name="features">D, at least 1.</param>
    /// <param name="options">Margin and scale. Default: null, the paper's.</param>
    /// <exception cref="WorkbookException">An option out of its range.</exception>
    public ArcFace(int classes, int features, ArcFaceOptions? options = null) : base("arcface", classes, features)
    {
        Options = options ?? new ArcFaceOptions();
        Options.Check();
        // Only the direction counts; lengths of about one let a learning rate turn the weights alike for every D.
        weight = new Parameter(randn([classes, features]) / Math.Sqrt(features));
        RegisterComponents();
    }

    public ArcFaceOptions Options { get; }

    public override string Description => $"{base.Description} {Options}";

    /// <summary>w, <c>[K, D]</c>.</summary>
    public Parameter Weight => weight;

    public override Tensor Logits(Tensor features)
    {
        CheckFeatures(features);
        using var scope = NewDisposeScope();
        return (Cosines(features) * Options.Scale).MoveToOuterDisposeScope();
    }

    public override Tensor Loss(Tensor features, Tensor labels)
    {
        CheckLabels(features, labels);
        using var scope = NewDisposeScope();
        var (cosines, column) = (Cosines(features), labels.unsqueeze(1));
        var cosine = cosines.gather(1, column);
        var logits = cosines.scatter_add(1, column, WithMargin(cosine) - cosine) * Options.Scale;
        return nn.functional.cross_entropy(logits, labels).MoveToOuterDisposeScope();
    }

    // cos(theta + m) = cos theta cos m - sin theta sin m: no arc cosine, whose slope is infinite at theta = 0 and pi. The slope
    // of this sine is as large there, until the clamp makes it 0.
    private Tensor WithMargin(Tensor cosine)
    {
        var m = Options.Margin;
        var sine = (1 - cosine.square()).clamp_min(SmallestSquare).sqrt();
        var beyond = cosine.le(-Math.Cos(m));
        return where(beyond, cosine - m * Math.Sin(m), cosine * Math.Cos(m) - sine * Math.Sin(m));
    }

    private Tensor Cosines(Tensor features) => (features / Lengths(features)).matmul((weight / Lengths(weight)).t());
}

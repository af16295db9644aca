namespace Lgm.Losses;

/// <summary>What can be chosen of the losses of <see cref="LossCatalogue"/>; a loss reads its own line and leaves the others.</summary>
public record LossOptions
{
    /// <summary>The mixture of <c>lgm</c>; <c>gm</c> takes it without its margin, <c>lgm-paper</c> with learned diagonal covariances; the other published losses are fixed. Default: margin and weight from the first step on; recipes let them rise.</summary>
    public GaussianMixtureOptions Mixture { get; init; } = new();

    /// <summary>The weight and centre rate of centre loss.</summary>
    public CenterLossOptions Center { get; init; } = new();

    /// <summary>The margin of L-Softmax.</summary>
    public LargeMarginSoftmaxOptions LargeMargin { get; init; } = new();

    /// <summary>The margin and scale of ArcFace.</summary>
    public ArcFaceOptions ArcFace { get; init; } = new();

    internal virtual void Check()
    {
        Mixture.Check();
        Center.Check();
        LargeMargin.Check();
        ArcFace.Check();
    }
}

/// <summary>The losses by their names on the command line.</summary>
public static class LossCatalogue
{
    private static readonly Entry[] s_entries =
    [
        new("softmax", "Softmax", (k, d, _) => new Softmax(k, d)),
        new("center", "Center loss", (k, d, o) => new CenterLoss(k, d, o.Center)),
        new("l-softmax", "L-Softmax", (k, d, o) => new LargeMarginSoftmax(k, d, o.LargeMargin)),
        new("arcface", "ArcFace", (k, d, o) => new ArcFace(k, d, o.ArcFace)),
        // The paper's loss without margin, alpha = 0 (figure 1).
        Mixture("gm", "GM", experiment => experiment with { Margin = 0 }),
        Mixture("lgm", "L-GM", experiment => experiment),
        Mixture("lgm-paper", "L-GM, paper", GaussianMixturePresets.Paper),
        Mixture("lgm-caffe", "L-GM, Caffe", _ => GaussianMixturePresets.Caffe),
        Mixture("lgm-tensorflow", "L-GM, TensorFlow", _ => GaussianMixturePresets.TensorFlow),
        Mixture("lgm-tpami-cifar", "L-GM, TPAMI CIFAR", _ => GaussianMixturePresets.TpamiCifar),
        Mixture("lgm-tpami-mnist", "L-GM, TPAMI MNIST", _ => GaussianMixturePresets.TpamiMnist),
    ];

    /// <summary>Every name that <see cref="Create"/> knows, in the order in which tables show them.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. s_entries.Select(e => e.Name)];

    /// <summary>The three losses of the paper's detection table, which experiments compare by default.</summary>
    internal static IReadOnlyList<string> Compared { get; } = ["softmax", "center", "lgm"];

    /// <summary>A loss by name.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="classes">K. Range: 2 or more.</param>
    /// <param name="features">D, at least 1.</param>
    /// <param name="options">Null takes the defaults.</param>
    /// <exception cref="WorkbookException">The name is not known, or an option is out of its range.</exception>
    public static ClassificationHead Create(string name, int classes, int features, LossOptions? options = null)
    {
        var entry = s_entries.FirstOrDefault(e => e.Name == name) ?? throw new WorkbookException($"There is no loss \"{name}\": choose one of {string.Join(", ", Names)}.");
        return entry.Create(classes, features, options ?? new LossOptions());
    }

    /// <summary>The name as tables print it.</summary>
    public static string Title(string name) => s_entries.FirstOrDefault(e => e.Name == name)?.Title ?? name;

    private static Entry Mixture(string name, string title, Func<GaussianMixtureOptions, GaussianMixtureOptions> options) =>
        new(name, title, (k, d, o) => new GaussianMixture(k, d, options(o.Mixture), name));

    private sealed record Entry(string Name, string Title, Func<int, int, LossOptions, ClassificationHead> Create);
}

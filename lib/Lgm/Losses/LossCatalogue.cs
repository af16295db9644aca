namespace Lgm.Losses;

/// <summary>The losses by their names on the command line.</summary>
public static class LossCatalogue
{
    /// <summary>Every name that <see cref="Create"/> knows, in the order in which tables show them.</summary>
    public static IReadOnlyList<string> Names { get; } = ["softmax", "center", "lgm"];

    /// <summary>A loss by name.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="classes">K, at least 2.</param>
    /// <param name="features">D, at least 1.</param>
    /// <param name="mixture">Used by <c>lgm</c>; null takes its headline.</param>
    /// <param name="center">Used by <c>center</c>; null takes its defaults.</param>
    /// <exception cref="WorkbookException">The name is not known.</exception>
    public static ClassificationHead Create(string name, int classes, int features, GaussianMixtureOptions? mixture = null, CenterLossOptions? center = null) => name switch
    {
        "softmax" => new Softmax(classes, features),
        "center" => new CenterLoss(classes, features, center),
        "lgm" => new GaussianMixture(classes, features, mixture),
        _ => throw new WorkbookException($"There is no loss \"{name}\": choose one of {string.Join(", ", Names)}."),
    };

    /// <summary>The name as tables print it.</summary>
    public static string Title(string name) => name switch { "softmax" => "Softmax", "center" => "Center loss", "lgm" => "L-GM", _ => name };
}

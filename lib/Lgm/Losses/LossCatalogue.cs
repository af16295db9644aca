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
    /// <param name="options">Used by <c>lgm</c>; null takes its headline.</param>
    /// <exception cref="WorkbookException">The name is not known.</exception>
    public static ClassificationHead Create(string name, int classes, int features, GaussianMixtureOptions? options = null) => name switch
    {
        "softmax" => new Softmax(classes, features),
        "center" => new CenterLoss(classes, features),
        "lgm" => new GaussianMixture(classes, features, options),
        _ => throw new WorkbookException($"There is no loss \"{name}\": choose one of {string.Join(", ", Names)}."),
    };

    /// <summary>The name as tables print it.</summary>
    public static string Title(string name) => name switch { "softmax" => "Softmax", "center" => "Center loss", "lgm" => "L-GM", _ => name };
}

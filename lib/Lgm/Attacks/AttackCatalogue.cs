using Lgm.Losses;

namespace Lgm.Attacks;

/// <summary>The attacks by name: three objectives, each with one step of eps or iterated.</summary>
public static class AttackCatalogue
{
    private sealed record Row(string Name, string Title, SignSteps Steps, bool Targeted, Func<IFeatureDensity?, IAttackObjective> Objective);

    private static readonly IReadOnlyList<Row> s_rows =
    [
        new("fgsm", "FGSM", SignSteps.Single, false, _ => new Misclassification()),
        new("targeted-fgsm", "targeted FGSM", SignSteps.Single, true, _ => new TargetedMisclassification()),
        new("likelihood-raising", "likelihood-raising FGSM", SignSteps.Single, true, density => new LikelihoodRaising(density)),
        new("bim", "BIM", SignSteps.Iterated, false, _ => new Misclassification()),
        new("targeted-bim", "targeted BIM", SignSteps.Iterated, true, _ => new TargetedMisclassification()),
        new("likelihood-raising-bim", "likelihood-raising BIM", SignSteps.Iterated, true, density => new LikelihoodRaising(density)),
    ];

    /// <summary>Every name that <see cref="Create"/> knows, in the order in which tables show them.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. s_rows.Select(r => r.Name)];

    /// <summary>An attack by name.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="target">The wrong class wanted by a targeted attack; null draws one with seed 0. Others speak of the true class whatever is given.</param>
    /// <param name="density">The likelihood to raise; null takes the one the attacked model's head has learned.</param>
    /// <param name="iterated">The steps of an iterated attack; null takes <see cref="SignSteps.Iterated"/>.</param>
    /// <exception cref="WorkbookException">The name is not known, or the steps are out of their range.</exception>
    public static GradientAttack Create(string name, AttackTarget? target = null, IFeatureDensity? density = null, SignSteps? iterated = null)
    {
        var row = Find(name) ?? throw new WorkbookException($"There is no attack \"{name}\": choose one of {string.Join(", ", Names)}.");
        var steps = row.Steps == SignSteps.Single ? row.Steps : iterated ?? row.Steps;
        return new GradientAttack(row.Objective(density), steps, row.Targeted ? target ?? AttackTarget.RandomWrongClass(0) : AttackTarget.TrueClass);
    }

    /// <summary>Whether an attack by that name takes more steps than one; false for unknown names.</summary>
    public static bool IsIterated(string name) => Find(name) is { } row && row.Steps != SignSteps.Single;

    /// <summary>Whether an attack by that name wants a wrong class; false for unknown names.</summary>
    public static bool IsTargeted(string name) => Find(name)?.Targeted ?? false;

    /// <summary>Whether an attack by that name raises a likelihood; false for unknown names.</summary>
    public static bool RaisesLikelihood(string name) => Find(name)?.Objective(null) is LikelihoodRaising;

    /// <summary>The name as tables print it.</summary>
    public static string Title(string name) => Find(name)?.Title ?? name;

    private static Row? Find(string name) => s_rows.FirstOrDefault(r => r.Name == name);
}

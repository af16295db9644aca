using Lgm.Losses;

namespace Lgm.Attacks;

/// <summary>An attack by its name on the command line.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Title">As tables print it.</param>
/// <param name="Iterated">Whether it takes several steps.</param>
/// <param name="Targeted">Whether it wants a wrong class.</param>
/// <param name="RaisesLikelihood">Whether it raises a likelihood.</param>
/// <param name="Create">eps, target (read where targeted) and density (read where it raises one; null is the head's) to the attack.</param>
internal sealed record AttackEntry(string Name, string Title, bool Iterated, bool Targeted, bool RaisesLikelihood, Func<double, AttackTarget, IFeatureDensity?, GradientAttack> Create);

/// <summary>The attacks by name.</summary>
internal static class AttackCatalogue
{
    /// <summary>All of them, in the order in which tables show them.</summary>
    public static IReadOnlyList<AttackEntry> All { get; } =
    [
        new("fgsm", "FGSM", false, false, false, (eps, _, _) => new Fgsm(eps)),
        new("targeted-fgsm", "targeted FGSM", false, true, false, (eps, target, _) => new Fgsm(eps, target)),
        new("likelihood-raising", "likelihood-raising FGSM", false, true, true, (eps, target, density) => new LikelihoodRaising(eps, density, target)),
        new("bim", "BIM", true, false, false, (eps, _, _) => new Bim(eps)),
        new("targeted-bim", "targeted BIM", true, true, false, (eps, target, _) => new Bim(eps, target: target)),
        new("likelihood-raising-bim", "likelihood-raising BIM", true, true, true, (eps, target, density) => new LikelihoodRaising(eps, density, target, 10, 0.25)),
    ];

    /// <exception cref="WorkbookException">The name is not known.</exception>
    public static AttackEntry Find(string name) => All.FirstOrDefault(e => e.Name == name)
        ?? throw new WorkbookException($"There is no attack \"{name}\": choose one of {string.Join(", ", All.Select(e => e.Name))}.");
}

using Lgm.Detection;
using Lgm.Losses;
using Lgm.Models;

namespace Lgm.Attacks;

/// <summary>An attack by its name on the command line, made for eps, a target (read where it is targeted) and a density (read where it raises one; null is the head's).</summary>
internal sealed record AttackEntry(string Name, string Title, bool Iterated, bool Targeted, bool RaisesLikelihood, Func<double, AttackTarget, IFeatureDensity?, GradientAttack> Create);

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

    public static AttackEntry Find(string name) => All.FirstOrDefault(e => e.Name == name)
        ?? throw new WorkbookException($"There is no attack \"{name}\": choose one of {string.Join(", ", All.Select(e => e.Name))}.");
}

/// <summary>
/// How far an attack goes, Epsilon under L_inf and Radius under L_2, both in pixel units, and how long it looks: steps of one walk, walks from random
/// points to each target, queries of the attack without a gradient. The seed draws where walks start.
/// </summary>
internal sealed record AttackBudget(double Epsilon, double Radius, int Steps, int Restarts, int Queries, long Seed);

/// <summary>Whom an attack faces.</summary>
/// <param name="Detector">Fitted to the attacked model.</param>
/// <param name="Density">Of that model's features: the detector's, or, where it reads no likelihood, one refitted.</param>
/// <param name="Seen">What the model makes of its training images.</param>
internal sealed record Defence(Detector Detector, IFeatureDensity Density, Evaluation Seen)
{
    /// <summary>The score above which the detector rejects a share of the training images.</summary>
    public double Threshold(double rejected)
    {
        double[] scores = [.. Detector.Score(Seen.Features, Seen.Predicted).Order()];
        return scores[(int)((1 - rejected) * (scores.Length - 1))];
    }
}

/// <summary>One of today's attacks by its name on the command line; one that does not know the detector reads no defence.</summary>
internal sealed record AdaptiveEntry(string Name, string Title, Norm Norm, bool KnowsDetector, Func<AttackBudget, Defence, Attack> Create);

/// <summary>Today's attacks by name; those of the paper's protocol are in <see cref="AttackCatalogue"/>.</summary>
internal static class AdaptiveCatalogue
{
    /// <summary>Carlini and Wagner's searches for c, each of a budget's steps.</summary>
    public const int Searches = 5;

    /// <summary>All of them, in the order in which tables show them.</summary>
    public static IReadOnlyList<AdaptiveEntry> All { get; } =
    [
        new("pgd", "PGD", Norm.Max, false, (b, _) => new Pgd(b.Epsilon, b.Steps, b.Restarts, seed: b.Seed)),
        new("momentum-fgsm", "MI-FGSM", Norm.Max, false, (b, _) => new MomentumFgsm(b.Epsilon, b.Steps, share: Math.Min(1, 2.5 / b.Steps))),
        new("apgd", "APGD, cross-entropy", Norm.Max, false, (b, _) => new Apgd(b.Epsilon, steps: b.Steps, restarts: b.Restarts, seed: b.Seed)),
        new("apgd-dlr", "APGD, DLR", Norm.Max, false, (b, _) => new Apgd(b.Epsilon, ApgdLoss.Dlr, b.Steps, b.Restarts, seed: b.Seed)),
        new("apgd-targeted-dlr", "APGD, targeted DLR", Norm.Max, false, (b, _) => new Apgd(b.Epsilon, ApgdLoss.TargetedDlr, b.Steps, seed: b.Seed)),
        new("square", "Square (no gradient)", Norm.Max, false, (b, _) => new Square(b.Epsilon, b.Queries, b.Seed)),
        new("pgd-2", "PGD, L2", Norm.Euclidean, false, (b, _) => new Pgd(b.Radius, b.Steps, b.Restarts, Norm.Euclidean, seed: b.Seed)),
        new("apgd-2", "APGD, cross-entropy, L2", Norm.Euclidean, false, (b, _) => new Apgd(b.Radius, steps: b.Steps, restarts: b.Restarts, norm: Norm.Euclidean, seed: b.Seed)),
        new("deepfool", "DeepFool, L2", Norm.Euclidean, false, (b, _) => new DeepFool(b.Radius, b.Steps)),
        new("carlini-wagner", "Carlini-Wagner, L2", Norm.Euclidean, false, (b, _) => new CarliniWagner(b.Radius, b.Steps, searches: Searches, constant: 0.1, rate: 0.05)),
        new("margin-and-likelihood", "margin, then likelihood", Norm.Max, true, (b, d) => new MarginAndLikelihood(b.Epsilon, d.Detector, d.Density, b.Steps, seed: b.Seed)),
        new("orthogonal-pgd", "orthogonal PGD", Norm.Max, true, (b, d) => new OrthogonalPgd(b.Epsilon, d.Detector, steps: b.Steps, share: Math.Clamp(2.5 / b.Steps, 1 / 30.0, 1))),
        new("selective-pgd", "selective PGD", Norm.Max, true, (b, d) => new OrthogonalPgd(b.Epsilon, d.Detector, selective: true, steps: b.Steps, share: Math.Clamp(2.5 / b.Steps, 1 / 30.0, 1))),
        new("carlini-wagner-detector", "Carlini-Wagner with the detector, L2", Norm.Euclidean, true, (b, d) => new CarliniWagner(b.Radius, b.Steps, searches: Searches, constant: 0.1, rate: 0.05, detector: d.Detector, threshold: d.Threshold(0.05))),
        new("feature-matching", "feature matching", Norm.Max, true, (b, d) => new FeatureMatching(b.Epsilon, d.Detector, d.Seen, sources: 3 * b.Restarts, steps: b.Steps, seed: b.Seed)),
    ];

    public static AdaptiveEntry Find(string name) => All.FirstOrDefault(e => e.Name == name)
        ?? throw new WorkbookException($"There is no attack \"{name}\": choose one of {string.Join(", ", All.Select(e => e.Name))}.");
}

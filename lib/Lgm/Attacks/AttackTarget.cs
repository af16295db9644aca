namespace Lgm.Attacks;

/// <summary>Which class of each image an attack speaks of: the true one, to get away from it, or a wrong one, to get there.</summary>
public sealed record AttackTarget
{
    private readonly long? seed;
    private readonly int shift;

    private AttackTarget(long? seed, int shift) => (this.seed, this.shift) = (seed, shift);

    /// <summary>The true class z.</summary>
    public static AttackTarget TrueClass { get; } = new(null, 0);

    /// <summary>A wrong class, drawn for each image with equal chances. The first images of a set have the same ones however long it is.</summary>
    public static AttackTarget RandomWrongClass(long seed) => new(seed, 0);

    /// <summary>The wrong class (z + shift) mod K.</summary>
    /// <param name="shift">1 to K-1.</param>
    /// <exception cref="WorkbookException">A shift below 1, which leads to no wrong class.</exception>
    public static AttackTarget WrongClass(int shift) => shift >= 1 ? new(null, shift) : throw new WorkbookException($"A shift of {shift} leads to no wrong class: give a whole number from 1 to one less than there are classes.");

    /// <summary>Every wrong class in turn, K-1 targets: a caller attacks with each and averages over them.</summary>
    /// <param name="classes">K, at least 2.</param>
    public static IReadOnlyList<AttackTarget> EveryWrongClass(int classes) => [.. Enumerable.Range(1, classes - 1).Select(WrongClass)];

    /// <summary>The classes <c>[N]</c> for images of the true classes <paramref name="labels"/> <c>[N]</c> (int64, 0 to K-1).</summary>
    /// <param name="labels">Of a whole set, not of a batch, where the classes are drawn.</param>
    /// <param name="classes">K.</param>
    /// <exception cref="WorkbookException">A shift that no K classes have.</exception>
    public Tensor Of(Tensor labels, int classes)
    {
        if (shift >= classes) throw new WorkbookException($"There is no wrong class {shift} places on among {classes} classes: give a shift of 1 to {classes - 1}.");
        if (seed is null && shift == 0) return labels.alias();
        using var scope = NewDisposeScope();
        var shifted = labels + (seed is { } drawn ? Shifts(drawn, labels.shape[0], classes).to(labels.device) : tensor((long)shift, device: labels.device));
        return where(shifted.ge(classes), shifted - classes, shifted).MoveToOuterDisposeScope();
    }

    // 1 to K-1, [N].
    private static Tensor Shifts(long seed, long count, int classes)
    {
        using var stream = new Generator((ulong)seed);
        return randint(1L, classes, new[] { count }, ScalarType.Int64, generator: stream);
    }
}

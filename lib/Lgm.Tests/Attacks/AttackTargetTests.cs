namespace Lgm.Tests.Attacks;

[Collection(TorchState.Name)]
public sealed class AttackTargetTests
{
    private static long[] Of(AttackTarget target, Tensor labels, int classes) => target.Of(labels, classes).data<long>().ToArray();

    [Fact]
    public void EveryWrongClassComesOnceAndNeverTheTrueOne()
    {
        using var scope = NewDisposeScope();
        var labels = arange(10, ScalarType.Int64);
        var targets = AttackTarget.EveryWrongClass(10).Select(t => Of(t, labels, 10)).ToArray();
        Assert.Equal(9, targets.Length);
        for (var z = 0L; z < 10; z++) Assert.Equal(Enumerable.Range(0, 10).Select(k => (long)k).Where(k => k != z), targets.Select(t => t[z]).Order());
        Assert.All(new[] { -1, 0, 10 }, shift => Assert.Throws<WorkbookException>(() => Of(AttackTarget.WrongClass(shift), labels, 10)));
    }

    [Fact]
    public void RandomOnesAreWrongAndEquallyFrequent()
    {
        using var scope = NewDisposeScope();
        var labels = new Random(1).Labels(20_000, 5);
        var (z, t) = (labels.data<long>().ToArray(), Of(AttackTarget.RandomWrongClass(2018), labels, 5));
        Assert.All(z.Zip(t), pair => Assert.NotEqual(pair.First, pair.Second));
        // 1,000 expected in each of 20 cells: five deviations are 155.
        foreach (var cell in z.Zip(t).CountBy(pair => pair)) Assert.InRange(cell.Value, 845, 1155);
        Assert.Equal(20, z.Zip(t).Distinct().Count());
    }

    [Fact]
    public void TheSeedAloneDecidesAndAShorterSetHasTheSameFirstOnes()
    {
        using var scope = NewDisposeScope();
        var labels = new Random(1).Labels(200, 10);
        var whole = Of(AttackTarget.RandomWrongClass(1), labels, 10);
        rand(5);
        Assert.Equal(whole, Of(AttackTarget.RandomWrongClass(1), labels, 10));
        Assert.Equal(whole.Take(30), Of(AttackTarget.RandomWrongClass(1), labels.narrow(0, 0, 30), 10));
        Assert.NotEqual(whole, Of(AttackTarget.RandomWrongClass(2), labels, 10));
        using var before = get_rng_state();
        Of(AttackTarget.RandomWrongClass(3), labels, 10);
        Assert.Equal(before.data<byte>().ToArray(), get_rng_state().data<byte>().ToArray());
    }
}

namespace Lgm.Losses;

/// <summary>The margin of <see cref="LargeMarginSoftmax"/>, and how plain softmax gives way to it: lambda(t) = max( base (1 + gamma t)^-power, minimum ), t in epochs.</summary>
/// <remarks>
/// Base, gamma and power are those of the authors' MNIST example (github.com/wy1iu/LargeMargin_Softmax_Loss), whose gamma is
/// .000025 an iteration, in batches of 128: it halves lambda every 1.7 epochs at first, and would reach 1 in epoch 19 of their
/// 64. A shorter training needs a larger gamma (<see cref="Over"/>), or it ends as plain softmax. Their example goes on to a
/// minimum of 0, on a network with batch normalisation; the paper's MNIST network has none, and the quick preset ended in NaN there.
/// They advise a minimum above 0 where a network diverges; 5 is that of their SphereFace.
/// </remarks>
public sealed record LargeMarginSoftmaxOptions
{
    /// <summary>m, a whole number from 1 to 8; 1 is softmax without a bias. The paper's baseline: 4.</summary>
    public int Margin { get; init; } = 4;

    /// <summary>lambda at the start, 0 or more.</summary>
    public double Base { get; init; } = 1000;

    /// <summary>gamma, 0 or more, per epoch.</summary>
    public double Gamma { get; init; } = 0.0117;

    /// <summary>The power, 0 or more.</summary>
    public double Power { get; init; } = 35;

    /// <summary>The least lambda, 0 or more; 0 ends in the pure margin. 5 unless told.</summary>
    public double Minimum { get; init; } = 5;

    /// <summary>The authors' fall of lambda, whose training has 64 epochs, over a training of <paramref name="epochs"/>, 1 or more.</summary>
    public static LargeMarginSoftmaxOptions Over(int epochs)
    {
        var authors = new LargeMarginSoftmaxOptions();
        return authors with { Gamma = authors.Gamma * 64 / epochs };
    }

    /// <summary>lambda, the weight of plain softmax against the margin, <paramref name="epoch"/> epochs after the start of training.</summary>
    public double LambdaAt(double epoch) => Math.Max(Base * Math.Pow(1 + Gamma * Math.Max(epoch, 0), -Power), Minimum);

    /// <exception cref="WorkbookException">A value outside its range.</exception>
    internal void Check()
    {
        if (Margin is < 1 or > 8) throw new WorkbookException($"The margin {Margin} of L-Softmax is out of range: give a whole number from 1 to 8.");
        foreach (var (name, value) in new[] { ("base", Base), ("gamma", Gamma), ("power", Power), ("minimum", Minimum) })
            if (!(value >= 0 && double.IsFinite(value))) throw new WorkbookException($"The {name} {value} of L-Softmax is out of range: give a number that is 0 or more.");
    }
}

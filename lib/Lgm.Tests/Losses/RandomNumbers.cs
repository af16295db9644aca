namespace Lgm.Tests.Losses;

/// <summary>Seeded numbers for heads, features and labels, drawn without libtorch's own random stream.</summary>
internal static class RandomNumbers
{
    /// <summary>Normal deviates as float64.</summary>
    public static Tensor Normal(this Random random, double deviation, params long[] shape)
    {
        var values = new double[shape.Aggregate(1L, (a, b) => a * b)];
        for (var i = 0; i < values.Length; i++)
            values[i] = deviation * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return tensor(values, shape);
    }

    /// <summary>Labels <c>[count]</c>, int64, 0 to classes - 1.</summary>
    public static Tensor Labels(this Random random, int count, int classes) =>
        tensor(Enumerable.Range(0, count).Select(_ => (long)random.Next(classes)).ToArray());

    /// <summary>Draws every parameter and buffer of a module anew.</summary>
    public static TModule Redrawn<TModule>(this TModule module, Random random, double deviation = 0.7) where TModule : nn.Module
    {
        using var quiet = no_grad();
        foreach (var value in module.state_dict().Values)
        {
            using var drawn = random.Normal(deviation, value.shape);
            value.copy_(drawn);
        }
        return module;
    }

    /// <summary>Sets the elements of a tensor, row by row.</summary>
    public static void Put(this Tensor target, params double[] values)
    {
        using var quiet = no_grad();
        using var flat = tensor(values);
        target.copy_(flat.reshape(target.shape));
    }
}

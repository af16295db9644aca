namespace Lgm.Tests.Tensors;

/// <summary>What PyTorch computed (../Golden, with the scripts that wrote it) as tensors, and the comparison with ours.</summary>
internal static class Golden
{
    public static JsonElement Read(string name) => JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", name))).RootElement;

    /// <summary>The numbers as float64, whatever type they had in PyTorch.</summary>
    public static Tensor Tensor(this JsonElement json) =>
        tensor(Numbers(json.GetProperty("data"))).reshape([.. json.GetProperty("shape").EnumerateArray().Select(d => d.GetInt64())]);

    public static double[] Numbers(this JsonElement json) => [.. json.EnumerateArray().Select(n => n.GetDouble())];

    public static double[] Numbers(this Tensor values) => values.detach().to(ScalarType.Float64).data<double>().ToArray();

    /// <summary>Equal shape, and every number within <paramref name="tolerance"/> of the larger of 1 and its size.</summary>
    public static void AssertClose(this Tensor actual, JsonElement expected, double tolerance, string what)
    {
        Assert.Equal(expected.GetProperty("shape").EnumerateArray().Select(d => d.GetInt64()), actual.shape);
        AssertClose(actual.Numbers(), Numbers(expected.GetProperty("data")), tolerance, what);
    }

    public static void AssertClose(double[] actual, double[] expected, double tolerance, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(actual[i] - expected[i]) <= tolerance * Math.Max(1, Math.Abs(expected[i])), $"{what}[{i}]: {actual[i]:R}, PyTorch has {expected[i]:R}");
    }
}

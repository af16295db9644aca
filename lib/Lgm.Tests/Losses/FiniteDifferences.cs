namespace Lgm.Tests.Losses;

/// <summary>Holds a head's gradients against (L(w + h) - L(w - h)) / 2h, one number after the other, in float64.</summary>
internal static class FiniteDifferences
{
    private const double Step = 1e-5, Tolerance = 1e-6;

    public static void AssertGradients(ClassificationHead head, Tensor features, Tensor labels)
    {
        using var scope = NewDisposeScope();
        var x = features.detach().clone().requires_grad_();
        head.zero_grad();
        head.Loss(x, labels).backward();
        Assert.NotEmpty(head.parameters());
        foreach (var (name, value) in head.named_parameters().Select(p => (p.name, (Tensor)p.parameter)).Append(("features", x)))
        {
            Assert.True(value.grad is not null, $"{name} has no gradient");
            Golden.AssertClose(value.grad.Numbers(), Differences(head, x, labels, value), Tolerance, $"{head.Description}, gradient of {name}");
        }
    }

    private static double[] Differences(ClassificationHead head, Tensor x, Tensor labels, Tensor value)
    {
        using var quiet = no_grad();
        var numbers = value.Numbers();
        double At(int place, double number)
        {
            using var scope = NewDisposeScope();
            double[] moved = [.. numbers];
            moved[place] = number;
            value.Put(moved);
            return head.Loss(x, labels).item<double>();
        }
        double[] differences = [.. numbers.Select((n, i) => (At(i, n + Step) - At(i, n - Step)) / (2 * Step))];
        value.Put(numbers);
        return differences;
    }
}

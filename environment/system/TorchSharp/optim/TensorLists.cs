using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Operators over whole lists of tensors: one call for all parameters, on a GPU one kernel.</summary>
internal static class TensorLists
{
    private static readonly Operator
        s_add = new("aten::_foreach_add", "List"), s_addTo = new("aten::_foreach_add_", "List"), s_addScalarTo = new("aten::_foreach_add_", "Scalar"),
        s_mulTo = new("aten::_foreach_mul_", "Scalar"), s_divTo = new("aten::_foreach_div_", "Scalar"), s_neg = new("aten::_foreach_neg"), s_sqrt = new("aten::_foreach_sqrt"),
        s_addcmulTo = new("aten::_foreach_addcmul_", "Scalar"), s_addcdivTo = new("aten::_foreach_addcdiv_", "Scalar");

    /// <summary>self + alpha other.</summary>
    public static Tensor[] Plus(this Tensor[] self, Tensor[] other, double alpha) => s_add.CallList(self.Length, self, other, alpha);
    public static Tensor[] Negated(this Tensor[] self) => s_neg.CallList(self.Length, self);
    public static Tensor[] SquareRoots(this Tensor[] self) => s_sqrt.CallList(self.Length, self);

    /// <summary>self += alpha other.</summary>
    public static void Add(this Tensor[] self, Tensor[] other, double alpha) => s_addTo.CallInPlace(self, other, alpha);
    public static void Add(this Tensor[] self, double number) => s_addScalarTo.CallInPlace(self, number);
    public static void Multiply(this Tensor[] self, double factor) => s_mulTo.CallInPlace(self, factor);
    public static void Divide(this Tensor[] self, double divisor) => s_divTo.CallInPlace(self, divisor);

    /// <summary>self += factor a b.</summary>
    public static void AddProduct(this Tensor[] self, Tensor[] a, Tensor[] b, double factor) => s_addcmulTo.CallInPlace(self, a, b, factor);

    /// <summary>self += factor a / b.</summary>
    public static void AddQuotient(this Tensor[] self, Tensor[] a, Tensor[] b, double factor) => s_addcdivTo.CallInPlace(self, a, b, factor);
}

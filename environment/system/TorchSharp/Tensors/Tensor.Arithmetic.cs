namespace TorchSharp;

public static partial class torch
{
    private static readonly Operator s_add = new("aten::add", "Tensor"), s_addScalar = new("aten::add", "Scalar"), s_addTo = new("aten::add_", "Tensor"), s_addScalarTo = new("aten::add_", "Scalar"),
        s_sub = new("aten::sub", "Tensor"), s_subScalar = new("aten::sub", "Scalar"), s_subFrom = new("aten::sub_", "Tensor"), s_rsub = new("aten::rsub", "Scalar"),
        s_mul = new("aten::mul", "Tensor"), s_mulScalar = new("aten::mul", "Scalar"), s_mulTo = new("aten::mul_", "Tensor"), s_mulScalarTo = new("aten::mul_", "Scalar"),
        s_div = new("aten::div", "Tensor"), s_divMode = new("aten::div", "Tensor_mode"), s_divScalar = new("aten::div", "Scalar"), s_divScalarMode = new("aten::div", "Scalar_mode"), s_divTo = new("aten::div_", "Tensor"), s_divScalarTo = new("aten::div_", "Scalar"),
        s_reciprocal = new("aten::reciprocal"), s_neg = new("aten::neg"),
        s_matmul = new("aten::matmul"), s_mm = new("aten::mm"), s_addmm = new("aten::addmm"), s_addmmTo = new("aten::addmm_"), s_t = new("aten::t"),
        s_addcmulTo = new("aten::addcmul_"), s_addcdivTo = new("aten::addcdiv_"),
        s_eq = new("aten::eq", "Tensor"), s_eqScalar = new("aten::eq", "Scalar"), s_ne = new("aten::ne", "Tensor"), s_neScalar = new("aten::ne", "Scalar"),
        s_lt = new("aten::lt", "Tensor"), s_ltScalar = new("aten::lt", "Scalar"), s_le = new("aten::le", "Tensor"), s_leScalar = new("aten::le", "Scalar"),
        s_gt = new("aten::gt", "Tensor"), s_gtScalar = new("aten::gt", "Scalar"), s_ge = new("aten::ge", "Tensor"), s_geScalar = new("aten::ge", "Scalar"),
        s_and = new("aten::logical_and"), s_not = new("aten::logical_not"), s_bitwiseNot = new("aten::bitwise_not"), s_bitwiseAnd = new("aten::bitwise_and", "Tensor");

    public partial class Tensor
    {
        private Tensor InPlace(Operator op, params ReadOnlySpan<Argument> arguments)
        {
            op.CallInPlace(arguments);
            return this;
        }

        public Tensor add(Tensor target) => s_add.Call(this, target);
        public Tensor add(Tensor target, Scalar alpha) => s_add.Call(this, target, alpha);
        public Tensor add(Scalar scalar) => s_addScalar.Call(this, scalar);
        public Tensor add_(Tensor target) => InPlace(s_addTo, this, target);
        public Tensor add_(Tensor target, Scalar alpha) => InPlace(s_addTo, this, target, alpha);
        public Tensor add_(Scalar scalar) => InPlace(s_addScalarTo, this, scalar);
        public Tensor sub(Tensor target) => s_sub.Call(this, target);
        public Tensor sub(Scalar target) => s_subScalar.Call(this, target);
        public Tensor sub_(Tensor target) => InPlace(s_subFrom, this, target);
        public Tensor mul(Tensor target) => s_mul.Call(this, target);
        public Tensor mul(Scalar target) => s_mulScalar.Call(this, target);
        public Tensor mul_(Tensor target) => InPlace(s_mulTo, this, target);
        public Tensor mul_(Scalar target) => InPlace(s_mulScalarTo, this, target);
        public Tensor div(Tensor target, RoundingMode rounding_mode = RoundingMode.None) => rounding_mode == RoundingMode.None ? s_div.Call(this, target) : s_divMode.Call(this, target, rounding_mode.ToString());
        public Tensor div(Scalar target, RoundingMode rounding_mode = RoundingMode.None) => rounding_mode == RoundingMode.None ? s_divScalar.Call(this, target) : s_divScalarMode.Call(this, target, rounding_mode.ToString());
        public Tensor div_(Tensor target, RoundingMode rounding_mode = RoundingMode.None) => rounding_mode == RoundingMode.None ? InPlace(s_divTo, this, target) : throw new NotSupportedException("div_ rounds in the nuget profile only");
        public Tensor div_(Scalar target, RoundingMode rounding_mode = RoundingMode.None) => rounding_mode == RoundingMode.None ? InPlace(s_divScalarTo, this, target) : throw new NotSupportedException("div_ rounds in the nuget profile only");
        public Tensor neg() => s_neg.Call(this);

        public Tensor matmul(Tensor target) => s_matmul.Call(this, target);
        public Tensor mm(Tensor target) => s_mm.Call(this, target);
        public Tensor addmm_(Tensor mat1, Tensor mat2, float beta = 1f, float alpha = 1f) => InPlace(s_addmmTo, this, mat1, mat2, (double)beta, (double)alpha);
        public Tensor addmm(Tensor mat1, Tensor mat2, float beta = 1f, float alpha = 1f) => s_addmm.Call(this, mat1, mat2, (double)beta, (double)alpha);
        public Tensor t() => s_t.Call(this);
        public Tensor addcmul_(Tensor tensor1, Tensor tensor2, Scalar value) => InPlace(s_addcmulTo, this, tensor1, tensor2, value);
        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar value) => InPlace(s_addcdivTo, this, tensor1, tensor2, value);

        public Tensor eq(Tensor target) => s_eq.Call(this, target);
        public Tensor eq(Scalar target) => s_eqScalar.Call(this, target);
        public Tensor ne(Tensor target) => s_ne.Call(this, target);
        public Tensor ne(Scalar target) => s_neScalar.Call(this, target);
        public Tensor lt(Tensor target) => s_lt.Call(this, target);
        public Tensor lt(Scalar target) => s_ltScalar.Call(this, target);
        public Tensor le(Tensor target) => s_le.Call(this, target);
        public Tensor le(Scalar target) => s_leScalar.Call(this, target);
        public Tensor gt(Tensor target) => s_gt.Call(this, target);
        public Tensor gt(Scalar target) => s_gtScalar.Call(this, target);
        public Tensor ge(Tensor target) => s_ge.Call(this, target);
        public Tensor ge(Scalar target) => s_geScalar.Call(this, target);
        public Tensor logical_and(Tensor other) => s_and.Call(this, other);
        public Tensor logical_not() => s_not.Call(this);

        public static Tensor operator +(Tensor left, Tensor right) => left.add(right);
        public static Tensor operator +(Tensor left, Scalar right) => left.add(right);
        public static Tensor operator +(Scalar left, Tensor right) => right.add(left);
        public static Tensor operator +(Tensor left, double right) => left.add(right);
        public static Tensor operator +(double left, Tensor right) => right.add(left);
        public static Tensor operator +(Tensor left, long right) => left.add(right);
        public static Tensor operator +(long left, Tensor right) => right.add(left);
        public static Tensor operator +(Tensor left, int right) => left.add(right);
        public static Tensor operator +(int left, Tensor right) => right.add(left);
        public static Tensor operator -(Tensor tensor) => tensor.neg();
        public static Tensor operator -(Tensor left, Tensor right) => left.sub(right);
        public static Tensor operator -(Tensor left, Scalar right) => left.sub(right);
        public static Tensor operator -(Scalar left, Tensor right) => s_rsub.Call(right, left);
        public static Tensor operator -(Tensor left, double right) => left.sub(right);
        public static Tensor operator -(double left, Tensor right) => s_rsub.Call(right, left);
        public static Tensor operator -(Tensor left, long right) => left.sub(right);
        public static Tensor operator -(long left, Tensor right) => s_rsub.Call(right, left);
        public static Tensor operator -(Tensor left, int right) => left.sub(right);
        public static Tensor operator -(int left, Tensor right) => s_rsub.Call(right, left);
        public static Tensor operator *(Tensor left, Tensor right) => left.mul(right);
        public static Tensor operator *(Tensor left, Scalar right) => left.mul(right);
        public static Tensor operator *(Scalar left, Tensor right) => right.mul(left);
        public static Tensor operator *(Tensor left, double right) => left.mul(right);
        public static Tensor operator *(double left, Tensor right) => right.mul(left);
        public static Tensor operator *(Tensor left, long right) => left.mul(right);
        public static Tensor operator *(long left, Tensor right) => right.mul(left);
        public static Tensor operator *(Tensor left, int right) => left.mul(right);
        public static Tensor operator *(int left, Tensor right) => right.mul(left);
        public static Tensor operator /(Tensor left, Tensor right) => left.div(right);
        public static Tensor operator /(Tensor left, Scalar right) => left.div(right);
        public static Tensor operator /(Scalar left, Tensor right) => s_reciprocal.Call(right).mul_(left);
        public static Tensor operator /(Tensor left, double right) => left.div(right);
        public static Tensor operator /(double left, Tensor right) => s_reciprocal.Call(right).mul_(left);
        public static Tensor operator /(Tensor left, long right) => left.div(right);
        public static Tensor operator /(Tensor left, int right) => left.div(right);
        public static Tensor operator ==(Tensor left, Tensor right) => left.eq(right);
        public static Tensor operator ==(Tensor left, Scalar right) => left.eq(right);
        public static Tensor operator !=(Tensor left, Tensor right) => left.ne(right);
        public static Tensor operator !=(Tensor left, Scalar right) => left.ne(right);
        public static Tensor operator <(Tensor left, Tensor right) => left.lt(right);
        public static Tensor operator <(Tensor left, Scalar right) => left.lt(right);
        public static Tensor operator <=(Tensor left, Tensor right) => left.le(right);
        public static Tensor operator <=(Tensor left, Scalar right) => left.le(right);
        public static Tensor operator >(Tensor left, Tensor right) => left.gt(right);
        public static Tensor operator >(Tensor left, Scalar right) => left.gt(right);
        public static Tensor operator >=(Tensor left, Tensor right) => left.ge(right);
        public static Tensor operator >=(Tensor left, Scalar right) => left.ge(right);
        public static Tensor operator &(Tensor left, Tensor right) => s_bitwiseAnd.Call(left, right);
        public static Tensor operator ~(Tensor left) => s_bitwiseNot.Call(left);

        // `==` compares element by element, as in PyTorch; identity is what a dictionary of tensors needs.
        public override bool Equals(object? obj) => ReferenceEquals(this, obj);
        public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
    }
}

using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static class utils
        {
            // PyTorch's: keeps the factor finite where all gradients are 0.
            private const double Smallest = 1e-6;

            /// <summary>Scales all gradients together by min(1, max_norm / (norm + 1e-6)); returns their norm from before.</summary>
            public static double clip_grad_norm_(IEnumerable<Parameter> tensors, double max_norm, double norm_type = 2)
            {
                using var scope = NewDisposeScope();
                using var quiet = no_grad();
                Tensor[] gradients = [.. tensors.Select(t => t.grad).OfType<Tensor>()];
                if (gradients.Length == 0) return 0;
                var norm = stack(gradients.Select(g => g.norm((float)norm_type))).norm((float)norm_type).to(float64).item<double>();
                if (max_norm / (norm + Smallest) is < 1 and var factor) gradients.Multiply(factor);
                return norm;
            }
        }
    }
}

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static class init
        {
            public enum NonlinearityType { Linear = 0, Sigmoid = 7, Tanh = 8, ReLU = 9, LeakyReLU = 10 }

            public enum FanInOut { FanIn = 0, FanOut = 1 }

            public static Tensor zeros_(Tensor tensor) => Quietly(() => tensor.zero_());
            public static Tensor ones_(Tensor tensor) => Quietly(() => tensor.fill_(1));
            public static Tensor constant_(Tensor tensor, Scalar val) => Quietly(() => tensor.fill_(val));
            public static Tensor normal_(Tensor tensor, double mean = 0, double std = 1, Generator? generator = null) => Quietly(() => tensor.normal_(mean, std, generator));
            public static Tensor uniform_(Tensor tensor, double low = 0, double high = 1, Generator? generator = null) => Quietly(() => tensor.uniform_(low, high, generator));

            public static Tensor kaiming_normal_(Tensor tensor, double a = 0, FanInOut mode = FanInOut.FanIn, NonlinearityType nonlinearity = NonlinearityType.LeakyReLU) =>
                normal_(tensor, 0, calculate_gain(nonlinearity, a) / Math.Sqrt(Fan(tensor, mode)));

            public static Tensor kaiming_uniform_(Tensor tensor, double a = 0, FanInOut mode = FanInOut.FanIn, NonlinearityType nonlinearity = NonlinearityType.LeakyReLU)
            {
                var bound = Math.Sqrt(3) * (calculate_gain(nonlinearity, a) / Math.Sqrt(Fan(tensor, mode)));
                return uniform_(tensor, -bound, bound);
            }

            public static Tensor xavier_normal_(Tensor tensor, double gain = 1) => normal_(tensor, 0, gain * Math.Sqrt(2.0 / BothFans(tensor)));

            public static Tensor xavier_uniform_(Tensor tensor, double gain = 1)
            {
                var bound = Math.Sqrt(3) * (gain * Math.Sqrt(2.0 / BothFans(tensor)));
                return uniform_(tensor, -bound, bound);
            }

            public static double calculate_gain(NonlinearityType nonlinearity, double param = 0) => nonlinearity switch
            {
                NonlinearityType.Tanh => 5.0 / 3,
                NonlinearityType.ReLU => Math.Sqrt(2),
                NonlinearityType.LeakyReLU => Math.Sqrt(2 / (1 + param * param)),
                _ => 1,
            };

            private static double BothFans(Tensor tensor) => Fan(tensor, FanInOut.FanIn) + Fan(tensor, FanInOut.FanOut);

            internal static double Fan(Tensor tensor, FanInOut mode)
            {
                var shape = tensor.shape;
                if (shape.Length < 2) throw new ArgumentException("fan in and fan out need a tensor of two or more dimensions", nameof(tensor));
                return (mode == FanInOut.FanIn ? shape[1] : shape[0]) * shape.Skip(2).Aggregate(1.0, (product, size) => product * size);
            }

            private static Tensor Quietly(Func<Tensor> fill)
            {
                using var quiet = no_grad();
                return fill();
            }
        }
    }
}

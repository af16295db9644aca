namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        /// <summary>Each scheduler sets every group's rate from its initial rate and the number of steps taken, as PyTorch's closed forms do.</summary>
        public static class lr_scheduler
        {
            public abstract class LRScheduler
            {
                private readonly Optimizer _optimizer;
                private readonly Func<int, double, double> _rate;
                private int _epoch;

                internal LRScheduler(Optimizer optimizer, int last_epoch, Func<int, double, double> rate)
                {
                    (_optimizer, _rate, _epoch) = (optimizer, rate, last_epoch + 1);
                    Apply();
                }

                public virtual void step()
                {
                    _epoch++;
                    Apply();
                }

                public virtual void step(int? epoch)
                {
                    _epoch = epoch ?? _epoch + 1;
                    Apply();
                }

                public IEnumerable<double> get_last_lr() => _optimizer.ParamGroups.Select(g => g.LearningRate);

                private void Apply()
                {
                    foreach (var group in _optimizer.ParamGroups) group.LearningRate = _rate(_epoch, group.InitialLearningRate);
                }
            }

            private sealed class Scheduler(Optimizer optimizer, int last_epoch, Func<int, double, double> rate) : LRScheduler(optimizer, last_epoch, rate);

            public static LRScheduler StepLR(Optimizer optimizer, int step_size, double gamma = 0.1, int last_epoch = -1, bool verbose = false) =>
                new Scheduler(optimizer, last_epoch, (epoch, initial) => initial * Math.Pow(gamma, epoch / step_size));

            public static LRScheduler MultiStepLR(Optimizer optimizer, IList<int> milestones, double gamma = 0.1, int last_epoch = -1, bool verbose = false) =>
                new Scheduler(optimizer, last_epoch, (epoch, initial) => initial * Math.Pow(gamma, milestones.Count(m => m <= epoch)));

            public static LRScheduler LambdaLR(Optimizer optimizer, Func<int, double> lr_lambda, int last_epoch = -1, bool verbose = false) =>
                new Scheduler(optimizer, last_epoch, (epoch, initial) => initial * lr_lambda(epoch));

            public static LRScheduler LinearLR(Optimizer optimizer, double start_factor = 1.0 / 3, double end_factor = 1, int total_iters = 5, int last_epoch = -1, bool verbose = false) =>
                new Scheduler(optimizer, last_epoch, (epoch, initial) => initial * (start_factor + (end_factor - start_factor) * Math.Min(epoch, total_iters) / total_iters));

            public static LRScheduler CosineAnnealingLR(Optimizer optimizer, double T_max, double eta_min = 0, int last_epoch = -1, bool verbose = false) =>
                new Scheduler(optimizer, last_epoch, (epoch, initial) => eta_min + (initial - eta_min) * (1 + Math.Cos(Math.PI * epoch / T_max)) / 2);
        }
    }
}

using Lgm.Losses;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Lgm.Tests.Training;

/// <summary>
/// A head that keeps what the trainer did: when each step was, which labels it saw, and where the one parameter went. The loss is that
/// parameter itself: its gradient is 1, so that it falls by the learning rate.
/// </summary>
internal sealed class RecordingHead : ClassificationHead
{
    private readonly Parameter height = new(zeros(1, float64));

    public RecordingHead(int classes, int features) : base("recording", classes, features) => RegisterComponents();

    public List<(double Epoch, long[] Labels, double Height)> Steps { get; } = [];

    public override Tensor Logits(Tensor features) => zeros([features.shape[0], Classes]);

    public override Tensor Loss(Tensor features, Tensor labels) => height.sum();

    public override void AfterStep(Tensor features, Tensor labels) => Steps.Add((Epoch, labels.data<long>().ToArray(), height.item<double>()));
}

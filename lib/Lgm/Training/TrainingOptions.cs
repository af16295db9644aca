using Lgm.Models;

namespace Lgm.Training;

/// <summary>How a model is trained: stochastic gradient descent with Nesterov momentum, the learning rate falling in steps or along a cosine.</summary>
public sealed record TrainingOptions
{
    /// <summary>Passes over the training images. Default: 50, the authors' for MNIST. Range: 1 or more.</summary>
    public int Epochs { get; init; } = 50;

    /// <summary>Images a step. Default: 64, MNIST's. Range: 1 or more.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>The first learning rate. Default: .02, the authors' for MNIST with 100 features, at which a trial of L-GM became NaN: the recipes with 100 features take .01. Range: above 0.</summary>
    public double LearningRate { get; init; } = 0.02;

    /// <summary>
    /// Epochs over which the learning rate rises from 0. Default: 1/4. Range: 0 or more. The authors use none and softer first weights; MSRA weights
    /// learn from the first step on, but diverge at the full rate.
    /// </summary>
    public double WarmUp { get; init; } = 0.25;

    /// <summary>The factor on the learning rate after every <see cref="DecayEvery"/> epochs. Default: .7, MNIST's. Range: above 0.</summary>
    public double Decay { get; init; } = 0.7;

    /// <summary>Epochs between two falls of the learning rate. Default: 5, MNIST's. Range: 1 or more.</summary>
    public int DecayEvery { get; init; } = 5;

    /// <summary>The epoch of the first such fall. Default: 0, which is <see cref="DecayEvery"/>. Range: 0 or more. CIFAR-10: falls at 150 and, 75 epochs later, at 225 of 300.</summary>
    public int FirstDecay { get; init; }

    /// <summary>
    /// Whether the learning rate falls along half a cosine to 0 at the end of training, and not in steps. Default: false. A
    /// training is then resumed only towards the same number of epochs.
    /// </summary>
    public bool Cosine { get; init; }

    /// <summary>Nesterov momentum. Default: .9, MNIST's. Range: above 0, below 1.</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>Weight decay. Default: 1e-3, MNIST's. Range: 0 or more.</summary>
    public double WeightDecay { get; init; } = 1e-3;

    /// <summary>
    /// The greatest length of a step's gradient, over all parameters together: a longer one is shortened to it. Default: 0,
    /// no limit. Range: 0 or more. L-GM with few features needs one at the full rate, for its distances grow with the square of the
    /// features. The authors' MNIST recipe has none, their face recipe (TPAMI) 5.
    /// </summary>
    public double GradientNorm { get; init; }

    /// <summary>Pixels of a zero border out of which an image of the old size is cropped at random. Default: 0, no crops; CIFAR has 4. Range: 0 or more; 0 where <see cref="CropArea"/> is below 1.</summary>
    public int CropPadding { get; init; }

    /// <summary>The smallest share of an image that a random crop keeps, brought to the old size. Default: 1, no such crops; ImageNet has .08. Range: above 0, at most 1.</summary>
    public double CropArea { get; init; } = 1;

    /// <summary>Whether each image is mirrored left to right with probability 1/2. Default: false; CIFAR's are.</summary>
    public bool Mirror { get; init; }

    /// <summary>The type in which convolutions are trained; evaluation and attacks are float32. Default: null, the faster one of this machine.</summary>
    public Precision? Precision { get; init; }

    /// <summary>Gives the order of the images; the model's own first weights are drawn before training. Default: 1; an experiment sets it to its own seed.</summary>
    [JsonIgnore]
    public long Seed { get; init; } = 1;

    /// <summary>
    /// The factor on every learning rate <paramref name="epoch"/> epochs after the start: min(epoch / WarmUp, 1), without a warm-up 1,
    /// times Decay^(1 + floor((epoch - FirstDecay) / DecayEvery)) from the first fall on, or times (1 + cos(pi epoch / Epochs)) / 2.
    /// </summary>
    public double RateFactor(double epoch)
    {
        var first = FirstDecay > 0 ? FirstDecay : DecayEvery;
        var falls = epoch < first ? 0 : 1 + Math.Floor((epoch - first) / DecayEvery);
        return (WarmUp > 0 ? Math.Min(epoch / WarmUp, 1) : 1) * (Cosine ? (1 + Math.Cos(Math.PI * epoch / Epochs)) / 2 : Math.Pow(Decay, falls));
    }

    internal void Check()
    {
        Require(Epochs >= 1, nameof(Epochs), Epochs, "a whole number from 1");
        Require(BatchSize >= 1, nameof(BatchSize), BatchSize, "a whole number from 1");
        Require(LearningRate > 0 && double.IsFinite(LearningRate), nameof(LearningRate), LearningRate, "a number above 0");
        Require(WarmUp >= 0 && double.IsFinite(WarmUp), nameof(WarmUp), WarmUp, "a number from 0");
        Require(Decay > 0 && double.IsFinite(Decay), nameof(Decay), Decay, "a number above 0");
        Require(FirstDecay >= 0, nameof(FirstDecay), FirstDecay, "a whole number from 0");
        Require(DecayEvery >= 1, nameof(DecayEvery), DecayEvery, "a whole number from 1");
        Require(GradientNorm >= 0 && double.IsFinite(GradientNorm), nameof(GradientNorm), GradientNorm, "a number from 0");
        Require(CropPadding >= 0, nameof(CropPadding), CropPadding, "a whole number from 0");
        Require(CropArea is > 0 and <= 1, nameof(CropArea), CropArea, "a number above 0, at most 1");
        Require(CropArea == 1 || CropPadding == 0, nameof(CropPadding), CropPadding, "0 where CropArea is below 1");
        Require(Momentum is > 0 and < 1, nameof(Momentum), Momentum, "a number between 0 and 1");
        Require(WeightDecay >= 0 && double.IsFinite(WeightDecay), nameof(WeightDecay), WeightDecay, "a number from 0");
    }

    internal static void Require(bool holds, string name, object value, string wanted)
    {
        if (!holds) throw new WorkbookException(FormattableString.Invariant($"The option {name} is {(value is string ? $"\"{value}\"" : value)}: give {wanted}."));
    }
}

namespace Lgm.Experiments;

/// <summary>What <see cref="FeatureSpace"/> measured. Rates are shares in [0, 1], features are rounded to three decimals.</summary>
/// <param name="DataFingerprints">Of the training and test data.</param>
/// <param name="Planes">One entry a loss.</param>
/// <param name="Likelihood">The learned likelihood and what FGSM does in it.</param>
public sealed record FeatureSpaceResult(IReadOnlyList<string> DataFingerprints, IReadOnlyList<FeaturePlane> Planes, LikelihoodPlane Likelihood);

/// <summary>One network's features.</summary>
/// <param name="Loss">Its name in the catalogue.</param>
/// <param name="Published">Whether the network lay trained in a folder; else it was trained in this run.</param>
/// <param name="Network">How it was trained, in words.</param>
/// <param name="WeightsSha256">Of those weights; null where it was trained in this run.</param>
/// <param name="Margin">alpha at the end of its training; null for losses without that margin.</param>
/// <param name="Accuracy">On the test images.</param>
/// <param name="Means">The learned mean or centre of each class, <c>[K][2]</c>; null where the loss learns none.</param>
/// <param name="Labels">Classes <c>[N]</c> of the images kept for drawing.</param>
/// <param name="X">Their first features <c>[N]</c>.</param>
/// <param name="Y">Their second features <c>[N]</c>.</param>
/// <param name="EpochAccuracies">On the test images after each epoch of its training; null where the last alone was recorded.</param>
public sealed record FeaturePlane(
    string Loss, bool Published, string Network, string? WeightsSha256, double? Margin, double Accuracy,
    IReadOnlyList<IReadOnlyList<double>>? Means, IReadOnlyList<int> Labels, IReadOnlyList<double> X, IReadOnlyList<double> Y,
    IReadOnlyList<double>? EpochAccuracies = null);

/// <summary>A learned log-likelihood over the plane, and attacked digits in it.</summary>
/// <param name="Loss">Whose.</param>
/// <param name="Epsilon">How far FGSM moved a pixel.</param>
/// <param name="X">Grid lines <c>[W]</c>.</param>
/// <param name="Y">Grid lines <c>[H]</c>.</param>
/// <param name="LogLikelihood">log p(x) in nats, <c>[H][W]</c>.</param>
/// <param name="Digits">A few attacked digits.</param>
/// <param name="Percentiles">The first and the fifth percentile of log p(x) over the clean, correctly classified test images.</param>
/// <param name="All">The attacked versions of all of those.</param>
/// <param name="Successful">Those of them that are now misclassified; null where there are none.</param>
public sealed record LikelihoodPlane(
    string Loss, double Epsilon, IReadOnlyList<double> X, IReadOnlyList<double> Y, IReadOnlyList<IReadOnlyList<double>> LogLikelihood,
    IReadOnlyList<AttackedDigit> Digits, IReadOnlyList<double> Percentiles, DarkShares All, DarkShares? Successful);

/// <summary>One digit of the test set, before and after the attack.</summary>
/// <param name="Image">Its place in the test set, from 0.</param>
/// <param name="Class">Its true class, which the network saw in the clean one.</param>
/// <param name="Seen">The class that the network sees after the attack.</param>
/// <param name="Clean">Features <c>[2]</c> before.</param>
/// <param name="Attacked">Features <c>[2]</c> after.</param>
/// <param name="CleanLogLikelihood">log p(x) before, in nats.</param>
/// <param name="AttackedLogLikelihood">After.</param>
public sealed record AttackedDigit(int Image, int Class, int Seen, IReadOnlyList<double> Clean, IReadOnlyList<double> Attacked, double CleanLogLikelihood, double AttackedLogLikelihood);

/// <summary>How many attacked digits landed where hardly a clean one lies.</summary>
/// <param name="Images">How many there are.</param>
/// <param name="BelowFirst">The share below the first percentile of clean ones.</param>
/// <param name="BelowFifth">The share below the fifth.</param>
public sealed record DarkShares(int Images, double BelowFirst, double BelowFifth);

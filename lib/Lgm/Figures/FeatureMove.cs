namespace Lgm.Figures;

/// <summary>Where an image lay in the plane of two features, and where an attack took it.</summary>
/// <param name="FromX">Clean, first feature.</param>
/// <param name="FromY">Clean, second feature.</param>
/// <param name="ToX">Attacked, first feature.</param>
/// <param name="ToY">Attacked, second feature.</param>
/// <param name="Label">Stands where it landed: usually its true class, a character or two.</param>
public sealed record FeatureMove(double FromX, double FromY, double ToX, double ToY, string Label);

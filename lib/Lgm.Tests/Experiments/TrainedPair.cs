using Lgm.Experiments;
using Lgm.Tests.Training;

namespace Lgm.Tests.Experiments;

/// <summary>A softmax and an L-GM network of seeds 1 and 2 on <see cref="DigitSet"/>, and the protocol's surrogate: trained once for all tests, which leave them as they are.</summary>
internal static class TrainedPair
{
    public const int Features = 3;

    private static readonly DigitSet s_digits = new(name: "mnist");
    private static readonly Lazy<TemporaryFolder> s_folder = new(() =>
    {
        var folder = new TemporaryFolder();
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            folder.Dispose();
            s_digits.Dispose();
        };
        LittleNetworks.Publish(folder.Path, Losses, Features, [1, 2], Context);
        LittleNetworks.Publish(folder.Path, ["softmax"], Features, [101], Context);
        return folder;
    });

    public static IReadOnlyList<string> Losses => ["softmax", "lgm"];

    public static string Models => s_folder.Value.Path;

    public static ExperimentContext Context => new() { Data = s_digits.Store() };

    /// <summary>A folder with copies of some of them, for a test that changes them or wants one missing.</summary>
    public static TemporaryFolder Copies(Func<string, bool> wanted)
    {
        var copies = new TemporaryFolder();
        foreach (var file in Directory.GetFiles(Models).Where(f => wanted(Path.GetFileName(f)))) File.Copy(file, copies[Path.GetFileName(file)]);
        return copies;
    }
}

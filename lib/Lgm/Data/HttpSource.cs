namespace Lgm.Data;

/// <summary>A public home of the set: each file in its packed form under one address. Downloads that break off are resumed.</summary>
/// <param name="Url">The address of the folder, with a slash at the end.</param>
public sealed record HttpSource(string Url) : DataSource
{
    public override string Place => Url;

    internal override void Fetch(FetchRequest request)
    {
        foreach (var file in request.Files)
        {
            HttpDownload.Through(request, Url + file.PackedName, file.PackedName, file.Size, kept => request.Cache.Store(file, FileContents.Unpacked(kept), request, Url));
        }
    }
}

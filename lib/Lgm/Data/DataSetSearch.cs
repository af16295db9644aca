namespace Lgm.Data;

/// <summary>Finds the files of a set in the folders of this machine and judges them.</summary>
internal sealed class DataSetSearch(DataSetCatalogue catalogue, DataStoreOptions options, string cache)
{
    /// <param name="entry">The set.</param>
    /// <param name="splits">The splits of it that are looked for.</param>
    /// <param name="again">Whether to hash files that were hashed before.</param>
    /// <param name="kept">Receives the contents of what was read, by path, for a caller who needs them next.</param>
    internal DataSetLocation Find(DataSetEntry entry, IEnumerable<DataSplit> splits, bool again = false, Dictionary<string, byte[]>? kept = null)
    {
        var chosen = entry.Files.ToDictionary(f => f.Role, FileLocation.Nowhere);
        foreach (var split in splits)
        {
            foreach (var (folder, place, given) in Places(entry))
            {
                var found = entry.FilesOf(split).Select(f => Examine(entry, f, folder, place, given, again, kept)).ToList();
                var usable = found.All(f => f.State == FileState.Official || (options.AllowUnofficial && f.State == FileState.Unofficial));
                // Of what cannot be used the first place is reported: it is the one the user meant.
                foreach (var file in found.Where(f => usable || IsBetter(f, chosen[f.File.Role])))
                {
                    chosen[file.File.Role] = file;
                }
                if (usable)
                {
                    break;
                }
            }
        }
        return new DataSetLocation(entry, [.. entry.Files.Select(f => chosen[f.Role])], options.AllowUnofficial);
    }

    private static bool IsBetter(FileLocation file, FileLocation than) =>
        (file.State == FileState.Official && than.State != FileState.Official) || (than.Path is null && file.Path is not null);

    private IEnumerable<(string Folder, string Place, bool Given)> Places(DataSetEntry entry)
    {
        foreach (var folder in options.Folders.Select(Path.GetFullPath))
        {
            foreach (var inside in entry.Folders.Append("").Select(f => Path.Combine(folder, f)).Where(Directory.Exists))
            {
                yield return (inside, $"the data folder {folder}", true);
            }
        }
        yield return (Path.Combine(cache, entry.Name), "the cache", false);
        foreach (var source in entry.Sources.OfType<FolderSource>())
        {
            yield return (source.Path, source.Place, false);
        }
    }

    /// <summary>The best of the accepted names in one folder; only a folder the user has given may hold unofficial copies.</summary>
    internal FileLocation Examine(
        DataSetEntry entry, DataFile file, string folder, string place = "", bool given = false, bool again = false, Dictionary<string, byte[]>? kept = null)
    {
        var best = FileLocation.Nowhere(file);
        foreach (var path in file.Names.Select(n => Path.Combine(folder, n)).Where(File.Exists))
        {
            FileLocation found;
            try
            {
                found = Judge(entry, file, path, given, again, kept) with { Place = place };
            }
            catch (InvalidDataException e)
            {
                found = new FileLocation(file, path, place, FileState.Damaged, null, e.Message);
            }
            best = IsBetter(found, best) || best.State == FileState.Damaged ? found : best;
            if (best.State == FileState.Official)
            {
                break;
            }
        }
        return best;
    }

    private FileLocation Judge(DataSetEntry entry, DataFile file, string path, bool given, bool again, Dictionary<string, byte[]>? kept)
    {
        string hash;
        if (kept is null)
        {
            hash = FileContents.Hash(path, file.Size, again);
        }
        else
        {
            (kept[path], hash) = FileContents.Read(path, file.Size, again);
        }
        if (hash == file.Sha256)
        {
            return new FileLocation(file, path, "", FileState.Official, hash, null);
        }
        if (catalogue.Sets.FirstOrDefault(s => s.Name != entry.Name && s.Files.Any(f => f.Sha256 == hash)) is { } other)
        {
            return new FileLocation(file, path, "", FileState.Damaged, hash, $"{path} is a file of {other.Title}, not of {entry.Title}");
        }
        var difference = $"its sha256 is {hash[..12]}..., the published one {file.Sha256[..12]}...";
        var fault = entry.Format.Fault(FileContents.Read(path, file.Size).Bytes, path, file, entry, entry.Splits.First(file.IsOf))
            ?? (given ? null : $"{path} is damaged ({difference})");
        return fault is null
            ? new FileLocation(file, path, "", FileState.Unofficial, hash, $"{path} is damaged or an unofficial copy ({difference})")
            : new FileLocation(file, path, "", FileState.Damaged, hash, fault);
    }
}

using Lgm.Data;

namespace Lgm.Cli;

/// <summary><c>lgm data list|get|verify</c>: the data sets and where they are.</summary>
internal static class DataCommand
{
    public static Command Create()
    {
        var common = new CommonOptions();
        return new Command("data", "The data sets: which are known, which are here, and how to get the others.")
        {
            List(common),
            OfOne("get", "Obtains a data set, unless it is here, and checks it.", common, (store, set) => Console.WriteLine($"{set.Title}: {Where(TerminalProgress.Show(() => store.Get(set)))}")),
            OfOne("verify", "Reads a data set again and compares sizes and checksums with the published ones.", common, (store, set) =>
            {
                foreach (var file in store.Verify(set).Files) Console.WriteLine($"{(file.IsOfficial ? "official" : "unofficial"),-10} {file.Path}");
            }),
        };
    }

    private static Command List(CommonOptions common)
    {
        var command = new Command("list", "Every known data set and where it is.") { common.Data, common.AllowUnofficial };
        command.SetAction(parsed =>
        {
            var store = common.Store(parsed);
            foreach (var set in store.Catalogue.Sets)
            {
                var location = store.Locate(set);
                Console.WriteLine($"{set.Name,-15} {set.Title}, {set.Image}, {(set.Classes.Count == 0 ? "" : $"{set.Classes.Count} classes, ")}{string.Join(" + ", set.Splits.Select(s => set.Counts[s]))} images");
                Console.WriteLine($"{"",-15} {(location.IsReady ? Where(location) : $"not here: run `lgm data get {set.Name}`")}");
                Console.WriteLine($"{"",-15} licence: {set.Licence}");
            }
        });
        return command;
    }

    private static Command OfOne(string verb, string purpose, CommonOptions common, Action<DataStore, DataSetEntry> act)
    {
        var name = new Argument<string>("name") { Description = "A name of `lgm data list`." };
        var command = new Command(verb, purpose) { name, common.Data, common.AllowUnofficial };
        command.SetAction(parsed =>
        {
            var store = common.Store(parsed);
            act(store, store.Catalogue.Find(parsed.GetValue(name)!));
        });
        return command;
    }

    private static string Where(DataSetLocation location) =>
        $"here, {(!location.IsOfficial ? "an unofficial copy" : location.Entry.IsFolder ? "as many images as published" : "checksums as published")}: {string.Join(", ", location.Files.Select(f => Path.GetDirectoryName(f.Path)).Distinct())}";
}

namespace Lgm.Data;

/// <summary>Two images of <see cref="FaceSet.Images"/>, by their places in it, and whether both are of one person.</summary>
public readonly record struct FacePair(int First, int Second, bool Same);

/// <summary>One division of the people into those that a network may learn and those that it is tested on.</summary>
public sealed class FaceFold
{
    internal FaceFold(string name, IReadOnlyList<string> train, IReadOnlyList<FacePair> threshold, IReadOnlyList<FacePair> test, IReadOnlyList<string> unseen) =>
        (Name, Train, Threshold, Test, Unseen) = (name, train, threshold, test, unseen);

    /// <summary>Such as "fold 3".</summary>
    public string Name { get; }

    /// <summary>The people to learn.</summary>
    public IReadOnlyList<string> Train { get; }

    /// <summary>Pairs of such people, which the threshold is chosen on.</summary>
    public IReadOnlyList<FacePair> Threshold { get; }

    /// <summary>Pairs of other people.</summary>
    public IReadOnlyList<FacePair> Test { get; }

    /// <summary>Those others, of the lists of people and of pairs both: nobody that is learned may be one of them.</summary>
    public IReadOnlyList<string> Unseen { get; }

    /// <summary>Refuses a training that has seen a person of the test.</summary>
    /// <param name="learned">The names of the people in the training images.</param>
    /// <exception cref="WorkbookException">One of them is in <see cref="Unseen"/>; the sentence names one.</exception>
    public void RequireUnseen(IEnumerable<string> learned)
    {
        var seen = learned.Intersect(Unseen).ToList();
        if (seen.Count > 0) throw new WorkbookException($"{Name} tests {seen.Count} of the people that are learned, {seen[0]} among them: train on others, or the test says nothing.");
    }
}

/// <summary>
/// Faces with their people's names and, of LFW, the lists of its two protocols: View 1 to develop with, View 2, ten folds of 600 pairs of
/// people whom no other fold has, to report.
/// </summary>
public sealed class FaceSet : IDisposable
{
    private readonly Dictionary<string, int> places;

    private FaceSet(ImageFolder folder, ImageSet images)
    {
        Images = images;
        // LFW's lists leave out the ending: NAME/NAME_0001.
        places = folder.Files.Index().ToDictionary(f => Path.ChangeExtension(f.Item, null), f => f.Index);
    }

    /// <summary>A data set of faces; one that is not on this machine is fetched once and kept.</summary>
    /// <param name="dataSet">lfw or orl-faces. Default: lfw.</param>
    /// <param name="device">Where its batches live. Default: the CPU.</param>
    /// <exception cref="MissingDataException">The set cannot be had here; a notebook ends there as skipped.</exception>
    /// <exception cref="WorkbookException">An image or a list is damaged, or a list names a person who has no such image, or a pair twice.</exception>
    public static FaceSet Load(string dataSet = "lfw", Device? device = null) => Load(new DataStore(), dataSet, device);

    internal static FaceSet Load(DataStore store, string dataSet, Device? device = null)
    {
        var entry = store.Catalogue.Find(dataSet);
        if (entry.Kind != "faces") throw new WorkbookException($"{entry.Title} has no faces: choose one of {string.Join(", ", store.Catalogue.Sets.Where(s => s.Kind == "faces").Select(s => s.Name))}.");
        var here = store.Get(entry);
        var set = new FaceSet(here.FolderOf(DataSplit.Train), here.Load(DataSplit.Train, device ?? CPU));
        string? List(string role) => here.Files.FirstOrDefault(f => f.File.Role == $"train-{role}")?.Path;
        if (List("pairs") is not { } pairs) return set;
        set.Folds = set.FoldsOf(List("people")!, pairs);
        var (train, test) = (set.PeopleOf(List("people-dev-train")!)[0], set.PairsOf(List("pairs-dev-test")!)[0]);
        set.Development = new FaceFold("View 1", train, set.PairsOf(List("pairs-dev-train")!)[0], test, [.. set.PeopleOf(List("people-dev-test")!)[0].Union(set.PeopleIn(test))]);
        return set;
    }

    /// <summary>All faces; label k is the person <c>ClassNames[k]</c>.</summary>
    public ImageSet Images { get; }

    /// <summary>View 2, in its order: fold i is tested on set i, and the other sets are learned. None where the set has no lists.</summary>
    public IReadOnlyList<FaceFold> Folds { get; private set; } = [];

    /// <summary>View 1; null where the set has no lists.</summary>
    public FaceFold? Development { get; private set; }

    /// <summary>The images of some people, as training images; label k is the k-th of those who are left.</summary>
    /// <param name="people">Names; unknown ones have no images.</param>
    /// <param name="least">People with fewer images are left out. Default: 1. Range: 1 or more.</param>
    /// <exception cref="WorkbookException">Fewer than two people are left.</exception>
    public ImageSet Of(IEnumerable<string> people, int least = 1)
    {
        var wanted = people.ToHashSet();
        var labels = Images.Labels.cpu().data<long>().ToArray();
        int[] kept = [.. labels.CountBy(k => (int)k).Where(p => p.Value >= least && wanted.Contains(Images.ClassNames[p.Key])).Select(p => p.Key).Order()];
        if (kept.Length < 2) throw new WorkbookException($"{kept.Length} of {wanted.Count} people have {least} images or more, and a training needs two people: ask for fewer images.");
        var learned = kept.Index().ToDictionary(p => (long)p.Item, p => (long)p.Index);
        long[] images = [.. labels.Index().Where(l => learned.ContainsKey(l.Item)).Select(l => (long)l.Index)];
        using var scope = NewDisposeScope();
        var device = Images.Labels.device;
        return Images.Of(tensor(images).to(device), [.. kept.Select(k => Images.ClassNames[k])], tensor(images.Select(i => learned[labels[i]]).ToArray()).to(device));
    }

    public void Dispose() => Images.Dispose();

    /// <summary>View 2 from its two lists.</summary>
    internal IReadOnlyList<FaceFold> FoldsOf(string peopleList, string pairsList)
    {
        var (people, pairs) = (PeopleOf(peopleList), PairsOf(pairsList));
        if (people.Count != pairs.Count) throw new WorkbookException($"{peopleList} has {people.Count} sets and {pairsList} {pairs.Count}: give two lists that belong together.");
        return [.. pairs.Select((test, i) => new FaceFold($"fold {i + 1}", [.. people.Index().Where(p => p.Index != i).SelectMany(p => p.Item)], [.. pairs.Index().Where(p => p.Index != i).SelectMany(p => p.Item)], test, [.. people[i].Union(PeopleIn(test))]))];
    }

    private IEnumerable<string> PeopleIn(IEnumerable<FacePair> pairs)
    {
        var labels = Images.Labels.cpu().data<long>().ToArray();
        return pairs.SelectMany(p => (int[])[p.First, p.Second]).Select(place => Images.ClassNames[(int)labels[place]]).Distinct();
    }

    /// <summary>The sets of a list such as people.txt: their number, then of each set its size and a line <c>NAME IMAGES</c> a person; of one set the size alone.</summary>
    internal IReadOnlyList<IReadOnlyList<string>> PeopleOf(string list)
    {
        var known = Images.ClassNames.ToHashSet();
        var (lines, sets) = (Lines(list), new List<IReadOnlyList<string>>());
        var next = lines.Count > 1 && lines[1].Length == 1 ? 1 : 0;
        for (; next < lines.Count; next += sets[^1].Count + 1)
        {
            if (lines[next].Length != 1 || !int.TryParse(lines[next][0], out var size) || next + size >= lines.Count) throw Fault(list, next, "is not the number of people that follow: fetch the list again");
            if (lines.FindIndex(next + 1, size, l => l.Length < 1 || !known.Contains(l[0])) is var place and >= 0) throw Fault(list, place, $"names {lines[place][0]}, who has no images here: correct it, or complete the images");
            sets.Add([.. lines.GetRange(next + 1, size).Select(l => l[0])]);
        }
        return sets;
    }

    /// <summary>
    /// The sets of a list such as pairs.txt: their number and that of pairs of a kind in each, then for each set as many lines
    /// <c>NAME I J</c> (one person) and as many <c>NAME I NAME J</c> (two); of one set the number of pairs alone.
    /// </summary>
    internal IReadOnlyList<IReadOnlyList<FacePair>> PairsOf(string list)
    {
        var lines = Lines(list);
        int[] head = [.. lines[0].Select(n => int.TryParse(n, out var number) ? number : 0)];
        var each = 2 * head[^1];
        if (head.Any(n => n < 1) || lines.Count - 1 != each * (head.Length == 2 ? head[0] : 1)) throw Fault(list, 0, $"does not say what follows, {lines.Count - 1} pairs: fetch the list again");
        var (pairs, first) = (new List<FacePair>(), new Dictionary<(int, int), int>());
        foreach (var (i, line) in lines.Index().Skip(1))
        {
            var pair = line.Length switch
            {
                3 => new FacePair(Place(list, i, line[0], line[1]), Place(list, i, line[0], line[2]), true),
                4 => new FacePair(Place(list, i, line[0], line[1]), Place(list, i, line[2], line[3]), line[0] == line[2]),
                _ => throw Fault(list, i, "is no pair: write NAME I J, or NAME I NAME J"),
            };
            var key = (Math.Min(pair.First, pair.Second), Math.Max(pair.First, pair.Second));
            if (!first.TryAdd(key, i)) throw Fault(list, i, $"repeats the pair of line {first[key] + 1}: delete one of them");
            pairs.Add(pair);
        }
        return [.. pairs.Chunk(each)];
    }

    private int Place(string list, int line, string person, string number) =>
        int.TryParse(number, out var n) && places.TryGetValue($"{person}/{person}_{n:0000}", out var place) ? place : throw Fault(list, line, $"names image {number} of {person}, which is not here: correct it, or complete the images");

    // Their words, without empty lines at the end.
    private static List<string[]> Lines(string list)
    {
        List<string[]> lines = [.. File.ReadAllText(list).TrimEnd().Split('\n').Select(l => l.Split((char[])['\t', ' ', '\r'], StringSplitOptions.RemoveEmptyEntries))];
        return lines[0].Length > 0 ? lines : throw Fault(list, 0, "is empty: fetch the list again");
    }

    private static WorkbookException Fault(string list, int line, string fault) => new($"{list}, line {line + 1}, {fault}.");
}

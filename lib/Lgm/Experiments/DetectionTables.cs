using Lgm.Attacks;
using Lgm.Detection;
using Lgm.Losses;

namespace Lgm.Experiments;

/// <summary>The tables of a detection run, and what they say in words.</summary>
internal sealed class DetectionTables(DetectionOptions options, DetectionResult result)
{
    private readonly ProtocolCell primary = options.Primary;
    private readonly double limit = DetectionProtocol.Load().Attacks.UnchangedLimit;
    private readonly string[] losses = [.. result.Networks.Select(n => n.Loss).Distinct()];

    public static DetectionTables Of(RunRecord run) => run.Result is DetectionResult result
        ? new((DetectionOptions)run.Options, result)
        : throw new WorkbookException($"This run of {run.Experiment} has neither a headline nor an accuracy table: print its Table.");

    public ResultTable Table()
    {
        double[] epsilons = [.. result.Cells.Select(c => c.Epsilon).Distinct().Order()];
        var transferred = result.Cells.Any(c => c.Source is not null);
        string[] attacks = [.. AttackCatalogue.All.Select(a => a.Name)];
        var rows = result.Cells.GroupBy(c => (c.Attack, c.Target, c.Loss, c.Source, c.Score))
            .OrderBy(g => g.Key.Source is not null).ThenBy(g => Array.IndexOf(attacks, g.Key.Attack)).ThenBy(g => Array.IndexOf(losses, g.Key.Loss))
            .Select(row =>
            {
                var cells = row.ToDictionary(c => c.Epsilon);
                var largest = cells[epsilons[^1]];
                var known = row.Key.Source is null ? Paper(row.Key.Attack, row.Key.Loss, row.Key.Score) : null;
                return (IReadOnlyList<Cell>)[
                    Attack(row.Key.Attack, row.Key.Target), .. transferred ? new Cell[] { MadeOn(row.Key.Source) } : [], LossCatalogue.Title(row.Key.Loss), DetectorCatalogue.Title(row.Key.Score),
                    Clean(row.Key.Loss), Cell.Of(known, "0.0"), .. epsilons.Select(e => Cell.Rate(cells[e].Successful?.EqualErrorRate, cells[e].SeedErrors)),
                    Cell.Of(largest.Successful?.EqualErrorRate.Value * 100 - known, "+0.0;-0.0"), .. epsilons.Select(e => Cell.Rate(cells[e].All.EqualErrorRate, cells[e].Successful is null ? cells[e].SeedErrors : null)),
                    Cell.Of((largest.Successful ?? largest.All).AreaUnderCurve.Value, "0.0000"), row.Any(IsOverLimit) ? Cell.Remark($"{Cell.Percent(row.Max(c => c.Unchanged), "0.00")}, over the limit") : Cell.Percent(row.Max(c => c.Unchanged), "0.00"),
                ];
            });
        var largestEps = Number(epsilons[^1]);
        return new ResultTable(
            $"Attacked {(options.DataSet == "mnist" ? "digits" : $"images of {options.DataSet}")} told from clean ones: accuracies and equal error rates in %{(options.Resamples > 0 ? ", with 95 % bootstrap intervals over images" : "")}",
            ["attack", .. transferred ? new[] { "made on" } : [], "loss", "score", "accuracy clean", "EER paper", .. epsilons.Select(e => $"EER ours, eps {Number(e)}"), $"difference, eps {largestEps}", .. epsilons.Select(e => $"EER ours, all, eps {Number(e)}"), $"AUROC ours, eps {largestEps}", "unchanged"],
            [.. rows], [Protocol(), .. Brackets(), .. OverLimit()]);
    }

    /// <summary>Accuracies on images attacked by FGSM, eps by eps, white box and black box; no rows where that attack was not made.</summary>
    public ResultTable AccuracyTable()
    {
        // The cells of several scores hold one accuracy.
        var cells = result.Cells.Where(c => c.Attack == "fgsm").DistinctBy(c => (c.Loss, c.Source, c.Epsilon)).ToList();
        double[] epsilons = [.. cells.Select(c => c.Epsilon).Distinct().Order()];
        var seeds = result.Networks.Select(n => n.Seed).Distinct().Order().ToList();
        return new ResultTable(
            $"Accuracy under FGSM on {options.DataSet} in %", ["loss", "made on", "accuracy clean", .. epsilons.Select(e => $"eps {Number(e)}")],
            [.. from row in cells.GroupBy(c => (c.Loss, c.Source))
                orderby row.Key.Source is not null, Array.IndexOf(losses, row.Key.Loss)
                select (IReadOnlyList<Cell>)[
                    LossCatalogue.Title(row.Key.Loss), MadeOn(row.Key.Source), Clean(row.Key.Loss), .. epsilons.Select(e => Cell.Percent(row.FirstOrDefault(c => c.Epsilon == e)?.Accuracy))]],
            [$"{(options.HeldOut > 0 ? "Held-out training" : "Test")} images, {options.TestImages}{(seeds.Count > 1 ? $", means over seeds {string.Join(", ", seeds)}" : "")}; the paper's numbers of this are not known here."]);
    }

    // The mean over the seeds.
    private Cell Clean(string loss) => Cell.Mean([.. result.Networks.Where(n => n.Loss == loss).Select(n => n.CleanAccuracy * 100)], "0.00");

    /// <summary>Each attack at the primary cell's eps and score, white box and black box, and the order of the losses, in words.</summary>
    public IReadOnlyList<string> Summary() => [.. WhiteBox(), .. BlackBox(), .. Order(), .. Differences(), .. OverLimit()];

    /// <summary>The numbers that the paper prints, beside those of one or more runs: the primary cell of each loss, and of the raised likelihood where it was measured.</summary>
    public static ResultTable Headline(params IReadOnlyList<(string Column, RunRecord Record)> runs)
    {
        var reports = runs.Select(r => Of(r.Record)).ToList();
        IEnumerable<(string Title, string Loss, string Attack)> rows =
        [
            .. reports[0].losses.Select(loss => (LossCatalogue.Title(loss), loss, reports[0].primary.Attack)),
            ("L-GM, attack that raises the likelihood", "lgm", "likelihood-raising"),
        ];
        return new ResultTable("Equal error rates in %, smaller is better", ["loss", "paper", .. runs.Select(r => r.Column)],
            [.. from row in rows
                let ours = reports.Select(r => r.WhiteBox(row.Attack, row.Loss)?.Successful?.EqualErrorRate).ToList()
                where ours.Any(o => o is not null)
                select (IReadOnlyList<Cell>)[row.Title, reports[0].Paper(row.Attack, row.Loss, reports[0].primary.Score) is { } known ? Cell.Of(known, "0.0") : Cell.Remark("not known"), .. ours.Select(o => Cell.Rate(o))]], []);
    }

    /// <summary>The network that an attack was made on, in words.</summary>
    public string MadeOn(string? source) =>
        source is null ? "itself" : source == DetectionCell.Surrogate ? $"another {LossCatalogue.Title(result.Surrogate!.Loss)}, seed {result.Surrogate.Seed}" : LossCatalogue.Title(source);

    /// <summary>The primary cell's equal error rate in the paper, in percent; null where it is not known.</summary>
    public double? PrimaryOfPaper(string loss) => Paper(primary.Attack, loss, primary.Score);

    /// <summary>The cell of a loss that is called primary; null where it was not measured.</summary>
    public DetectionCell? Primary(string loss) => WhiteBox(primary.Attack, loss);

    /// <summary>Its counterparts of attacks made on other networks.</summary>
    public IEnumerable<DetectionCell> Transferred => result.Cells.Where(c => c.Source is not null && (c.Attack, c.Epsilon, c.Score) == (primary.Attack, primary.Epsilon, primary.Score));

    private DetectionCell? WhiteBox(string attack, string loss) => result.Cells.FirstOrDefault(c =>
        c.Source is null && c.Target != DetectionCell.EveryWrongClass && (c.Attack, c.Loss, c.Epsilon, c.Score) == (attack, loss, primary.Epsilon, primary.Score));

    // Known for FGSM and the likelihood-raising attack on digits, under the common score; which eps they took is not known.
    private double? Paper(string attack, string loss, string score) => score != primary.Score || options.DataSet != "mnist" || options.HeldOut > 0 ? null : attack switch
    {
        "fgsm" => PaperNumber.Find("detection", loss, "eer"),
        "likelihood-raising" => PaperNumber.Find("detection", loss, "eer, likelihood-raising"),
        _ => null,
    };

    // A sentence for each attack.
    private IEnumerable<string> WhiteBox() =>
        from cells in result.Cells.Where(c => c.Source is null && (c.Epsilon, c.Score) == (primary.Epsilon, primary.Score)).GroupBy(c => (c.Attack, c.Target))
        select $"{Attack(cells.Key.Attack, cells.Key.Target)}, eps {Number(primary.Epsilon)}: {string.Join(", ", cells.Select(c => $"{LossCatalogue.Title(c.Loss)} {Successful(c)}"))}.";

    // A sentence for each network that attacks made on others were shown to.
    private IEnumerable<string> BlackBox() =>
        from cells in Transferred.GroupBy(c => c.Loss)
        select $"Black box, the same attack made on other networks and shown to {LossCatalogue.Title(cells.Key)}: {string.Join("; ", cells.Select(c => $"made on {MadeOn(c.Source)}, {Successful(c)}"))}.";

    // Of the losses that the paper gives a number for, by the primary cell. Paired intervals say more: an order that they do not
    // tell from another would contradict them.
    private IEnumerable<string> Order()
    {
        if (result.Order is { Count: > 0 }) yield break;
        var known = losses.Select(loss => (Title: LossCatalogue.Title(loss), Ours: Primary(loss)?.Successful?.EqualErrorRate.Value, Paper: PrimaryOfPaper(loss))).Where(l => l.Ours is not null && l.Paper is not null).ToList();
        string[] ours = [.. known.OrderBy(l => l.Ours).Select(l => l.Title)], theirs = [.. known.OrderBy(l => l.Paper).Select(l => l.Title)];
        if (known.Count > 1) yield return $"From the best to the worst: {string.Join(", ", ours)}{(ours.SequenceEqual(theirs) ? ", as in the paper." : $"; in the paper {string.Join(", ", theirs)}. The order is NOT the paper's.")}";
    }

    // Two losses are told apart where the interval of their difference leaves out 0.
    private IEnumerable<string> Differences()
    {
        static string Points(Estimate r) => string.Create(CultureInfo.InvariantCulture, $"{r.Value * 100:+0.00;-0.00} points [{r.Low * 100:+0.00;-0.00}, {r.High * 100:+0.00;-0.00}]");
        foreach (var d in result.Order ?? [])
        {
            static string Verdict(Estimate r, bool moreIsBetter) => !(r.Low > 0 || r.High < 0) ? "not told apart" : (r.Low > 0) == moreIsBetter ? "better" : "worse";
            yield return $"{LossCatalogue.Title(d.Loss)} less {LossCatalogue.Title(d.Other)}, {result.Networks.Count(n => n.Loss == d.Loss)} seeds: accuracy {Points(d.Accuracy)}, {Verdict(d.Accuracy, moreIsBetter: true)}"
                + (d.EqualErrorRate is { } equal ? $"; EER {Points(equal)}, {Verdict(equal, moreIsBetter: false)}." : ".");
        }
    }

    private static string Successful(DetectionCell cell) => cell.Successful is { } found ? Cell.Rate(found.EqualErrorRate).ToString() : "(none succeeded)";

    // The protocol's rule, enforced: a number over the limit is printed, and said not to count.
    private bool IsOverLimit(DetectionCell cell) => cell.Unchanged >= limit;

    private IEnumerable<string> OverLimit() => result.Cells.Where(IsOverLimit).GroupBy(c => (c.Attack, c.Target, c.Loss, c.Source)).Select(g =>
        $"Over the limit: {Attack(g.Key.Attack, g.Key.Target)} on {LossCatalogue.Title(g.Key.Loss)}{(g.Key.Source is null ? "" : $", made on {MadeOn(g.Key.Source)},")} left up to {Cell.Percent(g.Max(c => c.Unchanged), "0.00")} % of the images as they were, "
        + $"at eps {string.Join(", ", g.Select(c => c.Epsilon).Distinct().Select(Number))}; the protocol wants less than {Cell.Percent(limit, "0.00")} %, so that these numbers do not count.");

    // What was measured, in a sentence. A single seed is not named, so that the tables of several runs share it.
    private string Protocol()
    {
        var (epochs, seeds) = (result.Networks.Select(n => n.Epochs).Distinct().Order(), result.Networks.Select(n => n.Seed).Distinct().Order().ToList());
        var sizes = result.Cells.GroupBy(c => c.Images).OrderByDescending(g => g.Key).ToList();
        var fewer = sizes.Skip(1).Select(g => $"{string.Join(", ", g.Select(c => AttackCatalogue.Find(c.Attack).Title).Distinct())}: {g.Key}").ToList();
        return $"Measured on {options.DataSet}, {(options.HeldOut > 0 ? $"{sizes[0].Key} held-out training" : $"the first {sizes[0].Key} test")} images{(fewer.Count > 0 ? $" ({string.Join("; ", fewer)})" : "")}: equal error rates of successful attacks (\"all\": of every attack), networks of {string.Join(" or ", epochs)} epochs"
            + $"{(seeds.Count > 1 ? $" and seeds {string.Join(", ", seeds)}" : "")}, detectors fitted to {options.FitImages} training images, eps in pixels of 0 to 1{(losses.Any(l => PrimaryOfPaper(l) is not null) ? "" : "; the paper's numbers of this are not known here")}.";
    }

    private IEnumerable<string> Brackets()
    {
        var seeds = result.Networks.Select(n => n.Seed).Distinct().Count() > 1;
        if (options.Resamples > 0) yield return $"In square brackets 95 % intervals of {options.Resamples} resamples of the images{(seeds ? "; after them, or in round brackets, the smallest and the largest seed" : "")}.";
        else if (seeds) yield return "In brackets the smallest and the largest seed.";
    }

    private static string Attack(string name, string target) => AttackCatalogue.Find(name).Title + (target == DetectionCell.EveryWrongClass ? $", {target}" : "");
    private static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}

using System.Globalization;
using Lgm.Attacks;
using Lgm.Detection;
using Lgm.Losses;

namespace Lgm.Experiments;

/// <summary>The table of a detection run, and in plain words where it agrees with the paper and where it does not.</summary>
internal sealed class DetectionReport(DetectionOptions options, DetectionResult result, PaperNumbers paper)
{
    private readonly ProtocolCell primary = options.Primary;
    private readonly double limit = DetectionProtocol.Load().Attacks.UnchangedLimit;
    private readonly string[] losses = [.. result.Networks.Select(n => n.Loss).Distinct()];

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
                    Cell.Mean([.. result.Networks.Where(n => n.Loss == row.Key.Loss).Select(n => n.CleanAccuracy * 100)], "0.00"), Cell.Of(known, "0.0"), .. epsilons.Select(e => cells[e].Successful?.EqualErrorRate.ToCell(cells[e].SeedErrors) ?? Cell.Of(null)),
                    Cell.Of(largest.Successful?.EqualErrorRate.Value * 100 - known, "+0.0;-0.0"), .. epsilons.Select(e => cells[e].All.EqualErrorRate.ToCell(cells[e].Successful is null ? cells[e].SeedErrors : null)),
                    Cell.Of((largest.Successful ?? largest.All).AreaUnderCurve.Value, "0.0000"), row.Any(IsOverLimit) ? Cell.Remark($"{Percent(row.Max(c => c.Unchanged))}, over the limit") : Cell.Percent(row.Max(c => c.Unchanged), "0.00"),
                ];
            });
        var largestEps = Number(epsilons[^1]);
        return new ResultTable(
            $"Attacked {(options.DataSet == "mnist" ? "digits" : $"images of {options.DataSet}")} told from clean ones: accuracies and equal error rates in %{(options.Resamples > 0 ? ", with 95 % bootstrap intervals over images" : "")}",
            ["attack", .. transferred ? new[] { "made on" } : [], "loss", "score", "accuracy clean", "EER paper", .. epsilons.Select(e => $"EER ours, eps {Number(e)}"), $"difference, eps {largestEps}", .. epsilons.Select(e => $"EER ours, all, eps {Number(e)}"), $"AUROC ours, eps {largestEps}", "unchanged"],
            [.. rows], [.. Verdict(), .. Further(), .. Raised(), .. BlackBox(), Networks(), .. OverLimit(), Columns(), Measured()]);
    }

    /// <summary>What is printed in words alone.</summary>
    public IReadOnlyList<string> Summary() => [.. Verdict(), .. Raised(), .. BlackBox(), Networks()];

    /// <summary>The numbers that the paper prints, beside those of one or more runs: the primary cell of each loss, and of the raised likelihood where it was measured.</summary>
    public static ResultTable Headline(PaperNumbers paper, params IReadOnlyList<(string Column, RunRecord Record)> runs)
    {
        var reports = runs.Select(r => new DetectionReport((DetectionOptions)r.Record.Options, (DetectionResult)r.Record.Result!, paper)).ToList();
        IEnumerable<(string Title, string Loss, string Attack)> rows =
        [
            .. reports[0].losses.Select(loss => (LossCatalogue.Title(loss), loss, reports[0].primary.Attack)),
            ("L-GM, attack that raises the likelihood", "lgm", "likelihood-raising"),
        ];
        return new ResultTable("Equal error rates in %, smaller is better", ["loss", "paper", .. runs.Select(r => r.Column)],
            [.. from row in rows
                let ours = reports.Select(r => r.WhiteBox(row.Attack, row.Loss)?.Successful?.EqualErrorRate.ToCell()).ToList()
                where ours.Any(o => o is not null)
                select (IReadOnlyList<Cell>)[row.Title, reports[0].Paper(row.Attack, row.Loss, reports[0].primary.Score) is { } known ? Cell.Of(known, "0.0") : Cell.Remark("not known"), .. ours.Select(o => o ?? Cell.Of(null))]], []);
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
    private double? Paper(string attack, string loss, string score) => score != primary.Score || options.DataSet != "mnist" ? null : attack switch
    {
        "fgsm" => paper.Find("detection", loss, "eer")?.Value,
        "likelihood-raising" => paper.Find("detection", loss, "eer, likelihood-raising")?.Value,
        _ => null,
    };

    // What the primary cell says beside the paper's numbers, the order of the losses included.
    private IEnumerable<string> Verdict()
    {
        var measured = losses.Select(loss => (Title: LossCatalogue.Title(loss), Cell: Primary(loss), Paper: PrimaryOfPaper(loss))).Where(m => m.Cell?.Successful is not null)
            .Select(m => (m.Title, m.Cell!.SeedErrors, Ours: m.Cell.Successful!.EqualErrorRate, m.Paper)).ToList();
        if (measured.Count == 0) yield break;
        yield return $"Primary cell ({Attack(primary.Attack, "")}, eps {Number(primary.Epsilon)}, {primary.Positives} attacks, {DetectorCatalogue.Title(primary.Score)}): "
            + string.Join("; ", measured.Select(m => $"{m.Title} {m.Ours.ToCell(m.SeedErrors)}{(m.Paper is { } p ? string.Create(CultureInfo.InvariantCulture, $", the paper {p:0.0}") : "")}")) + ".";
        var known = measured.Where(m => m.Paper is not null).ToList();
        foreach (var m in known.Where(m => m.Ours.Low is not null))
            yield return $"{m.Title}: the paper's number lies {(m.Paper / 100 > m.Ours.High ? "above" : m.Paper / 100 < m.Ours.Low ? "below" : "inside")} our interval.";
        string[] ours = [.. known.OrderBy(m => m.Ours.Value).Select(m => m.Title)], theirs = [.. known.OrderBy(m => m.Paper).Select(m => m.Title)];
        if (known.Count > 1) yield return ours.SequenceEqual(theirs)
            ? $"From the best to the worst: {string.Join(", ", ours)}, as in the paper."
            : $"From the best to the worst: {string.Join(", ", ours)}; in the paper {string.Join(", ", theirs)}. The order is NOT the paper's.";
        var byRate = measured.OrderBy(m => m.Ours.Value).ToList();
        foreach (var (better, worse) in byRate.Zip(byRate.Skip(1)))
            if (better.Ours.High >= worse.Ours.Low) yield return $"The intervals of {better.Title} and {worse.Title} overlap: their order is not settled.";
    }

    // The other metrics, of which the table has no columns.
    private IEnumerable<string> Further()
    {
        var rates = losses.Select(loss => (Title: LossCatalogue.Title(loss), Rates: Primary(loss)?.Successful)).Where(r => r.Rates?.AveragePrecision is not null).ToList();
        if (rates.Count > 0) yield return $"The primary cell by other metrics: {string.Join("; ", rates.Select(r => string.Create(CultureInfo.InvariantCulture,
            $"{r.Title} AUROC {r.Rates!.AreaUnderCurve.Value:0.0000}, AUPR {r.Rates.AveragePrecision!.Value:0.0000}, FPR95 {r.Rates.FalsePositiveRateAt95!.ToCell()}")))}.";
    }

    // What is left of detection when an attack raises the likelihood itself: a sentence for each such attack and loss the paper speaks of.
    private IEnumerable<string> Raised() =>
        from cells in result.Cells.Where(c => c.Source is null && AttackCatalogue.Find(c.Attack).RaisesLikelihood && c.Epsilon == primary.Epsilon).GroupBy(c => (c.Attack, c.Target, c.Loss))
        let known = Paper("likelihood-raising", cells.Key.Loss, primary.Score)
        where known is not null
        let entry = AttackCatalogue.Find(cells.Key.Attack)
        select $"{LossCatalogue.Title(cells.Key.Loss)} when {Attack(cells.Key.Attack, cells.Key.Target)} deceives each score, eps {Number(primary.Epsilon)}, successful attacks: "
            + string.Join("; ", cells.Select(c => $"{DetectorCatalogue.Title(c.Score)} {c.Successful?.EqualErrorRate.ToCell().ToString() ?? "none succeeded"}"))
            + string.Create(CultureInfo.InvariantCulture, $"; the paper {known:0.0}{(entry.Iterated ? " in one step" : "")}.");

    // The primary cell's counterparts by transfer, a sentence for each network they were shown to.
    private IEnumerable<string> BlackBox() =>
        from cells in Transferred.GroupBy(c => c.Loss)
        select $"Black box, the same attack made on other networks and shown to {LossCatalogue.Title(cells.Key)}: "
            + string.Join("; ", cells.Select(c => $"made on {MadeOn(c.Source)}, {c.Successful?.EqualErrorRate.ToCell().ToString() ?? "none succeeded"}")) + ".";

    private string Networks()
    {
        static string Of(string loss, IReadOnlyList<DetectionNetwork> networks) => $"{LossCatalogue.Title(loss)}, {networks[0].Epochs} epochs, seed{(networks.Count > 1 ? "s" : "")} {string.Join(", ", networks.Select(n => n.Seed))}";
        return "Networks: " + string.Join("; ", result.Networks.GroupBy(n => n.Loss).Select(g => Of(g.Key, [.. g]))) + (result.Surrogate is { } s ? $"; for black-box attacks alone {Of(s.Loss, [s])}" : "") + ".";
    }

    // The protocol's rule, enforced: a number over the limit is printed, and said not to count.
    private bool IsOverLimit(DetectionCell cell) => cell.Unchanged >= limit;

    private IEnumerable<string> OverLimit() => result.Cells.Where(IsOverLimit).GroupBy(c => (c.Attack, c.Target, c.Loss, c.Source)).Select(g =>
        $"Over the limit: {Attack(g.Key.Attack, g.Key.Target)} on {LossCatalogue.Title(g.Key.Loss)}{(g.Key.Source is null ? "" : $", made on {MadeOn(g.Key.Source)},")} left up to {Percent(g.Max(c => c.Unchanged))} % of the images as they were, "
        + $"at eps {string.Join(", ", g.Select(c => c.Epsilon).Distinct().Select(Number))}; the protocol wants less than {Percent(limit)} %, so that these numbers do not count.");

    private string Columns() => "The EER columns are of successful attacks, \"all\" of every attacked image."
        + (losses.Any(l => PrimaryOfPaper(l) is not null) ? " The paper does not say which eps, score and attacks its numbers are of, nor in full how its networks were trained." : " The paper's numbers of this attack on these images are not known here.");

    private string Measured()
    {
        var sizes = result.Cells.GroupBy(c => c.Images).OrderByDescending(g => g.Key).ToList();
        var images = sizes.Count == 1 ? $"the first {sizes[0].Key} test images" : string.Join(", ", sizes.Select(g => $"the first {g.Key} test images for {string.Join(", ", g.Select(c => AttackCatalogue.Find(c.Attack).Title).Distinct())}"));
        var bootstrap = options.Resamples > 0 ? $"; {options.Resamples} resamples of the images for the intervals" : "";
        return $"Measured on {options.DataSet}: {images}; detectors fitted to {options.FitImages} training images; eps in pixels of 0 to 1{bootstrap}. The rules stand in data/protocol.json.";
    }

    private static string Attack(string name, string target) => AttackCatalogue.Find(name).Title + (target == DetectionCell.EveryWrongClass ? $", {target}" : "");
    private static string Percent(double? share) => (share * 100)?.ToString("0.00", CultureInfo.InvariantCulture) ?? "";
    private static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}

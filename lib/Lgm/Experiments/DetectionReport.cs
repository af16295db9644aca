using System.Globalization;
using Lgm.Attacks;
using Lgm.Detection;
using Lgm.Losses;

namespace Lgm.Experiments;

/// <summary>The table of a detection run, and in plain words where it agrees with the paper and where it does not.</summary>
internal static class DetectionReport
{
    public static ResultTable Table(DetectionResult result, PaperNumbers paper)
    {
        double[] epsilons = [.. result.Cells.Select(c => c.Epsilon).Distinct().Order()];
        var transferred = result.Cells.Any(c => c.Source is not null);
        var rows = result.Cells.GroupBy(c => (c.Attack, c.Target, c.Loss, c.Source, c.Score))
            .OrderBy(g => g.Key.Source is not null).ThenBy(g => Array.IndexOf([.. AttackCatalogue.Names], g.Key.Attack)).ThenBy(g => Array.IndexOf([.. result.Networks.Select(n => n.Loss)], g.Key.Loss))
            .Select(row =>
            {
                var cells = row.ToDictionary(c => c.Epsilon);
                var largest = cells[epsilons[^1]];
                var known = row.Key.Source is null ? Paper(row.Key.Attack, row.Key.Loss, row.Key.Score, result.Primary, paper) : null;
                return (IReadOnlyList<string>)[
                    Attack(row.Key.Attack, row.Key.Target), .. transferred ? new[] { MadeOn(row.Key.Source, result) } : [], LossCatalogue.Title(row.Key.Loss), DetectorCatalogue.Title(row.Key.Score),
                    known?.ToString("0.0", CultureInfo.InvariantCulture) ?? "",
                    .. epsilons.Select(e => cells[e].Successful is { } successful ? successful.EqualErrorRate.ToPercent() + OverSeeds(cells[e]) : ""),
                    (largest.Successful?.EqualErrorRate.Value * 100 - known)?.ToString("+0.0;-0.0", CultureInfo.InvariantCulture) ?? "",
                    .. epsilons.Select(e => cells[e].All.EqualErrorRate.ToPercent() + (cells[e].Successful is null ? OverSeeds(cells[e]) : "")),
                    (largest.Successful ?? largest.All).AreaUnderCurve.Value.ToString("0.0000", CultureInfo.InvariantCulture),
                    Percent(row.Max(c => c.Unchanged)) + (row.Any(result.IsOverLimit) ? ", over the limit" : ""),
                ];
            });
        return new ResultTable(
            "Attacked digits told from clean ones (equal error rates in %, with 95 % bootstrap intervals over images)",
            ["attack", .. transferred ? new[] { "made on" } : [], "loss", "score", "EER paper", .. epsilons.Select(e => $"EER ours, eps {Number(e)}"), $"difference, eps {Number(epsilons[^1])}", .. epsilons.Select(e => $"EER ours, all, eps {Number(e)}"), $"AUROC ours, eps {Number(epsilons[^1])}", "unchanged"],
            [.. rows], [.. Verdict(result, paper), .. Further(result), .. Raised(result, paper), .. BlackBox(result), Networks(result), .. result.NotMeasured, .. OverLimit(result), .. Digits(result), .. result.Protocol.Where(s => s.StartsWith("transfer:", StringComparison.Ordinal)), Columns(result), result.Protocol[0]]);
    }

    /// <summary>The four numbers that the paper prints, beside ours: the primary cell of each loss, and of the raised likelihood.</summary>
    public static ResultTable Headline(DetectionResult result, PaperNumbers paper)
    {
        (string Title, string Loss, string Attack)[] rows =
        [
            .. result.Networks.Select(n => n.Loss).Distinct().Select(loss => (LossCatalogue.Title(loss), loss, result.Primary.Attack)),
            ("L-GM, attack that raises the likelihood", "lgm", "likelihood-raising"),
        ];
        return new ResultTable("Equal error rates in %, with 95 % bootstrap intervals over images", ["loss", "paper", "ours"], [.. rows.Select(row =>
        {
            var cell = result.Cells.Single(c => c.Source is null && c.Target != PlannedAttack.EveryWrongClass && (c.Loss, c.Attack, c.Score, c.Epsilon) == (row.Loss, row.Attack, result.Primary.Score, result.Primary.Epsilon));
            return (IReadOnlyList<string>)[row.Title, Paper(row.Attack, row.Loss, result.Primary.Score, result.Primary, paper)?.ToString("0.0", CultureInfo.InvariantCulture) ?? "not known", cell.Successful!.EqualErrorRate.ToPercent()];
        })], []);
    }

    // The other metrics, of which the table has no columns.
    private static IEnumerable<string> Further(DetectionResult result)
    {
        var cells = result.Networks.Select(n => n.Loss).Distinct().Select(result.PrimaryOf).OfType<DetectionCell>().Where(c => c.Successful is not null).ToList();
        string Of(DetectionCell c) => string.Create(CultureInfo.InvariantCulture, $"{LossCatalogue.Title(c.Loss)} AUROC {c.Successful!.AreaUnderCurve.Value:0.0000}, AUPR {c.Successful.AveragePrecision.Value:0.0000}, FPR95 {c.Successful.FalsePositiveRateAt95.ToPercent()}");
        if (cells.Count > 0) yield return $"The primary cell by other metrics: {string.Join("; ", cells.Select(Of))}.";
    }

    private static string Columns(DetectionResult result) =>
        "The EER columns are of successful attacks, \"all\" of every attacked digit. A difference to the paper has these reasons at least: its eps, its score, which attacks it counts and how its networks were trained are not known here in full. The best epoch of a network is in the table of the trained networks (`lgm run networks`); it was not attacked."
        + (result.Cells.Any(c => c.SeedErrors.Count > 1) ? " Behind an interval stand the smallest and the largest of the seeds." : "");

    private static string OverSeeds(DetectionCell cell) =>
        cell.SeedErrors.Count < 2 ? "" : string.Create(CultureInfo.InvariantCulture, $", seeds {cell.SeedErrors.Min() * 100:0.0} to {cell.SeedErrors.Max() * 100:0.0}");

    /// <summary>The network that an attack was made on, in words.</summary>
    public static string MadeOn(string? source, DetectionResult result) =>
        source is null ? "itself" : source == DetectionCell.Surrogate ? $"another {LossCatalogue.Title(result.Surrogate!.Loss)}, seed {result.Surrogate.Seed}" : LossCatalogue.Title(source);

    // The protocol's rule, enforced: a number over the limit is printed, and said not to count.
    private static IEnumerable<string> OverLimit(DetectionResult result) => result.Cells.Where(result.IsOverLimit).GroupBy(c => (c.Attack, c.Target, c.Loss, c.Source)).Select(g =>
        $"Over the limit: {Attack(g.Key.Attack, g.Key.Target)} on {LossCatalogue.Title(g.Key.Loss)}{(g.Key.Source is null ? "" : $", made on {MadeOn(g.Key.Source, result)},")} left up to {Percent(g.Max(c => c.Unchanged))} % of the digits as they were, "
        + $"at eps {string.Join(", ", g.Select(c => c.Epsilon).Distinct().Select(Number))}; the protocol wants less than {Percent(result.UnchangedLimit)} %, so that these numbers do not count.");

    private static IEnumerable<string> Digits(DetectionResult result)
    {
        var sizes = result.Cells.GroupBy(c => c.Images).OrderByDescending(g => g.Key).ToList();
        if (sizes.Count > 1) yield return "Test digits attacked, the first of the set: " + string.Join("; ", sizes.Select(g => $"{g.Key} by {string.Join(", ", g.Select(c => AttackCatalogue.Title(c.Attack)).Distinct())}")) + ".";
    }

    /// <summary>What the primary cell says beside the paper's numbers, the order of the losses included.</summary>
    public static IEnumerable<string> Verdict(DetectionResult result, PaperNumbers paper)
    {
        var measured = result.Networks.Select(n => n.Loss).Distinct()
            .Select(loss => (Loss: loss, Cell: result.PrimaryOf(loss), Paper: PrimaryOfPaper(loss, result, paper)))
            .Where(m => m.Cell?.Successful is not null).Select(m => (m.Loss, Cell: m.Cell!, Ours: m.Cell!.Successful!.EqualErrorRate, m.Paper)).ToList();
        if (measured.Count == 0) yield break;
        yield return $"Primary cell ({Attack(result.Primary.Attack, "true class")}, eps {Number(result.Primary.Epsilon)}, {result.Primary.Positives} attacks, {DetectorCatalogue.Title(result.Primary.Score)}): "
            + string.Join("; ", measured.Select(m => $"{LossCatalogue.Title(m.Loss)} {m.Ours.ToPercent()}{OverSeeds(m.Cell)}{(m.Paper is { } known ? $", the paper {known.ToString("0.0", CultureInfo.InvariantCulture)}" : "")}")) + ".";
        if (result.Cells.Any(c => c.Source is null && result.PrimaryOf(c.Loss) == c && result.IsOverLimit(c)))
            yield return "In the primary cell an attack left more digits as they were than the protocol allows: its number does not count.";
        foreach (var m in measured.Where(m => m.Paper is not null))
            yield return $"{LossCatalogue.Title(m.Loss)}: the paper's number lies {(m.Paper / 100 > m.Ours.High ? "above" : m.Paper / 100 < m.Ours.Low ? "below" : "inside")} our interval.";
        var known = measured.Where(m => m.Paper is not null).ToList();
        string[] ours = [.. known.OrderBy(m => m.Ours.Value).Select(m => LossCatalogue.Title(m.Loss))], theirs = [.. known.OrderBy(m => m.Paper).Select(m => LossCatalogue.Title(m.Loss))];
        if (known.Count > 1) yield return ours.SequenceEqual(theirs)
            ? $"From the best to the worst: {string.Join(", ", ours)}, as in the paper."
            : $"From the best to the worst: {string.Join(", ", ours)}; in the paper {string.Join(", ", theirs)}. The order is NOT the paper's.";
        var byRate = measured.OrderBy(m => m.Ours.Value).ToList();
        foreach (var (better, worse) in byRate.Zip(byRate.Skip(1)))
            if (better.Ours.High >= worse.Ours.Low) yield return $"The intervals of {LossCatalogue.Title(better.Loss)} and {LossCatalogue.Title(worse.Loss)} overlap: their order is not settled.";
    }

    /// <summary>What is left of detection when an attack raises the likelihood itself: a sentence for each such attack and loss the paper speaks of.</summary>
    public static IEnumerable<string> Raised(DetectionResult result, PaperNumbers paper) =>
        from cells in result.Cells
            .Where(c => c.Source is null && AttackCatalogue.RaisesLikelihood(c.Attack) && c.Epsilon == result.Primary.Epsilon)
            .GroupBy(c => (c.Attack, c.Target, c.Loss))
        let known = paper.Find("adversarial-detection", cells.Key.Loss, "eer, likelihood-raising")
        let common = cells.FirstOrDefault(c => c.Score == result.Primary.Score)
        where known is not null
        select $"{LossCatalogue.Title(cells.Key.Loss)} when {AttackCatalogue.Title(cells.Key.Attack)}{(cells.Key.Target == PlannedAttack.EveryWrongClass ? ", towards every wrong class in turn," : "")} deceives each score, eps {Number(result.Primary.Epsilon)}, successful attacks: "
            + string.Join("; ", cells.Select(c => $"{DetectorCatalogue.Title(c.Score)} {c.Successful?.EqualErrorRate.ToPercent() ?? "none succeeded"}"))
            + $"; the paper {known.Value.ToString("0.0", CultureInfo.InvariantCulture)}{(AttackCatalogue.IsIterated(cells.Key.Attack) ? " in one step" : BesidePlain(common, result, paper))}.";

    // Raising the likelihood is meant to hide better than the primary attack does; whether it did, here and in the paper.
    private static string BesidePlain(DetectionCell? raised, DetectionResult result, PaperNumbers paper)
    {
        if (raised?.Successful?.EqualErrorRate is not { } ours || result.PrimaryOf(raised.Loss)?.Successful?.EqualErrorRate is not { } plain) return "";
        var theirs = Paper(raised.Attack, raised.Loss, raised.Score, result.Primary, paper) > PrimaryOfPaper(raised.Loss, result, paper) ? "; in the paper less easily" : "";
        var found = ours.High < plain.Low ? "more easily than" : ours.Low > plain.High ? "less easily than" : "about as easily as";
        return $"; by the {DetectorCatalogue.Title(raised.Score)} it is found {found} {AttackCatalogue.Title(result.Primary.Attack)}{theirs}";
    }

    /// <summary>The primary cell's counterparts by transfer, a sentence for each network they were shown to.</summary>
    public static IEnumerable<string> BlackBox(DetectionResult result) =>
        from cells in result.Cells.Where(c => c.Source is not null && c == result.Transferred(c.Loss, c.Source)).GroupBy(c => c.Loss)
        select $"Black box, the same attack made on other networks and shown to {LossCatalogue.Title(cells.Key)}: "
            + string.Join("; ", cells.Select(c => $"made on {MadeOn(c.Source, result)}, {c.Successful?.EqualErrorRate.ToPercent() ?? "none succeeded"}")) + ".";

    /// <summary>The primary cell's equal error rate in the paper, in percent, or null.</summary>
    public static double? PrimaryOfPaper(string loss, DetectionResult result, PaperNumbers paper) => Paper(result.Primary.Attack, loss, result.Primary.Score, result.Primary, paper);

    // Known for the paper's FGSM and its likelihood-raising attack, under the common score; which eps it took is not known.
    private static double? Paper(string attack, string loss, string score, ProtocolCell primary, PaperNumbers paper) =>
        score != primary.Score ? null : attack switch
        {
            "fgsm" => paper.Find("adversarial-detection", loss, "eer")?.Value,
            "likelihood-raising" => paper.Find("adversarial-detection", loss, "eer, likelihood-raising")?.Value,
            _ => null,
        };

    public static string Networks(DetectionResult result) => "Networks: " + string.Join("; ", result.Networks.GroupBy(n => n.Loss).Select(g =>
        $"{LossCatalogue.Title(g.Key)}, {g.First().Epochs} epochs, seed{(g.Count() > 1 ? "s" : "")} {string.Join(", ", g.Select(n => n.Seed))}, clean accuracy after the last epoch {string.Join(", ", g.Select(n => Percent(n.CleanAccuracy)))} %"))
        + (result.Surrogate is { } s ? $"; for black-box attacks alone {LossCatalogue.Title(s.Loss)}, {s.Epochs} epochs, seed {s.Seed}, clean accuracy after the last epoch {Percent(s.CleanAccuracy)} %" : "") + ".";

    private static string Attack(string name, string target) => AttackCatalogue.Title(name) + (target == PlannedAttack.EveryWrongClass ? $", {target}" : "");
    private static string Percent(double share) => (share * 100).ToString("0.00", CultureInfo.InvariantCulture);
    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}

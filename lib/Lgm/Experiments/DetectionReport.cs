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
        var rows = result.Cells.GroupBy(c => (c.Attack, c.Target, c.Loss, c.Score)).OrderBy(g => Array.IndexOf([.. AttackCatalogue.Names], g.Key.Attack)).Select(row =>
        {
            var cells = row.ToDictionary(c => c.Epsilon);
            var largest = cells[epsilons[^1]];
            return (IReadOnlyList<string>)[
                Attack(row.Key.Attack, row.Key.Target), LossCatalogue.Title(row.Key.Loss), DetectorCatalogue.Title(row.Key.Score),
                Paper(row.Key.Attack, row.Key.Loss, row.Key.Score, result.Primary, paper)?.ToString("0.0", CultureInfo.InvariantCulture) ?? "",
                .. epsilons.Select(e => cells[e].Successful?.EqualErrorRate.ToPercent() ?? ""),
                largest.All.EqualErrorRate.ToPercent(),
                (largest.Successful ?? largest.All).AreaUnderCurve.Value.ToString("0.0000", CultureInfo.InvariantCulture),
                Percent(cells.Values.Max(c => c.Unchanged)),
            ];
        });
        return new ResultTable(
            "Attacked digits told from clean ones (equal error rates in %, with 95 % bootstrap intervals over images)",
            ["attack", "loss", "score", "EER paper", .. epsilons.Select(e => $"EER ours, eps {Number(e)}"), $"EER ours, all, eps {Number(epsilons[^1])}", $"AUROC ours, eps {Number(epsilons[^1])}", "unchanged"],
            [.. rows], [.. Verdict(result, paper), Networks(result), "The EER columns are of successful attacks, \"all\" of every attacked digit.", result.Protocol[0]]);
    }

    /// <summary>What the primary cell says beside the paper's numbers, the order of the losses included.</summary>
    public static IEnumerable<string> Verdict(DetectionResult result, PaperNumbers paper)
    {
        var measured = result.Networks.Select(n => n.Loss).Distinct()
            .Select(loss => (Loss: loss, Ours: result.PrimaryOf(loss)?.Successful?.EqualErrorRate, Paper: PrimaryOfPaper(loss, result, paper)))
            .Where(m => m.Ours is not null).Select(m => (m.Loss, Ours: m.Ours!.Value, m.Paper)).ToList();
        if (measured.Count == 0) yield break;
        yield return $"Primary cell ({Attack(result.Primary.Attack, "true class")}, eps {Number(result.Primary.Epsilon)}, {result.Primary.Positives} attacks, {DetectorCatalogue.Title(result.Primary.Score)}): "
            + string.Join("; ", measured.Select(m => $"{LossCatalogue.Title(m.Loss)} {m.Ours.ToPercent()}{(m.Paper is { } known ? $", the paper {known.ToString("0.0", CultureInfo.InvariantCulture)}" : "")}")) + ".";
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
        $"{LossCatalogue.Title(g.Key)}, {g.First().Epochs} epochs, seed{(g.Count() > 1 ? "s" : "")} {string.Join(", ", g.Select(n => n.Seed))}, clean accuracy {string.Join(", ", g.Select(n => Percent(n.CleanAccuracy)))} %")) + ".";

    private static string Attack(string name, string target) => AttackCatalogue.Title(name) + (target == "every wrong class" ? ", every wrong class" : "");
    private static string Percent(double share) => (share * 100).ToString("0.00", CultureInfo.InvariantCulture);
    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}

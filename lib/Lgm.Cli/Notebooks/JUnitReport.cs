using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace Lgm.Cli.Notebooks;

/// <summary>Runs as a JUnit file, which CI systems show: a suite a notebook, a case a cell.</summary>
internal static class JUnitReport
{
    public static XElement Case(string notebook, string name, TimeSpan time, CellEnd? fault) => new("testcase",
        new XAttribute("classname", Path.GetFileNameWithoutExtension(notebook)), new XAttribute("name", Clean(name)), new XAttribute("time", time.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture)),
        fault is null ? null : new XElement(fault.Status == CellStatus.WithoutData ? "skipped" : "failure", new XAttribute("type", fault.Name), new XAttribute("message", Clean(fault.Message)), Clean(fault.Trace)));

    public static XElement Suite(string notebook, IReadOnlyList<XElement> cases) => new("testsuite", new XAttribute("name", notebook), new XAttribute("tests", cases.Count),
        new XAttribute("failures", cases.Count(c => c.Element("failure") is not null)), new XAttribute("skipped", cases.Count(c => c.Element("skipped") is not null)), cases);

    // XML has no place for most control characters, and a cell may print any.
    private static string Clean(string text) => string.Concat(text.Select(c => XmlConvert.IsXmlChar(c) ? c : '\uFFFD'));
}

using System.Globalization;
using System.Text;
using System.Xml;

namespace Lgm.Kernel.Running;

/// <summary>Runs as a JUnit file, which CI systems show: a suite a notebook, a case a code cell.</summary>
internal static class JUnitReport
{
    public static string Write(IReadOnlyList<(string File, IReadOnlyList<CellReport> Cells)> notebooks)
    {
        var text = new StringBuilder();
        using (var xml = XmlWriter.Create(text, new XmlWriterSettings { Indent = true, NewLineChars = "\n", OmitXmlDeclaration = true }))
        {
            xml.WriteStartElement("testsuites");
            foreach (var (file, cells) in notebooks) Suite(xml, file, cells);
            xml.WriteEndElement();
        }
        return text.Append('\n').ToString();
    }

    private static void Suite(XmlWriter xml, string file, IReadOnlyList<CellReport> cells)
    {
        var missing = cells is [var first, ..] ? first.Count - cells.Count : 0;
        xml.WriteStartElement("testsuite");
        xml.WriteAttributeString("name", file);
        xml.WriteAttributeString("tests", Number(cells.Count + missing));
        xml.WriteAttributeString("failures", Number(cells.Count(Failed)));
        xml.WriteAttributeString("skipped", Number(missing + cells.Count(IsWithoutData)));
        xml.WriteAttributeString("time", Seconds(cells.Aggregate(TimeSpan.Zero, (sum, c) => sum + c.Time)));
        foreach (var cell in cells)
        {
            Case(xml, file, $"{cell.Index}. {cell.Title}", cell.Time);
            if (cell.IsFault)
            {
                xml.WriteStartElement(IsWithoutData(cell) ? "skipped" : "failure");
                xml.WriteAttributeString("type", cell.End!.Error!.Name);
                xml.WriteAttributeString("message", $"{(IsWithoutData(cell) ? "skipped: data. " : "")}{Clean(cell.End.Error.Message)}");
                xml.WriteString(Clean(string.Join('\n', cell.End.Error.Trace)));
                xml.WriteEndElement();
            }
            xml.WriteEndElement();
        }
        for (var i = 0; i < missing; i++)
        {
            Case(xml, file, $"{cells.Count + i + 1}. (not reached)", TimeSpan.Zero);
            xml.WriteElementString("skipped", "");
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    }

    private static bool Failed(CellReport cell) => cell.IsFault && !IsWithoutData(cell);

    private static bool IsWithoutData(CellReport cell) => cell.End!.Status == CellStatus.WithoutData;

    private static void Case(XmlWriter xml, string file, string name, TimeSpan time)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", Path.GetFileNameWithoutExtension(file));
        xml.WriteAttributeString("name", Clean(name));
        xml.WriteAttributeString("time", Seconds(time));
    }

    // XML has no place for most control characters, and a cell may print any.
    private static string Clean(string text) => string.Concat(text.Select(c => XmlConvert.IsXmlChar(c) ? c : '\uFFFD'));

    private static string Number(int count) => count.ToString(CultureInfo.InvariantCulture);

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture);
}

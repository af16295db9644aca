using System.Reflection;
using System.Text.Json;

namespace Plotly.NET;

/// <summary>Traces and their layout. As in the real library, styling changes the chart it is given.</summary>
public abstract class GenericChart
{
    private const int DefaultSize = 600;

    private static readonly Lazy<JsonElement> DefaultTemplate = new(ReadDefaultTemplate);

    private GenericChart(IReadOnlyList<Trace> traces, Layout layout) => (Traces, Layout) = (traces, layout);

    internal IReadOnlyList<Trace> Traces { get; }

    internal Layout Layout { get; }

    /// <summary>The figure as JSON: data, layout and frames.</summary>
    public static string toFigureJson(GenericChart gChart) => FigureJson.Write(new DynamicObj.DynamicObj()
        .With("data", gChart.Traces)
        .With("layout", gChart.Layout)
        .With("frames", Array.Empty<object>()));

    /// <summary>All traces in one figure; layouts merge into the first chart's, later ones win.</summary>
    public static GenericChart combine(IEnumerable<GenericChart> gCharts)
    {
        var charts = gCharts.ToArray();
        if (charts.Length == 0)
        {
            throw new ArgumentException("At least one chart is needed to combine.", nameof(gCharts));
        }

        var layout = charts[0].Layout;
        foreach (var other in charts.Skip(1).Select(chart => chart.Layout).Where(other => !ReferenceEquals(other, layout)))
        {
            var annotations = Annotations(layout).Concat(Annotations(other)).ToArray();
            layout.Merge(other);
            if (annotations.Length > 0)
            {
                layout.SetValue("annotations", annotations);
            }
        }

        return new Plotted([.. charts.SelectMany(chart => chart.Traces)], layout);
    }

    internal static GenericChart Of(Trace trace, bool useDefaults) => new Plotted([trace], !useDefaults
        ? new Layout()
        : new Layout().With("width", (object)DefaultSize).With("height", (object)DefaultSize).With("template", (object)DefaultTemplate.Value));

    private static IEnumerable<object> Annotations(Layout layout) =>
        layout.Properties.GetValueOrDefault("annotations") as IEnumerable<object> ?? [];

    private static JsonElement ReadDefaultTemplate()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("DefaultTemplate.json")!;
        using var document = JsonDocument.Parse(stream);
        return document.RootElement.Clone();
    }

    private sealed class Plotted(IReadOnlyList<Trace> traces, Layout layout) : GenericChart(traces, layout);
}

namespace Plotly.NET;

/// <summary>The words plotly.js has for the choices a figure makes; only those the figures use.</summary>
public static class StyleParam
{
    public sealed class AxisType : IStyleParam
    {
        private readonly string word;

        private AxisType(string word) => this.word = word;

        public static AxisType Linear { get; } = new("linear");

        public static AxisType Log { get; } = new("log");

        public static AxisType Category { get; } = new("category");

        public object Convert() => word;
    }

    public sealed class BarMode : IStyleParam
    {
        private readonly string word;

        private BarMode(string word) => this.word = word;

        public static BarMode Overlay { get; } = new("overlay");

        public object Convert() => word;
    }

    public class Colorscale : IStyleParam
    {
        private readonly string word;

        private Colorscale(string word) => this.word = word;

        public static Colorscale Viridis { get; } = new("Viridis");

        public static Colorscale Cividis { get; } = new("Cividis");

        public static Colorscale Greys { get; } = new("Greys");

        public object Convert() => word;
    }

    public sealed class ContourColoring : IStyleParam
    {
        private readonly string word;

        private ContourColoring(string word) => this.word = word;

        public static ContourColoring Fill { get; } = new("fill");

        public object Convert() => word;
    }

    public class DrawingStyle : IStyleParam
    {
        private readonly string word;

        private DrawingStyle(string word) => this.word = word;

        public static DrawingStyle Solid { get; } = new("solid");

        public static DrawingStyle Dash { get; } = new("dash");

        public static DrawingStyle Dot { get; } = new("dot");

        public static DrawingStyle DashDot { get; } = new("dashdot");

        public static DrawingStyle LongDash { get; } = new("longdash");

        public object Convert() => word;
    }

    public sealed class HistFunc : IStyleParam
    {
        private readonly string word;

        private HistFunc(string word) => this.word = word;

        public static HistFunc Sum { get; } = new("sum");

        public object Convert() => word;
    }

    public sealed class HistNorm : IStyleParam
    {
        private readonly string word;

        private HistNorm(string word) => this.word = word;

        public static HistNorm Probability { get; } = new("probability");

        public object Convert() => word;
    }

    public class MarkerSymbol : IStyleParam
    {
        private readonly string word;

        private MarkerSymbol(string word) => this.word = word;

        public static MarkerSymbol Diamond { get; } = new("2");

        public object Convert() => word;
    }

    public sealed class Orientation : IStyleParam
    {
        private readonly string word;

        private Orientation(string word) => this.word = word;

        public static Orientation Horizontal { get; } = new("h");

        public object Convert() => word;
    }

    public sealed class TextPosition : IStyleParam
    {
        private readonly string word;

        private TextPosition(string word) => this.word = word;

        public static TextPosition MiddleCenter { get; } = new("middle center");

        public object Convert() => word;
    }

    public sealed class XAnchorPosition : IStyleParam
    {
        private readonly string word;

        private XAnchorPosition(string word) => this.word = word;

        public static XAnchorPosition Left { get; } = new("left");

        public static XAnchorPosition Center { get; } = new("center");

        public object Convert() => word;
    }

    public sealed class YAnchorPosition : IStyleParam
    {
        private readonly string word;

        private YAnchorPosition(string word) => this.word = word;

        public static YAnchorPosition Top { get; } = new("top");

        public object Convert() => word;
    }
}

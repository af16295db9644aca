using Xunit;

namespace Lgm.Tests.Kernel;

[Collection(SessionCollection.Name)]
public sealed class DisplayTests(SessionFixture session)
{
    [Theory]
    [InlineData("\"text\"", "text", null)]
    [InlineData("1.5", "1.5", null)]
    [InlineData("new[] { 1, 2 }", "[ 1, 2 ]", "<table><thead><tr><th>index</th><th>value</th></tr></thead><tbody><tr><td>0</td><td>1</td></tr><tr><td>1</td><td>2</td></tr></tbody></table>")]
    [InlineData("new[] { new { A = 1, B = \"<\" } }", "[ { A = 1, B = < } ]", "<table><thead><tr><th>A</th><th>B</th></tr></thead><tbody><tr><td>1</td><td>&lt;</td></tr></tbody></table>")]
    [InlineData("new Dictionary<string, int> { [\"a\"] = 1 }", "[ [a, 1] ]", "<table><thead><tr><th>key</th><th>value</th></tr></thead><tbody><tr><td>a</td><td>1</td></tr></tbody></table>")]
    [InlineData("new { A = 1 }", "{ A = 1 }", "<table><thead><tr><th>property</th><th>value</th></tr></thead><tbody><tr><td>A</td><td>1</td></tr></tbody></table>")]
    [InlineData("HTML(\"<b>x</b>\")", "<b>x</b>", "<b>x</b>")]
    [InlineData("new System.Uri(\"http://a/\")", "http://a/", null)]
    public void ValuesHaveTextAndTables(string code, string text, string? html)
    {
        var forms = session.Run(code).Result!;
        Assert.Equal((text, html), (forms["text/plain"], forms.GetValueOrDefault("text/html")));
    }

    [Fact]
    public void LongSequencesSayHowMuchIsShown() => Assert.Contains("<p>50 of 1000 shown</p>", session.Run("Enumerable.Range(0, 1000).ToArray()").Result!["text/html"]);

    [Fact]
    public void ADisplayIsUpdatedInItsPlace()
    {
        var shown = session.Run("var d = display(1); d.Update(2); 3.Display(); \"*x*\".DisplayAs(\"text/markdown\");").Shown;
        Assert.Equal(["1", "2", "3", null], shown.Select(s => s.Forms.GetValueOrDefault("text/plain")));
        Assert.Equal([false, true, false, false], shown.Select(s => s.Update));
        Assert.Equal(shown[0].Id, shown[1].Id);
        Assert.NotEqual(shown[0].Id, shown[2].Id);
        Assert.Equal("*x*", shown[3].Forms["text/markdown"]);
    }

    [Fact]
    public void RegisteredFormattersCount()
    {
        var forms = session.Run("record Odd(int N); Formatter.Register<Odd>(o => $\"<i>{o.N}</i>\", \"text/html\"); Formatter.Register<Odd>((o, writer) => writer.Write(\"odd\")); new Odd(3)").Result!;
        Assert.Equal(("odd", "<i>3</i>"), (forms["text/plain"], forms["text/html"]));
        Assert.Equal(["text/plain"], session.Run("Formatter.SetPreferredMimeTypesFor(typeof(Odd), \"text/plain\"); new Odd(4)").Result!.Keys);
    }

    [Fact]
    public void ATypeBringsItsFormattersByConvention()
    {
        var forms = session.Run("""
            class TypeFormatterSourceAttribute : Attribute { public TypeFormatterSourceAttribute(Type t) => FormatterSourceType = t; public Type FormatterSourceType { get; } }
            class Form { public string MimeType => "text/html"; public bool Format(object o, System.IO.TextWriter w) { w.Write("<u>" + o + "</u>"); return true; } }
            class NoForm { public string MimeType => "image/png"; public bool Format(object o, System.IO.TextWriter w) => false; }
            class Source { public IEnumerable<object> CreateTypeFormatters() => new object[] { new Form(), new NoForm() }; }
            [TypeFormatterSource(typeof(Source))] class Shape { public override string ToString() => "shape"; }
            new Shape()
            """).Result!;
        Assert.Equal(("shape", "<u>shape</u>", 2), (forms["text/plain"], forms["text/html"], forms.Count));
    }

    [Fact]
    public void AFormatterThatFailsIsAnErrorOfTheCell() => Assert.Equal("no form", session.Fails("class Bad { public override string ToString() => throw new Exception(\"no form\"); } new Bad()").Message);
}

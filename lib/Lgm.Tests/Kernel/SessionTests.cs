using Xunit;

namespace Lgm.Tests.Kernel;

[Collection(SessionCollection.Name)]
public sealed class SessionTests(SessionFixture session)
{
    [Fact]
    public void CellsSeeWhatEarlierOnesDeclared()
    {
        session.Run("using System.Globalization; int twice(int n) => 2 * n; record Point(int X, int Y);");
        Assert.Equal("42", session.Run("var p = new Point(21, 0); twice(p.X)").Result!["text/plain"]);
        Assert.Null(session.Run("p = new Point(1, 2);").Result);
        Assert.Equal("1.5", session.Run("CultureInfo.InvariantCulture.Name + 1.5").Result!["text/plain"]);
    }

    [Fact]
    public void AllCellsRunOnOneThreadAlsoAfterAwaits()
    {
        const string Thread = "System.Environment.CurrentManagedThreadId";
        var first = session.Run($"[System.ThreadStatic] static int perThread; perThread = 5; {Thread}").Result!["text/plain"];
        Assert.Equal($"{first} {first} 5", session.Run($"await Task.Delay(5); var a = {Thread}; await Task.Run(() => 0); $\"{{a}} {{{Thread}}} {{perThread}}\"").Result!["text/plain"]);
    }

    [Fact]
    public void PrintsOfAllThreadsAndDisplaysKeepTheirOrder() =>
        Assert.Equal("one\n[two]three\n!four\n", session.Run("""
            Console.WriteLine("one"); display("two");
            await Task.Run(() => Console.WriteLine("three")); Console.Error.WriteLine("four");
            """).Order);

    [Fact]
    public void AnExceptionNamesTheCellsLinesAndKeepsWhatWasDeclared()
    {
        var error = session.Fails("var kept = 7;\nint Deep(int n) => n == 0 ? throw new InvalidOperationException(\"bad\") : Deep(n - 1);\nDeep(1);");
        Assert.Equal(("InvalidOperationException", "bad"), (error.Name, error.Message));
        Assert.Equal(["System.InvalidOperationException: bad", "   at Deep(Int32 n) in cell, line 2", "   at Deep(Int32 n) in cell, line 2", "   at cell, line 3"], error.Trace);
        Assert.Equal("7", session.Run("kept").Result!["text/plain"]);
    }

    [Fact]
    public void CodeThatDoesNotCompileIsNamedLineByLine()
    {
        var error = session.Fails("oops();\nint z = \"a\";");
        Assert.Equal("CompilationError", error.Name);
        Assert.Equal(["line 1, column 1: The name 'oops' does not exist in the current context (CS0103)", "line 2, column 9: Cannot implicitly convert type 'string' to 'int' (CS0029)"], error.Trace);
    }

    [Fact]
    public void WarningsAreNoOutput() => Assert.Equal("", session.Run("[System.Obsolete(\"old\")] void Old() {} int unused; Old();").Order);

    [Theory]
    [InlineData("while (true) { }")]
    [InlineData("System.Threading.Thread.Sleep(60_000);")]
    [InlineData("await Task.Delay(60_000);")]
    public async Task AnInterruptEndsTheCellAndNotTheSession(string code)
    {
        session.Run("var before = 3;");
        var running = Task.Run(() => session.Fails(code));
        for (var i = 0; i < 200 && !running.IsCompleted; i++)
        {
            await Task.Delay(50);
            session.Session.Interrupt();
        }
        Assert.Equal("Interrupted", (await running.WaitAsync(TimeSpan.FromSeconds(20))).Name);
        Assert.Equal("4", session.Run("await Task.Delay(1); before + 1").Result!["text/plain"]);
    }

    [Fact]
    public async Task AnInterruptedCellDoesNotGoOnLater()
    {
        var running = Task.Run(() => session.Fails("await Task.Delay(1500); var late = true; Console.WriteLine(\"late\");"));
        for (var i = 0; i < 20 && !running.IsCompleted; i++)
        {
            await Task.Delay(50);
            session.Session.Interrupt();
        }
        Assert.Equal("Interrupted", (await running.WaitAsync(TimeSpan.FromSeconds(20))).Name);
        Assert.Equal("", session.Run("await Task.Delay(1600);").Order);
    }

    [Fact]
    public void LoadedFilesAreFoundBesideTheNotebook()
    {
        File.WriteAllText(session["part.csx"], "int fromFile = 11;");
        Assert.Equal("11", session.Run("#load \"part.csx\"\nfromFile").Result!["text/plain"]);
        Assert.Contains("no file gone.csx", session.Fails("#load \"gone.csx\"").Message);
    }
}

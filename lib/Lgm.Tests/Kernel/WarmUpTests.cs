using Lgm.Kernel.Engine;
using Lgm.Tests.Training;
using Xunit;

namespace Lgm.Tests.Kernel;

/// <summary>What a session does before its first cell, and how it makes way for that.</summary>
[Collection(SessionCollection.Name)]
public sealed class WarmUpTests
{
    [Fact]
    public void LeavesNothingBehind()
    {
        using var folder = new TemporaryFolder();
        using var session = new Session(folder.Path);
        session.WarmUp();
        var output = new RecordedOutput();
        Assert.Equal("CompilationError", session.Run("warm", output)?.Name);
        Assert.Null(session.Run("var warm = 1; warm", output));
        Assert.Equal("1", output.Result!["text/plain"]);
    }

    [Fact]
    public async Task ACellWaitsForTheOneThatRunsAndNoneComesBehindIt()
    {
        using var begun = new ManualResetEventSlim();
        using var mayEnd = new ManualResetEventSlim();
        var count = 0;
        var warmUp = new WarmUp(_ =>
        {
            count++;
            begun.Set();
            mayEnd.Wait();
        });
        var warming = Task.Run(warmUp.Run);
        begun.Wait();
        var ending = Task.Run(warmUp.End);
        Assert.NotSame(ending, await Task.WhenAny(ending, Task.Delay(200)));
        mayEnd.Set();
        await Task.WhenAll(warming, ending);
        warmUp.Run();
        Assert.Equal(1, count);
    }

    [Fact]
    public void EndsByItself()
    {
        var cells = new List<string>();
        new WarmUp(cells.Add).Run();
        Assert.True(cells.Count > 1);
        // First what every cell needs, so that one that comes at once waits for no more.
        Assert.Equal(cells.MinBy(c => c.Length), cells[0]);
    }
}

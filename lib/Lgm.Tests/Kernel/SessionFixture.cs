using Lgm.Kernel.Engine;
using Xunit;

namespace Lgm.Tests.Kernel;

/// <summary>A session of the engine for a class of tests; it takes over the console, so these tests run alone.</summary>
public sealed class SessionFixture : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("lgm-session-").FullName;

    public SessionFixture() => Session = new Session(folder);

    internal Session Session { get; }

    internal string this[string file] => Path.Combine(folder, file);

    internal RecordedOutput Run(string code)
    {
        var output = new RecordedOutput();
        var error = Session.Run(code, output);
        Assert.True(error is null, error is null ? "" : string.Join('\n', error.Trace));
        return output;
    }

    internal CellError Fails(string code)
    {
        var error = Session.Run(code, new RecordedOutput());
        Assert.NotNull(error);
        return error;
    }

    public void Dispose()
    {
        Session.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}

[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class SessionCollection : ICollectionFixture<SessionFixture>
{
    public const string Name = "the process's console";
}

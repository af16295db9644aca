using Xunit;

namespace Lgm.Tests.Jupyter;

/// <summary>One kernel and a front end for several classes of tests; they run alone, since a session is no place for two.</summary>
public sealed class KernelFixture : IDisposable
{
    internal KernelProcess Kernel { get; } = new();

    internal FrontEnd FrontEnd => field ??= new FrontEnd(Kernel);

    public void Dispose()
    {
        FrontEnd.Dispose();
        Kernel.Dispose();
    }
}

[CollectionDefinition(Name)]
public sealed class KernelCollection : ICollectionFixture<KernelFixture>
{
    public const string Name = "a Jupyter kernel";
}

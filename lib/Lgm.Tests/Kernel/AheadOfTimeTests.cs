using System.Reflection.PortableExecutable;
using Lgm.Data;
using Xunit;

namespace Lgm.Tests.Kernel;

/// <summary>Where set-up compiled the C# compiler ahead of time, the build takes that one.</summary>
public sealed class AheadOfTimeTests
{
    [SkippableFact]
    public void TheBuildTakesWhatSetUpCompiled()
    {
        var root = WorkbookFolder.Find() ?? throw new InvalidOperationException("the tests run outside a checkout");
        var folder = Path.Combine(root, "environment", "roslyn", "compiled");
        var version = typeof(Microsoft.CodeAnalysis.Compilation).Assembly.GetName().Version!.ToString(3);
        Skip.IfNot(File.Exists(Path.Combine(folder, version, "Microsoft.CodeAnalysis.CSharp.dll")), "The C# compiler is not compiled ahead of time here: environment/setup.sh does that where NuGet has what it needs.");
        foreach (var name in new[] { "Microsoft.CodeAnalysis", "Microsoft.CodeAnalysis.CSharp", "Microsoft.CodeAnalysis.Scripting", "Microsoft.CodeAnalysis.CSharp.Scripting" })
        {
            using var image = new PEReader(File.OpenRead(Path.Combine(AppContext.BaseDirectory, $"{name}.dll")));
            Assert.True(image.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size > 0, $"{name} has no native code.");
        }
    }
}

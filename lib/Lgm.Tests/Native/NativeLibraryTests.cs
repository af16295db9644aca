using System.Buffers.Binary;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using Xunit;

namespace Lgm.Tests.Native;

/// <summary>The copy of TorchSharp's native library that loads where libstdc++ is older than GCC 13's (environment/libtorch.targets).</summary>
public sealed class NativeLibraryTests
{
    private const string Name = "libLibTorchSharp.so", Version = "GLIBCXX_3.4.32";
    private static readonly string s_package = typeof(NativeLibraryTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "TorchSharpPackage").Value!;

    [SkippableFact]
    public void TheDemandIsWeakInOurCopyAloneAndOnlyWhereItMustBe()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Only Linux versions its C++ library so.");
        var original = File.ReadAllBytes(Path.Combine(s_package, "runtimes", "linux-x64", "native", Name));
        var used = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, Name));
        var old = !NativeLibrary.TryGetExport(NativeLibrary.Load("libstdc++.so.6"), "_ZSt21ios_base_library_initv", out _);

        Assert.Equal(0, Flags(original));
        Assert.Equal(old ? 2 : 0, Flags(used));
        // VER_FLG_WEAK is one byte; nothing else differs.
        Assert.Equal(original.Length, used.Length);
        Assert.Equal(old ? 1 : 0, original.Zip(used).Count(pair => pair.First != pair.Second));
    }

    // A Vernaux begins with the ELF hash of the version it asks for; its flags stand behind.
    private static int Flags(byte[] elf)
    {
        var hash = Encoding.ASCII.GetBytes(Version).Aggregate(0u, (h, letter) =>
        {
            h = (h << 4) + letter;
            var top = h & 0xf0000000;
            return (h ^ (top >> 24)) & ~top;
        });
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, hash);
        var place = elf.AsSpan().IndexOf(bytes);
        Assert.True(place > 0 && elf.AsSpan(place + 4).IndexOf(bytes) < 0, "the version is not asked for once");
        return BinaryPrimitives.ReadUInt16LittleEndian(elf.AsSpan(place + 4));
    }
}

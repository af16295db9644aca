using System;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>Copies an ELF library with its demand for GLIBCXX_3.4.32 marked weak, where this machine's libstdc++ is older (libtorch.targets says why).</summary>
public class AskForGlibcxxWeakly : Task
{
    private const string Version = "GLIBCXX_3.4.32";
    private const ushort Weak = 2; // VER_FLG_WEAK

    [Required] public string Library { get; set; }
    [Required] public string Corrected { get; set; }
    [Output] public bool IsCorrected { get; set; }

    // The one symbol of that version.
    [DllImport("libstdc++.so.6", EntryPoint = "_ZSt21ios_base_library_initv")]
    private static extern void OfThatVersion();

    public override bool Execute()
    {
        if (IsThere()) return true;
        var elf = File.ReadAllBytes(Library);
        var flags = FlagsOf(elf);
        if (flags < 0) return true;
        BitConverter.GetBytes(Weak).CopyTo(elf, flags);
        IsCorrected = true;
        if (File.Exists(Corrected) && File.ReadAllBytes(Corrected).SequenceEqual(elf)) return true;
        Directory.CreateDirectory(Path.GetDirectoryName(Corrected));
        // Output folders are hard links to an older copy: it is replaced, never written into.
        File.Delete(Corrected);
        File.WriteAllBytes(Corrected, elf);
        Log.LogMessage(MessageImportance.High, "libtorch: this machine's libstdc++ has no " + Version + "; a copy of " + Path.GetFileName(Library) + " that can do without is used.");
        return true;
    }

    // Finds the symbol without calling it.
    private static bool IsThere()
    {
        try
        {
            Marshal.Prelink(typeof(AskForGlibcxxWeakly).GetMethod("OfThatVersion", System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static));
            return true;
        }
        catch (EntryPointNotFoundException) { return false; }
        catch (DllNotFoundException) { return false; }
    }

    // Where the flags of that version stand in the section .gnu.version_r of a 64-bit ELF file; -1 where it is not asked for.
    private static int FlagsOf(byte[] elf)
    {
        int sections = (int)BitConverter.ToInt64(elf, 40), size = BitConverter.ToUInt16(elf, 58), count = BitConverter.ToUInt16(elf, 60);
        for (var i = 0; i < count; i++)
        {
            var section = sections + i * size;
            if (BitConverter.ToUInt32(elf, section + 4) != 0x6ffffffe) continue; // SHT_GNU_verneed
            int need = (int)BitConverter.ToInt64(elf, section + 24), files = BitConverter.ToInt32(elf, section + 44);
            var names = (int)BitConverter.ToInt64(elf, sections + BitConverter.ToInt32(elf, section + 40) * size + 24);
            for (var file = 0; file < files; file++)
            {
                var version = need + BitConverter.ToInt32(elf, need + 8);
                for (var v = BitConverter.ToUInt16(elf, need + 2); v > 0; v--)
                {
                    if (Text(elf, names + BitConverter.ToInt32(elf, version + 8)) == Version) return version + 4;
                    version += BitConverter.ToInt32(elf, version + 12);
                }
                need += BitConverter.ToInt32(elf, need + 12);
            }
        }
        return -1;
    }

    private static string Text(byte[] elf, int start) => Encoding.ASCII.GetString(elf, start, Array.IndexOf(elf, (byte)0, start) - start);
}

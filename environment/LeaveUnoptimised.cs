using System;
using System.IO;
using System.Linq;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>Copies an assembly with its DebuggableAttribute saying that its methods are not to be optimised (libtorch.targets says why).</summary>
public class LeaveUnoptimised : Task
{
    // The attribute's value: a prolog, DebuggingModes as 32 bits, no named arguments.
    private static readonly byte[] s_before = { 1, 0, 2, 0, 0, 0, 0, 0 }; // IgnoreSymbolStoreSequencePoints
    private static readonly byte[] s_after = { 1, 0, 3, 1, 0, 0, 0, 0 }; // that, Default and DisableOptimizations

    [Required] public string Assembly { get; set; }
    [Required] public string Copy { get; set; }

    public override bool Execute()
    {
        var bytes = File.ReadAllBytes(Assembly);
        var places = Enumerable.Range(0, bytes.Length - s_before.Length).Where(i => !s_before.Where((b, k) => bytes[i + k] != b).Any()).ToList();
        if (places.Count != 1)
        {
            Log.LogError(Assembly + " has its DebuggableAttribute in another form than expected: look how this version of TorchSharp is built, and change environment/LeaveUnoptimised.cs.");
            return false;
        }
        s_after.CopyTo(bytes, places[0]);
        if (File.Exists(Copy) && File.ReadAllBytes(Copy).SequenceEqual(bytes)) return true;
        Directory.CreateDirectory(Path.GetDirectoryName(Copy));
        // Output folders are hard links to an older copy: it is replaced, never written into.
        File.Delete(Copy);
        File.WriteAllBytes(Copy, bytes);
        return true;
    }
}

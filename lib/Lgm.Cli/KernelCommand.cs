using System.CommandLine;
using Lgm.Kernel.Jupyter;
using Lgm.Kernel.Running;

namespace Lgm.Cli;

/// <summary><c>lgm kernel install|uninstall</c>: lets Jupyter front ends find the C# kernel.</summary>
internal static class KernelCommand
{
    public static Command Create() => new("kernel", "The C# kernel for Jupyter, JupyterLab and VS Code: make it known to them, or take it away.") { Install(), Uninstall() };

    private static Command Install()
    {
        var place = new KernelPlace();
        var force = new Option<bool>("--force") { Description = "Take the place of a kernel of that name that somebody else installed." };
        var command = new Command("install", "Makes the kernel known to Jupyter; notebooks find it by its name.") { place.User, place.Prefix, place.Name, force };
        command.SetAction(parsed => NotebookCommand.Speaking(() =>
        {
            var folder = place.Folder(parsed);
            if (!KernelSpec.IsFree(folder) && !parsed.GetValue(force))
                throw new WorkbookException($"{folder} is a kernel that somebody else installed: choose another name with --as, or take its place with --force.");
            var kernel = typeof(KernelSpec).Assembly.Location;
            if (!File.Exists(Path.ChangeExtension(kernel, ".runtimeconfig.json"))) throw new WorkbookException($"{kernel} cannot be started from there: run bash environment/setup.sh and then environment/lgm kernel install.");
            AtomicFile.Write(Path.Combine(folder, KernelSpec.FileName), KernelSpec.Content(DotnetProgram.Location, kernel));
            Console.WriteLine($"Kernel: {folder}");
            return 0;
        }));
        return command;
    }

    private static Command Uninstall()
    {
        var place = new KernelPlace();
        var command = new Command("uninstall", "Takes away what install wrote, and nothing that somebody else did.") { place.User, place.Prefix, place.Name };
        command.SetAction(parsed => NotebookCommand.Speaking(() =>
        {
            var folder = place.Folder(parsed);
            if (!Directory.Exists(folder)) throw new WorkbookException($"There is no kernel {folder}: name the place it was installed in, with --prefix or --as.");
            if (!KernelSpec.IsOurs(folder)) throw new WorkbookException($"{folder} is a kernel that somebody else installed: take it away with `jupyter kernelspec uninstall` if you mean it.");
            try
            {
                File.Delete(Path.Combine(folder, KernelSpec.FileName));
                // What somebody laid beside it, such as a logo, stays.
                if (!Directory.EnumerateFileSystemEntries(folder).Any()) Directory.Delete(folder);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new WorkbookException($"{folder} could not be removed ({e.Message.TrimEnd('.')}): run this as its owner.", e);
            }
            Console.WriteLine($"Removed: {folder}");
            return 0;
        }));
        return command;
    }
}

using System.CommandLine;
using Lgm.Kernel.Jupyter;

namespace Lgm.Cli;

/// <summary>The options that say where Jupyter is to look for the kernel.</summary>
internal sealed class KernelPlace
{
    public Option<bool> User { get; } = new("--user") { Description = "For this user, which it is also without any option." };
    public Option<string?> Prefix { get; } = new("--prefix") { Description = "For all who use the Jupyter of this installation, such as /usr/local or a virtual environment.", HelpName = "folder" };
    public Option<string> Name { get; } = new("--as") { Description = "The name by which notebooks ask for it.", DefaultValueFactory = _ => KernelSpec.DefaultName, HelpName = "name" };

    /// <exception cref="WorkbookException">Both places are asked for.</exception>
    public string Folder(ParseResult parsed)
    {
        if (parsed.GetValue(User) && parsed.GetValue(Prefix) is not null) throw new WorkbookException("Both --user and --prefix are given: choose one of the two places.");
        return KernelSpec.Folder(parsed.GetValue(Name)!, parsed.GetValue(Prefix));
    }
}

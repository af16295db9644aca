using System.CommandLine;
using System.CommandLine.Help;
using Lgm.Cli;

// The commands, and what a failure looks like: one sentence on standard error and a non-zero exit code.
// A plain command, not a RootCommand: that one is named after the assembly, and people type lgm.
var root = new Command("lgm", "The L-GM workbook: experiments of \"Rethinking Feature Distribution for Loss Functions in Image Classification\" (CVPR 2018).")
{
    DataCommand.Create(),
    TrainCommand.Create(),
    RunCommand.Create(),
    SweepCommand.Create(),
    ResultsCommand.Create(),
    NotebookCommand.Create(),
    ReproduceCommand.Create(),
    DoctorCommand.Create(),
    new HelpOption(),
    new VersionOption(),
};
return CommandLine.Invoke(root, args);

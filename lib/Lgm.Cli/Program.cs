using System.CommandLine;
using Lgm.Cli;

// The commands, and what a failure looks like: one sentence on standard error and a non-zero exit code.
var root = new RootCommand("The L-GM workbook: experiments of \"Rethinking Feature Distribution for Loss Functions in Image Classification\" (CVPR 2018).")
{
    DataCommand.Create(),
    TrainCommand.Create(),
    RunCommand.Create(),
    ResultsCommand.Create(),
    DoctorCommand.Create(),
};
return CommandLine.Invoke(root, args);

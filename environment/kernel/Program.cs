using Lgm.Kernel.Host;
using Lgm.Kernel.Jupyter;

// Started by the runner with its pipes, or by a Jupyter front end with a connection file; never by a person.
switch (args)
{
    case [var requests, var messages, var folder]: return CellHost.Run(requests, messages, folder);
    case ["--connection-file", var file]: return KernelLife.Run(file);
    default:
        Console.Error.WriteLine("This program runs cells for `lgm notebook run`, and for Jupyter once `lgm kernel install` has been run: use these.");
        return 2;
}

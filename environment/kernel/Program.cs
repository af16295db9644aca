using Lgm.Kernel.Host;

// Started by the runner with its pipes, never by a person.
if (args is [var requests, var messages, var folder]) return CellHost.Run(requests, messages, folder);
Console.Error.WriteLine("This program runs cells for `lgm notebook run`: use that.");
return 2;

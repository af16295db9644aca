return Lgm.Cli.CommandLine.Invoke(args);

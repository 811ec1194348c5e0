return await Concerto.Web.Cli.CommandLine.RunAsync(args, Console.Out, Console.Error);

using System.CommandLine;
using System.CommandLine.Help;
using Concerto.Domain;
using Concerto.Infrastructure.Data;
using GraphQLParser.Exceptions;
using Microsoft.Extensions.Options;

namespace Concerto.Web.Cli;

/// <summary>The verbs of the program. Exit codes: 0 done, 1 failed (said why on the error stream), 2 bad usage.</summary>
public static class CommandLine
{
    private const int Failed = 1, BadUsage = 2;

    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error, CancellationToken ct = default)
    {
        var (settings, words) = Split(args);
        var verbs = new Verbs(settings, output);
        var root = new Command("./run", "Concerto: where mixes and the notes on them live. Any configuration can be given as --Concerto:Key=value.") { new HelpOption(), new VersionOption(), verbs.Serve(), verbs.Migrate(), verbs.Demo(), verbs.User(), verbs.Token(), verbs.Schema(), verbs.Digest(), verbs.Mail() };
        root.SetAction((_, cancelled) => verbs.ServeAsync(cancelled));

        var parsed = root.Parse(words);
        if (parsed.Errors.Count > 0)
        {
            foreach (var problem in parsed.Errors) await error.WriteLineAsync(problem.Message);
            await error.WriteLineAsync("See --help.");
            return BadUsage;
        }
        try
        {
            // The host listens for Ctrl-C by itself.
            return await parsed.InvokeAsync(new() { Output = output, Error = error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, ct);
        }
        catch (Exception e) when (Explain(e) is { } explanation)
        {
            await error.WriteLineAsync(explanation);
            return Failed;
        }
    }

    // Configuration goes to the host, everything else is ours to understand.
    private static (string[] Settings, string[] Words) Split(string[] args)
    {
        List<string> settings = [], words = [];
        for (var i = 0; i < args.Length; i++)
        {
            if (!IsSetting(args[i])) words.Add(args[i]);
            else if (args[i].Contains('=') || i + 1 == args.Length) settings.Add(args[i]);
            else settings.AddRange([args[i], args[++i]]);
        }
        return ([.. settings], [.. words]);
    }

    private static bool IsSetting(string arg) =>
        arg.StartsWith("--", StringComparison.Ordinal) && arg[2..].Split('=')[0] is var key && (key.Contains(':') || key is "urls" or "environment" or "contentRoot");

    // One line for what a person can mend; null for a bug, which keeps its trace.
    private static string? Explain(Exception e) => e switch
    {
        DomainException or ConfigurationException or OldSchemaException => e.Message,
        GraphQLSyntaxErrorException => $"That is no schema: {e.Message}",
        OptionsValidationException invalid => string.Join(' ', invalid.Failures),
        IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } => e.Message,
        FormatException { Message: var url } when url.StartsWith("Invalid url", StringComparison.Ordinal) => $"ASPNETCORE_URLS or --urls: {url}",
        _ when DatabaseFaults.IsAway(e) => $"The database can’t be reached: {e.GetBaseException().Message}",
        IOException or UnauthorizedAccessException => e.Message, // a folder that can't be written, mostly; the message names it
        _ => null,
    };
}

using System.CommandLine;
using System.Runtime.InteropServices;

namespace Pipelines.Samples;

/// <summary>Runs a sample's command: exit codes, messages, and stopping well when asked to.</summary>
public static class SampleRunner
{
    /// <summary>The sample did what it was asked to.</summary>
    public const int Success = 0;

    /// <summary>Something the user can mend; the message says what.</summary>
    public const int UserError = 1;

    /// <summary>A signal ended the run, Ctrl-C for one: this and the signal's number, 130 for Ctrl-C.</summary>
    public const int SignalBase = 128;

    private const int SigInt = 2;
    private const int SigTerm = 15;

    /// <summary>Parses the arguments and runs the command.</summary>
    /// <returns>The process's exit code.</returns>
    public static async Task<int> RunAsync(
        RootCommand command, string[] args, SampleConsole console, CancellationToken cancellationToken = default)
    {
        var started = DateTime.UtcNow;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var signal = SigInt;
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Stop(context, SigInt));
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Stop(context, SigTerm));

        var parsed = command.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            console.Error.WriteLine($"error: {OneParagraph(string.Join(" ", parsed.Errors.Select(e => e.Message)))} See --help.");
            return UserError;
        }

        try
        {
            return await parsed.InvokeAsync(
                new InvocationConfiguration
                {
                    EnableDefaultExceptionHandler = false,
                    ProcessTerminationTimeout = null,
                    Output = console.Output,
                    Error = console.Error,
                },
                stop.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (stop.IsCancellationRequested && Innermost(e) is OperationCanceledException)
        {
            console.Error.WriteLine(
                OutputOf(parsed) is { } output && OutputFolder.HasProgress(output, IsResumed(parsed) ? DateTime.MinValue : started)
                    ? $"Stopped. What was done is in '{output}'; the same command with --resume continues from it."
                    : "Stopped before anything was done that could be resumed. Run the same command again to start afresh.");
            return SignalBase + signal;
        }
        catch (Exception e) when (Innermost(e) is PipelineException or IOException or UnauthorizedAccessException)
        {
            console.Error.WriteLine($"error: {OneParagraph(Innermost(e).Message)}");
            return UserError;
        }

        void Stop(PosixSignalContext context, int number)
        {
            // A second signal ends the process the hard way.
            if (stop.IsCancellationRequested)
                return;
            context.Cancel = true;
            signal = number;
            stop.Cancel();
        }
    }

    private static string? OutputOf(ParseResult parsed) =>
        parsed.CommandResult.Command.Options.OfType<Option<string>>().FirstOrDefault(o => o.Name == CommonOptions.OutName) is { } option
            ? parsed.GetValue(option)
            : null;

    private static bool IsResumed(ParseResult parsed) =>
        parsed.CommandResult.Command.Options.OfType<Option<bool>>().FirstOrDefault(o => o.Name == CommonOptions.ResumeName) is { } option
        && parsed.GetValue(option);

    private static string OneParagraph(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static Exception Innermost(Exception e) => e is AggregateException { InnerExceptions: [var only] } ? Innermost(only) : e;
}

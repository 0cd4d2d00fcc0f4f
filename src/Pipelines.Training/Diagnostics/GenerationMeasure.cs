using System.Diagnostics;

namespace Pipelines.Training;

/// <summary>The measuring of one call that generates; a queue's requests measure themselves.</summary>
internal readonly struct GenerationMeasure
{
    private readonly Activity? _activity;
    private readonly long _started;

    private GenerationMeasure(Activity? activity)
    {
        _activity = activity;
        _started = Stopwatch.GetTimestamp();
    }

    public static GenerationMeasure Begin(GenerationSettings settings) => new(GenerationTelemetry.Start(settings));

    public void FirstToken() => GenerationTelemetry.FirstToken(_started);

    public GenerationResult Finish(GenerationResult result)
    {
        var (input, output) = (0L, 0L);
        var last = -1;
        foreach (var sequence in result.Sequences)
        {
            // Several sequences of one prompt read it once.
            input += sequence.Prompt == last ? 0 : sequence.PromptLength;
            last = sequence.Prompt;
            output += sequence.Tokens.Count - sequence.PromptLength;
        }

        Finish(input, output, result.Sequences.Count == 1 ? result.Sequences[0].FinishReason : null);
        return result;
    }

    public void Finish(GenerationRow[] rows)
    {
        var (input, output) = (0L, 0L);
        var last = -1;
        foreach (var row in rows)
        {
            input += row.Prompt == last ? 0 : row.PromptLength;
            last = row.Prompt;
            output += row.Count - row.PromptLength;
        }

        Finish(input, output, rows.Length == 1 ? rows[0].Finished : null);
    }

    public void Fail(Exception error)
    {
        GenerationTelemetry.Failed(_activity, _started, error);
        _activity?.Dispose();
    }

    private void Finish(long input, long output, FinishReason? reason)
    {
        GenerationTelemetry.Finished(_activity, _started, input, output, reason);
        _activity?.Dispose();
    }
}

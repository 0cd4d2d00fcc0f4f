namespace Pipelines.Training;

/// <summary>Keeps the numbers of each step, where they were asked for.</summary>
internal sealed class StepRecorder(GenerationSettings settings, int rowCount, int vocabularySize)
{
    private float[]? _logits;
    private float[]? _scores;

    public List<GenerationStep> Steps { get; } = [];

    /// <summary>Begins a step.</summary>
    public void Begin()
    {
        if (!settings.KeepLogits && !settings.KeepScores)
            return;
        _logits = settings.KeepLogits ? new float[checked(rowCount * vocabularySize)] : null;
        _scores = settings.KeepScores ? new float[checked(rowCount * vocabularySize)] : null;
        Steps.Add(new GenerationStep(_logits, _scores));
    }

    public void AddLogits(int row, ReadOnlySpan<float> logits)
    {
        if (_logits is not null)
            logits.CopyTo(_logits.AsSpan(row * vocabularySize));
    }

    public void AddScores(int row, ReadOnlySpan<float> scores)
    {
        if (_scores is not null)
            scores.CopyTo(_scores.AsSpan(row * vocabularySize));
    }
}

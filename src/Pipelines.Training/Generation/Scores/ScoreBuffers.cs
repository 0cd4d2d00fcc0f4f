namespace Pipelines.Training;

/// <summary>Working memory that the processors of a generation share: one number or mark for each token id.</summary>
internal sealed class ScoreBuffers(int vocabularySize)
{
    private readonly int[] _marks = new int[vocabularySize];
    private int _mark;

    /// <summary>Numbers that a processor may overwrite.</summary>
    public float[] Numbers { get; } = new float[vocabularySize];

    /// <summary>More numbers that a processor may overwrite.</summary>
    public float[] MoreNumbers { get; } = new float[vocabularySize];

    /// <summary>Forgets which ids were seen.</summary>
    public void ForgetSeen() => _mark++;

    /// <summary>Whether an id is met for the first time since the last <see cref="ForgetSeen"/>.</summary>
    public bool IsFirst(int id)
    {
        if (_marks[id] == _mark)
            return false;
        _marks[id] = _mark;
        return true;
    }
}

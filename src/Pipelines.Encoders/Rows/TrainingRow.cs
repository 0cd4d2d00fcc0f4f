namespace Pipelines.Encoders;

/// <summary>A row to train on: as many labels and segments as token ids. Its buffers grow and are used again.</summary>
internal sealed class TrainingRow
{
    private int[] _inputIds = [];
    private int[] _labels = [];
    private int[] _segments = [];

    public int Length { get; private set; }

    public Span<int> InputIds => _inputIds.AsSpan(0, Length);

    public Span<int> Labels => _labels.AsSpan(0, Length);

    public Span<int> Segments => _segments.AsSpan(0, Length);

    /// <summary>Makes the row one of a length, with labels that count nothing, all one segment.</summary>
    public void Reset(int length)
    {
        if (_inputIds.Length < length)
        {
            var size = Math.Max(length, 2 * _inputIds.Length);
            (_inputIds, _labels, _segments) = (new int[size], new int[size], new int[size]);
        }

        Length = length;
        Labels.Fill(TokenLabels.IgnoreIndex);
        Segments.Fill(1);
    }
}

namespace Pipelines.Training;

/// <summary>Rows of token ids and labels, padded to the same length; the buffers are reused from batch to batch.</summary>
public sealed class TokenBatch
{
    private int[] _inputIds = [];
    private int[] _labels = [];

    /// <summary>How many rows there are.</summary>
    public int RowCount { get; private set; }

    /// <summary>Tokens in a row, padding included.</summary>
    public int Length { get; private set; }

    /// <summary>Token ids [rows, length]; padding is 0.</summary>
    public Span<int> InputIds => _inputIds.AsSpan(0, RowCount * Length);

    /// <summary>Labels [rows, length]; padding is <see cref="TokenLabels.IgnoreIndex"/>.</summary>
    public Span<int> Labels => _labels.AsSpan(0, RowCount * Length);

    /// <summary>How many labels count in the loss.</summary>
    public int LabelCount
    {
        get
        {
            var count = 0;
            foreach (var label in Labels)
                count += label == TokenLabels.IgnoreIndex ? 0 : 1;
            return count;
        }
    }

    /// <summary>Makes the batch a number of rows of a length, all padding.</summary>
    public void Reset(int rowCount, int length)
    {
        RowCount = rowCount;
        Length = length;
        var size = checked(rowCount * length);
        if (_inputIds.Length < size)
        {
            _inputIds = new int[size];
            _labels = new int[size];
        }

        InputIds.Clear();
        Labels.Fill(TokenLabels.IgnoreIndex);
    }

    /// <summary>Fills one row; what it leaves is padding.</summary>
    public void SetRow(int row, ReadOnlySpan<int> inputIds, ReadOnlySpan<int> labels)
    {
        inputIds.CopyTo(_inputIds.AsSpan(row * Length, Length));
        labels.CopyTo(_labels.AsSpan(row * Length, Length));
    }
}

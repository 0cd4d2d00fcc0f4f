namespace Pipelines.Training;

/// <summary>Rows of token ids and labels, padded to the same length; the buffers are reused from batch to batch.</summary>
public sealed class TokenBatch
{
    private int[] _inputIds = [];
    private int[] _labels = [];
    private int[] _segments = [];
    private int[] _positionIds = [];
    private double[] _rowValues = [];
    private int _valueCount;

    /// <summary>How many rows there are.</summary>
    public int RowCount { get; private set; }

    /// <summary>Tokens in a row, padding included.</summary>
    public int Length { get; private set; }

    /// <summary>Token ids [rows, length]; padding is 0.</summary>
    public Span<int> InputIds => _inputIds.AsSpan(0, RowCount * Length);

    /// <summary>Labels [rows, length]; padding is <see cref="TokenLabels.IgnoreIndex"/>.</summary>
    public Span<int> Labels => _labels.AsSpan(0, RowCount * Length);

    /// <summary>Whether <see cref="Segments"/> were given; otherwise every token sees all before it.</summary>
    public bool HasSegments { get; private set; }

    /// <summary>
    /// What belongs together [rows, length]: 0 is padding, which no token sees; an attention mask of zeros and ones is one segment. Tokens
    /// of
    /// different segments do not see each other, as sequences packed into one row must not.
    /// </summary>
    public ReadOnlySpan<int> Segments => HasSegments ? _segments.AsSpan(0, RowCount * Length) : default;

    /// <summary>Whether a token is in another segment than 0 and 1, so that segments must be kept apart.</summary>
    public bool HasSeveralSegments => Segments.ContainsAnyExceptInRange(0, 1);

    /// <summary>Whether <see cref="PositionIds"/> were given; otherwise tokens count from 0 in each row.</summary>
    public bool HasPositionIds { get; private set; }

    /// <summary>Where each token stands [rows, length].</summary>
    public ReadOnlySpan<int> PositionIds => HasPositionIds ? _positionIds.AsSpan(0, RowCount * Length) : default;

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

    /// <summary>The numbers that belong to a row as a whole; empty where none were given.</summary>
    public ReadOnlySpan<double> RowValues(int row) => _rowValues.AsSpan(row * _valueCount, _valueCount);

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
        HasSegments = false;
        HasPositionIds = false;
        _valueCount = 0;
    }

    /// <summary>Fills one row; what it leaves is padding.</summary>
    /// <param name="row">From 0.</param>
    /// <param name="inputIds">At most <see cref="Length"/> token ids.</param>
    /// <param name="labels">As many: the token to predict at each place, or <see cref="TokenLabels.IgnoreIndex"/>.</param>
    public void SetRow(int row, ReadOnlySpan<int> inputIds, ReadOnlySpan<int> labels)
    {
        inputIds.CopyTo(_inputIds.AsSpan(row * Length, Length));
        labels.CopyTo(_labels.AsSpan(row * Length, Length));
    }

    /// <summary>Gives the segments of one row, or its attention mask; rows for which none are given are one segment throughout.</summary>
    /// <param name="row">The row.</param>
    /// <param name="segments">One for each token, 0 for padding; what they leave is padding.</param>
    public void SetSegments(int row, ReadOnlySpan<int> segments)
    {
        if (!HasSegments)
        {
            Grow(ref _segments);
            _segments.AsSpan(0, RowCount * Length).Fill(1);
            HasSegments = true;
        }

        var target = _segments.AsSpan(row * Length, Length);
        target.Clear();
        segments.CopyTo(target);
    }

    /// <summary>Gives the numbers that belong to a row as a whole; every row takes as many.</summary>
    public void SetRowValues(int row, ReadOnlySpan<double> values)
    {
        _valueCount = values.Length;
        if (_rowValues.Length < RowCount * _valueCount)
            Array.Resize(ref _rowValues, RowCount * _valueCount);
        values.CopyTo(_rowValues.AsSpan(row * _valueCount));
    }

    /// <summary>Gives the positions of one row; rows for which none are given count from 0.</summary>
    /// <param name="row">The row.</param>
    /// <param name="positionIds">One for each token; what they leave is 0.</param>
    public void SetPositionIds(int row, ReadOnlySpan<int> positionIds)
    {
        if (!HasPositionIds)
        {
            Grow(ref _positionIds);
            for (var i = 0; i < RowCount * Length; i++)
                _positionIds[i] = i % Length;
            HasPositionIds = true;
        }

        var target = _positionIds.AsSpan(row * Length, Length);
        target.Clear();
        positionIds.CopyTo(target);
    }

    /// <summary>
    /// Counts positions from 0 in each segment of the rows, padding not counted: what padding before a text, or packing, needs.
    /// </summary>
    /// <exception cref="InvalidOperationException">No segments were given.</exception>
    public void CountPositions()
    {
        if (!HasSegments)
            throw new InvalidOperationException("Positions are counted by segments; give them first.");
        Grow(ref _positionIds);
        HasPositionIds = true;
        for (var row = 0; row < RowCount; row++)
        {
            var position = 0;
            for (var i = row * Length; i < (row + 1) * Length; i++)
            {
                if (i > row * Length && _segments[i] != _segments[i - 1] && _segments[i] != 0)
                    position = 0;
                _positionIds[i] = _segments[i] == 0 ? 0 : position++;
            }
        }
    }

    private void Grow(ref int[] values)
    {
        if (values.Length < RowCount * Length)
            values = new int[RowCount * Length];
    }
}

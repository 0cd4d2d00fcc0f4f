using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines.Gpt;

/// <summary>Sequences that a <see cref="GptModel"/> continues, with one key-value cache a layer.</summary>
internal sealed class GptDecodingSession : IDecodingSession
{
    // A long prompt is computed in pieces, so that its activations stay small.
    private const int PieceLength = 512;

    private readonly GptModel _model;
    private readonly IReadOnlyList<KeyValueCache> _caches;
    private readonly SequenceSlots _slots;
    private readonly SequenceSlots.CopyRows _copyRows;
    private readonly List<DecodingRun> _runs = [];
    private readonly DecodingStep _step;
    private int[] _positions = [];

    public GptDecodingSession(GptModel model, int sequenceCount)
    {
        _model = model;
        _slots = new SequenceSlots(sequenceCount, model.BlockSize);
        _caches = model.CreateCaches(sequenceCount, model.BlockSize);
        _step = new DecodingStep(_runs);
        _copyRows = CopyRows;
    }

    public int SequenceCount => _slots.Count;

    public int Capacity => _slots.Capacity;

    public int VocabularySize => _model.VocabularySize;

    public int HiddenSize => _model.Config.EmbeddingSize;

    public int GetLength(int sequence) => _slots.GetLength(sequence);

    public void Truncate(int sequence, int length) => _slots.Truncate(sequence, length);

    public void Arrange(ReadOnlySpan<int> sources) => _slots.Arrange(sources, _copyRows);

    public void Append(int sequence, ReadOnlySpan<int> tokens, Span<float> logits, Span<float> hidden = default)
    {
        _slots.Require(sequence, tokens.Length);
        var wantedLogits = Rows(logits, VocabularySize, tokens.Length);
        var wantedHidden = Rows(hidden, HiddenSize, tokens.Length);
        for (var start = 0; start < tokens.Length; start += PieceLength)
        {
            var piece = tokens.Slice(start, Math.Min(PieceLength, tokens.Length - start));
            var position = _slots.GetLength(sequence);
            _runs.Clear();
            _runs.Add(new DecodingRun(_slots[sequence], 0, piece.Length, position));
            using var scope = new TensorScope();
            var states = Decode(piece, position + piece.Length);
            _slots.Append(sequence, piece);
            // Of the rows that the caller wants, those that lie in this piece.
            var behind = tokens.Length - start - piece.Length;
            Take(states, piece.Length, behind, wantedHidden, HiddenSize, hidden, head: false);
            Take(states, piece.Length, behind, wantedLogits, VocabularySize, logits, head: true);
        }
    }

    public void AppendEach(ReadOnlySpan<int> sequences, ReadOnlySpan<int> tokens, Span<float> logits, Span<float> hidden = default)
    {
        if (sequences.IsEmpty)
            return;
        var longest = 0;
        _runs.Clear();
        for (var i = 0; i < sequences.Length; i++)
        {
            _slots.Require(sequences[i], 1);
            var position = _slots.GetLength(sequences[i]);
            _runs.Add(new DecodingRun(_slots[sequences[i]], i, 1, position));
            longest = Math.Max(longest, position + 1);
        }

        using var scope = new TensorScope();
        var states = Decode(tokens[..sequences.Length], longest);
        for (var i = 0; i < sequences.Length; i++)
            _slots.Append(sequences[i], tokens.Slice(i, 1));
        if (!hidden.IsEmpty)
            states.AsSpan<float>().CopyTo(hidden);
        if (!logits.IsEmpty)
            _model.Head(states).AsSpan<float>().CopyTo(logits);
    }

    public void Dispose()
    {
        foreach (var cache in _caches)
            cache.Dispose();
    }

    private static int Rows(Span<float> target, int width, int tokenCount) =>
        target.Length % width == 0 && target.Length / width <= tokenCount
            ? target.Length / width
            : throw new ArgumentException($"Room for {target.Length} numbers is no whole number of rows of {width} for at most {tokenCount} tokens.", nameof(target));

    private Tensor Decode(ReadOnlySpan<int> tokens, int longest)
    {
        foreach (var cache in _caches)
            cache.Reserve(longest);
        if (_positions.Length < tokens.Length)
            _positions = new int[tokens.Length];
        foreach (var run in _runs)
        {
            for (var i = 0; i < run.RowCount; i++)
                _positions[run.FirstRow + i] = run.Position + i;
        }

        return _model.Decode(tokens, _positions.AsSpan(0, tokens.Length), _step, _caches);
    }

    // The caller wants the last rows of all; "behind" of them are still to come.
    private void Take(Tensor states, int count, int behind, int wanted, int width, Span<float> target, bool head)
    {
        var rows = Math.Min(count, wanted - behind);
        if (rows <= 0)
            return;
        var last = rows == count ? states : Functional.Slice(states, 1, count - rows, rows);
        var result = head ? _model.Head(last) : last;
        result.AsSpan<float>().CopyTo(target.Slice((wanted - behind - rows) * width, rows * width));
    }

    private void CopyRows(int source, int target, int firstRow, int rowCount)
    {
        foreach (var cache in _caches)
            cache.Copy(source, target, firstRow, rowCount);
    }
}

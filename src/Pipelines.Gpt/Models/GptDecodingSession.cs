using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines.Gpt;

/// <summary>Sequences that a <see cref="GptModel"/> continues, with one key-value cache a layer.</summary>
internal sealed partial class GptDecodingSession : IDecodingSession
{
    // A long prompt is computed in pieces, so that its activations stay small.
    private const int PieceLength = 512;

    private readonly GptModel _model;
    private readonly IReadOnlyList<KeyValueCache> _caches;
    private readonly RopeScaling? _scaling;
    private readonly int[] _regimes;
    private readonly SequenceSlots _slots;
    private readonly SequenceSlots.CopyRows _copyRows;
    private readonly List<DecodingRun> _runs = [];
    private readonly DecodingStep _step;
    private int[] _positions = [];

    public GptDecodingSession(GptModel model, int sequenceCount)
    {
        _model = model;
        _scaling = model.Config.RopeScaling;
        _slots = new SequenceSlots(sequenceCount, model.Config.LongestRow);
        _caches = model.CreateCaches(sequenceCount, model.Config.LongestRow);
        _regimes = new int[sequenceCount];
        _adapters = new string?[sequenceCount];
        _prompts = new ISoftPrompt?[sequenceCount];
        _promptRegimes = new int[sequenceCount];
        Array.Fill(_prompts, model.SoftPrompt);
        Array.Fill(_promptRegimes, NotWritten);
        _haveSamePrompts = HaveSamePrompts;
        _step = new DecodingStep(_runs);
        _copyRows = CopyRows;
    }

    public int SequenceCount => _slots.Count;

    public int Capacity => _slots.Capacity - LongestPrompt();

    public int VocabularySize => _model.VocabularySize;

    public int HiddenSize => _model.Config.EmbeddingSize;

    public int GetLength(int sequence) => _slots.GetLength(sequence);

    public void Truncate(int sequence, int length) => _slots.Truncate(sequence, length);

    public void Arrange(ReadOnlySpan<int> sources) => _slots.Arrange(sources, _copyRows, _haveSamePrompts);

    public void Append(int sequence, ReadOnlySpan<int> tokens, Span<float> logits, Span<float> hidden = default)
    {
        Require(sequence, tokens.Length);
        var wantedLogits = Rows(logits, VocabularySize, tokens.Length);
        var wantedHidden = Rows(hidden, HiddenSize, tokens.Length);
        var length = Rows(sequence) + tokens.Length;
        var alike = CountAlike(length, tokens.Length, wantedLogits);
        if (alike < tokens.Length)
        {
            var rest = tokens.Length - alike;
            var laterLogits = Math.Min(rest, wantedLogits) * VocabularySize;
            var laterHidden = Math.Min(rest, wantedHidden) * HiddenSize;
            Append(sequence, tokens[..alike], logits[..^laterLogits], hidden[..^laterHidden]);
            Append(sequence, tokens[alike..], logits[^laterLogits..], hidden[^laterHidden..]);
            return;
        }

        if (MustStartOver(sequence, length))
        {
            int[] all = [.. _slots.GetTokens(sequence), .. tokens];
            _slots.Truncate(sequence, 0);
            Append(sequence, all, logits, hidden);
            return;
        }

        WritePrompt(sequence, length);
        _regimes[_slots[sequence]] = Regime(length);
        for (var start = 0; start < tokens.Length; start += PieceLength)
        {
            var piece = tokens.Slice(start, Math.Min(PieceLength, tokens.Length - start));
            _runs.Clear();
            _runs.Add(new DecodingRun(_slots[sequence], 0, piece.Length, Rows(sequence)));
            using var scope = new TensorScope();
            using var adapters = RowAdapters.Use(AdaptersOfRows());
            var states = Decode(piece, length);
            _slots.Append(sequence, piece);
            // Of the rows that the caller wants, those that lie in this piece.
            var behind = tokens.Length - start - piece.Length;
            Take(states, piece.Length, behind, wantedHidden, HiddenSize, hidden, head: false);
            Take(states, piece.Length, behind, wantedLogits, VocabularySize, logits, head: true);
        }
    }

    public void AppendEach(ReadOnlySpan<int> sequences, ReadOnlySpan<int> tokens, Span<float> logits, Span<float> hidden = default)
    {
        for (var first = 0; first < sequences.Length;)
        {
            // Sequences whose positions are rotated alike go together.
            var count = 0;
            while (first + count < sequences.Length && (count == 0 || AreAlike(sequences[first], sequences[first + count])))
                count++;
            var ownLogits = logits.IsEmpty ? logits : logits.Slice(first * VocabularySize, count * VocabularySize);
            var ownHidden = hidden.IsEmpty ? hidden : hidden.Slice(first * HiddenSize, count * HiddenSize);
            if (count == 1)
                Append(sequences[first], tokens.Slice(first, 1), ownLogits, ownHidden);
            else
                AppendTogether(sequences.Slice(first, count), tokens.Slice(first, count), ownLogits, ownHidden);
            first += count;
        }
    }

    public void AppendMasked(int sequence, int token, Span<float> logits)
    {
        ArgumentOutOfRangeException.ThrowIfZero(_slots.GetLength(sequence));
        var length = Rows(sequence);
        _runs.Clear();
        _runs.Add(new DecodingRun(_slots[sequence], 0, 1, length, IsMasked: true));
        using var scope = new TensorScope();
        using var adapters = RowAdapters.Use(AdaptersOfRows());
        _model.Head(Decode([token], Math.Max(length, 2))).AsSpan<float>().CopyTo(logits);
    }

    public void Dispose()
    {
        foreach (var cache in _caches)
            cache.Dispose();
    }

    private static int Rows(Span<float> target, int width, int tokenCount) =>
        target.Length % width == 0 && target.Length / width <= tokenCount
            ? target.Length / width
            : throw new ArgumentException(
                $"Room for {target.Length} numbers is no whole number of rows of {width} for at most {tokenCount} tokens.", nameof(target));

    private void AppendTogether(ReadOnlySpan<int> sequences, ReadOnlySpan<int> tokens, Span<float> logits, Span<float> hidden)
    {
        var longest = 0;
        foreach (var sequence in sequences)
        {
            Require(sequence, 1);
            WritePrompt(sequence, Rows(sequence) + 1);
        }

        _runs.Clear();
        for (var i = 0; i < sequences.Length; i++)
        {
            var position = Rows(sequences[i]);
            _regimes[_slots[sequences[i]]] = Regime(position + 1);
            _runs.Add(new DecodingRun(_slots[sequences[i]], i, 1, position));
            longest = Math.Max(longest, position + 1);
        }

        using var scope = new TensorScope();
        using var adapters = RowAdapters.Use(AdaptersOfRows());
        var states = Decode(tokens, longest);
        for (var i = 0; i < sequences.Length; i++)
            _slots.Append(sequences[i], tokens.Slice(i, 1));
        if (!hidden.IsEmpty)
            states.AsSpan<float>().CopyTo(hidden);
        if (!logits.IsEmpty)
            _model.Head(states).AsSpan<float>().CopyTo(logits);
    }

    private int Regime(int length) => _scaling?.Regime(length, _model.Config.BlockSize) ?? 0;

    // How many of the tokens at the end of a length can be computed together: a token whose logits are wanted is rotated as when it is the
    // last.
    private int CountAlike(int length, int count, int wantedLogits)
    {
        if (_scaling is null || wantedLogits < 2)
            return count;
        var first = length - wantedLogits + 1;
        var end = first;
        while (end < length && Regime(end + 1) == Regime(first))
            end++;
        return end - (length - count);
    }

    private bool AreAlike(int first, int second) =>
        _scaling is null
        || (Regime(Rows(first) + 1) == Regime(Rows(second) + 1)
            && !MustStartOver(first, Rows(first) + 1)
            && !MustStartOver(second, Rows(second) + 1));

    // Long rope rotates all positions otherwise from a length on; the dynamic method, as the reference has it, only those to come.
    private bool MustStartOver(int sequence, int length) =>
        _scaling is { Kind: RopeScalingKind.LongRope } && _slots.GetLength(sequence) > 0 && _regimes[_slots[sequence]] != Regime(length);

    private Tensor Decode(ReadOnlySpan<int> tokens, int longest)
    {
        foreach (var cache in _caches)
            cache.Reserve(longest);
        if (_positions.Length < tokens.Length)
            _positions = new int[tokens.Length];
        foreach (var run in _runs)
        {
            // The reference gives masked tokens position 1.
            for (var i = 0; i < run.RowCount; i++)
                _positions[run.FirstRow + i] = run.IsMasked ? 1 : run.Position + i;
        }

        return _model.Decode(tokens, _positions.AsSpan(0, tokens.Length), longest, _step, _caches);
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
        // Equal tokens have equal rows only where they were rotated alike.
        if (_regimes[source] != _regimes[target])
            (firstRow, rowCount) = (0, firstRow + rowCount);
        _regimes[target] = _regimes[source];
        CopyPrompt(source, target, ref firstRow, ref rowCount);
        _adapters[target] = _adapters[source];
        foreach (var cache in _caches)
            cache.Copy(source, target, firstRow, rowCount);
    }
}

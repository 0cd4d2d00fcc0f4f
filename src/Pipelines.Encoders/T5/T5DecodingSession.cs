using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines.Encoders;

/// <summary>
/// Targets that a <see cref="T5Model"/> writes. The sources are encoded once, and each block's keys and values of them kept; those of the
/// targets grow in a cache.
/// </summary>
internal sealed class T5DecodingSession : IDecodingSession
{
    private readonly T5Model _model;
    private readonly int _sequencesPerSource;
    private readonly SequenceSlots _slots;
    private readonly SequenceSlots.CopyRows _copyRows;
    private readonly KeyValueCache[] _caches;
    private readonly Source[] _sources;
    private readonly List<Run> _runs = [];

    public T5DecodingSession(T5Model model, IReadOnlyList<PromptTokens> sources, int sequencesPerSource)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sources.Count, nameof(sources));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sequencesPerSource);
        (_model, _sequencesPerSource, _copyRows) = (model, sequencesPerSource, CopyRows);
        var count = checked(sources.Count * sequencesPerSource);
        _slots = new SequenceSlots(count, int.MaxValue, sequencesPerSource);
        _caches = new KeyValueCache[model.Config.DecoderLayerCount];
        for (var i = 0; i < _caches.Length; i++)
            _caches[i] = new KeyValueCache(model.Backend, count, int.MaxValue, model.Config.InnerSize);
        _sources = new Source[sources.Count];
        for (var i = 0; i < _sources.Length; i++)
            _sources[i] = Encode(sources[i]);
    }

    public int SequenceCount => _slots.Count;

    public int Capacity => _slots.Capacity;

    public int VocabularySize => _model.VocabularySize;

    public int HiddenSize => _model.Config.HiddenSize;

    public int GetLength(int sequence) => _slots.GetLength(sequence);

    public void Truncate(int sequence, int length) => _slots.Truncate(sequence, length);

    public void Arrange(ReadOnlySpan<int> sources) => _slots.Arrange(sources, _copyRows);

    public void Append(int sequence, ReadOnlySpan<int> tokens, Span<float> logits, Span<float> hidden = default)
    {
        _slots.Require(sequence, tokens.Length);
        _runs.Clear();
        _runs.Add(new Run(_slots[sequence], sequence / _sequencesPerSource, 0, tokens.Length, GetLength(sequence)));
        using var scope = new TensorScope();
        var states = Decode(tokens);
        _slots.Append(sequence, tokens);
        Take(states, HiddenSize, hidden, head: false);
        Take(states, VocabularySize, logits, head: true);
    }

    public void AppendEach(ReadOnlySpan<int> sequences, ReadOnlySpan<int> tokens, Span<float> logits, Span<float> hidden = default)
    {
        if (sequences.IsEmpty)
            return;
        _runs.Clear();
        for (var i = 0; i < sequences.Length; i++)
        {
            _slots.Require(sequences[i], 1);
            _runs.Add(new Run(_slots[sequences[i]], sequences[i] / _sequencesPerSource, i, 1, GetLength(sequences[i])));
        }

        using var scope = new TensorScope();
        var states = Decode(tokens[..sequences.Length]);
        for (var i = 0; i < sequences.Length; i++)
            _slots.Append(sequences[i], tokens.Slice(i, 1));
        Take(states, HiddenSize, hidden, head: false);
        Take(states, VocabularySize, logits, head: true);
    }

    public void Dispose()
    {
        foreach (var cache in _caches)
            cache.Dispose();
        foreach (var source in _sources)
            source.Dispose();
    }

    private Source Encode(PromptTokens source)
    {
        var mask = source.HasMask ? new int[source.Length] : null;
        for (var i = 0; mask is not null && i < mask.Length; i++)
            mask[i] = source.IsAttended(i) ? 1 : 0;
        using var scope = new TensorScope();
        var batch = new EncoderBatch(1, source.Length, source.Ids.ToArray(), mask);
        var encoded = _model.Encode(batch);
        var (keys, values) = (new Tensor[_caches.Length], new Tensor[_caches.Length]);
        for (var i = 0; i < keys.Length; i++)
        {
            var attention = _model.Decoder.Blocks[i].Cross!.Attention;
            keys[i] = attention.Keys(encoded).TakeOwnership();
            values[i] = attention.Values(encoded).TakeOwnership();
        }

        var seen = _model.MaskOf(batch);
        seen?.KeySegments.TakeOwnership();
        return new Source(keys, values, seen);
    }

    /// <summary>New tokens of the runs; gives their final states [1, rows, hidden].</summary>
    private Tensor Decode(ReadOnlySpan<int> tokens)
    {
        var stack = _model.Decoder;
        var biases = new Tensor[_runs.Count];
        for (var i = 0; i < biases.Length; i++)
        {
            var run = _runs[i];
            biases[i] = i > 0 && _runs[i - 1].Position == run.Position && _runs[i - 1].RowCount == run.RowCount
                ? biases[i - 1]
                : stack.Bias(run.Position, run.RowCount, run.Position + run.RowCount);
        }

        var x = _model.Embed(tokens, new Shape(1, tokens.Length));
        for (var layer = 0; layer < _caches.Length; layer++)
        {
            var block = stack.Blocks[layer];
            x = DecodeSelf(block.Self, x, biases, _caches[layer]);
            x = DecodeCross(block.Cross!, x, layer);
            x = block.FeedForward.Forward(x);
        }

        return stack.Finish(x);
    }

    private Tensor DecodeSelf(T5AttentionLayer layer, Tensor x, Tensor[] biases, KeyValueCache cache)
    {
        var normed = layer.Normalize(x);
        var attention = layer.Attention;
        var (query, key, value) = (attention.Queries(normed), attention.Keys(normed), attention.Values(normed));
        cache.Reserve(_runs.Max(run => run.Position + run.RowCount));
        var results = new Tensor[_runs.Count];
        for (var i = 0; i < results.Length; i++)
        {
            var run = _runs[i];
            cache.Write(run.Slot, run.Position, key, 0, value, 0, run.FirstRow, run.RowCount);
            var own = results.Length == 1 ? query : Functional.Slice(query, 1, run.FirstRow, run.RowCount);
            results[i] = attention.Attend(
                own, cache.Keys(run.Slot), cache.Values(run.Slot), run.Position + run.RowCount, isCausal: true, biases[i], null);
        }

        return layer.Finish(results.Length == 1 ? results[0] : Functional.Concat(1, results), x);
    }

    private Tensor DecodeCross(T5AttentionLayer layer, Tensor x, int index)
    {
        var query = layer.Attention.Queries(layer.Normalize(x));
        List<Tensor> results = [];
        for (var first = 0; first < _runs.Count;)
        {
            // Rows of one source lie side by side and do not see each other here: one call.
            var (end, rows) = (first, 0);
            for (; end < _runs.Count && _runs[end].Source == _runs[first].Source; end++)
                rows += _runs[end].RowCount;
            var source = _sources[_runs[first].Source];
            var own = rows == query.Shape[1] ? query : Functional.Slice(query, 1, _runs[first].FirstRow, rows);
            var (key, value) = (source.Keys[index], source.Values[index]);
            results.Add(layer.Attention.Attend(own, key, value, key.Shape[1], isCausal: false, null, source.Mask));
            first = end;
        }

        return layer.Finish(results.Count == 1 ? results[0] : Functional.Concat(1, [.. results]), x);
    }

    /// <summary>Copies the last rows that the caller has room for.</summary>
    private void Take(Tensor states, int width, Span<float> target, bool head)
    {
        var count = target.Length / width;
        if (target.Length % width != 0 || count > states.Shape[1])
        {
            throw new ArgumentException(
                $"Room for {target.Length} numbers is no whole number of rows of {width} for at most {states.Shape[1]} tokens.",
                nameof(target));
        }

        if (count == 0)
            return;
        var last = count == states.Shape[1] ? states : Functional.Slice(states, 1, states.Shape[1] - count, count);
        (head ? _model.Head(last) : last).AsSpan<float>().CopyTo(target);
    }

    private void CopyRows(int source, int target, int firstRow, int rowCount)
    {
        foreach (var cache in _caches)
            cache.Copy(source, target, firstRow, rowCount);
    }

    /// <summary>Consecutive rows that are new tokens of one sequence.</summary>
    private readonly record struct Run(int Slot, int Source, int FirstRow, int RowCount, int Position);

    /// <summary>Each block's keys and values of a source.</summary>
    private sealed record Source(Tensor[] Keys, Tensor[] Values, AttentionMask? Mask) : IDisposable
    {
        public void Dispose()
        {
            foreach (var tensor in Keys)
                tensor.Dispose();
            foreach (var tensor in Values)
                tensor.Dispose();
            Mask?.KeySegments.Dispose();
        }
    }
}

using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines.Gpt;

/// <summary>Sequences that a <see cref="GptModel"/> continues, with one key-value cache a layer.</summary>
internal sealed class GptDecodingSession : IDecodingSession
{
    private readonly GptModel _model;
    private readonly IReadOnlyList<KeyValueCache> _caches;
    private readonly int[] _lengths;

    public GptDecodingSession(GptModel model, int sequenceCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sequenceCount);
        _model = model;
        _lengths = new int[sequenceCount];
        _caches = model.CreateCaches(sequenceCount, model.BlockSize);
    }

    public int SequenceCount => _lengths.Length;

    public int Capacity => _model.BlockSize;

    public int GetLength(int sequence) => _lengths[sequence];

    public void Clear(int sequence) => _lengths[sequence] = 0;

    public void Append(int sequence, ReadOnlySpan<int> tokens, Span<float> logits)
    {
        Check(sequence, tokens.Length);
        using var scope = new TensorScope();
        var positions = new int[tokens.Length];
        for (var i = 0; i < positions.Length; i++)
            positions[i] = _lengths[sequence] + i;
        var step = new DecodingStep([new DecodingRun(sequence, 0, tokens.Length, _lengths[sequence])]);
        var hidden = _model.Decode(tokens, positions, step, _caches);
        _lengths[sequence] += tokens.Length;
        var last = tokens.Length == 1 ? hidden : Functional.Slice(hidden, 1, tokens.Length - 1, 1);
        _model.Head(last).AsSpan<float>().CopyTo(logits);
    }

    public void AppendEach(ReadOnlySpan<int> sequences, ReadOnlySpan<int> tokens, Span<float> logits)
    {
        using var scope = new TensorScope();
        var positions = new int[sequences.Length];
        var runs = new DecodingRun[sequences.Length];
        for (var i = 0; i < runs.Length; i++)
        {
            Check(sequences[i], 1);
            positions[i] = _lengths[sequences[i]];
            runs[i] = new DecodingRun(sequences[i], i, 1, positions[i]);
        }

        var hidden = _model.Decode(tokens, positions, new DecodingStep(runs), _caches);
        foreach (var sequence in sequences)
            _lengths[sequence]++;
        _model.Head(hidden).AsSpan<float>().CopyTo(logits);
    }

    public void Dispose()
    {
        foreach (var cache in _caches)
            cache.Dispose();
    }

    private void Check(int sequence, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        if (_lengths[sequence] + count > Capacity)
            throw new InvalidOperationException($"Sequence {sequence} holds {_lengths[sequence]} of {Capacity} tokens; {count} more do not fit. Clear it and append what should stay.");
    }
}

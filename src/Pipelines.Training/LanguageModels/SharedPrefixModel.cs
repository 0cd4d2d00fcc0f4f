namespace Pipelines.Training;

/// <summary>
/// A model whose prompts all begin with the same tokens: they are computed once, and every sequence starts from a copy of their keys and
/// values. Prompts are given whole, as to any other model.
/// </summary>
internal sealed class SharedPrefixModel : ICausalModel, IDisposable
{
    private readonly ICausalModel _model;
    private readonly int[] _prefix;
    private readonly IDecodingSession _session;
    private readonly int[] _sources;

    /// <summary>Computes the tokens.</summary>
    /// <param name="model">The model.</param>
    /// <param name="prefix">The tokens; at least one.</param>
    /// <param name="sequences">The most sequences at once.</param>
    public SharedPrefixModel(ICausalModel model, int[] prefix, int sequences)
    {
        (_model, _prefix) = (model, prefix);
        _session = model.StartDecoding(sequences + 1);
        _sources = new int[sequences + 1];
        Array.Fill(_sources, sequences);
        try
        {
            _session.Append(sequences, prefix, []);
        }
        catch
        {
            _session.Dispose();
            throw;
        }
    }

    public int VocabularySize => _model.VocabularySize;

    public int BlockSize => _model.BlockSize;

    public GenerationOptions? Generation => _model.Generation;

    public IDecodingSession StartDecoding(int sequenceCount)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(sequenceCount, _sources.Length);
        // The last sequence keeps the tokens; the others get them again, whatever they held.
        _session.Arrange(_sources);
        return new Session(_session, _prefix, sequenceCount);
    }

    public void Dispose() => _session.Dispose();

    /// <summary>Sequences that hold the tokens before anything is appended, and do not say so.</summary>
    private sealed class Session(IDecodingSession session, int[] prefix, int count) : IDecodingSession
    {
        private readonly bool[] _isEmpty = [.. Enumerable.Repeat(true, count)];

        public int SequenceCount => count;

        public int Capacity => session.Capacity;

        public int VocabularySize => session.VocabularySize;

        public int HiddenSize => session.HiddenSize;

        public int GetCapacity(int sequence) => session.GetCapacity(sequence);

        public int GetLength(int sequence) => _isEmpty[sequence] ? 0 : session.GetLength(sequence);

        public void Truncate(int sequence, int length)
        {
            if (_isEmpty[sequence])
                return;
            session.Truncate(sequence, length);
        }

        public void Append(int sequence, ReadOnlySpan<int> tokens, Span<float> logits, Span<float> hidden = default)
        {
            if (!_isEmpty[sequence])
            {
                session.Append(sequence, tokens, logits, hidden);
                return;
            }

            _isEmpty[sequence] = false;
            if (tokens.Length > prefix.Length && tokens.StartsWith(prefix))
                tokens = tokens[prefix.Length..];
            else
                session.Truncate(sequence, 0);
            session.Append(sequence, tokens, logits, hidden);
        }

        public void AppendEach(ReadOnlySpan<int> sequences, ReadOnlySpan<int> tokens, Span<float> logits, Span<float> hidden = default) =>
            session.AppendEach(sequences, tokens, logits, hidden);

        public void Arrange(ReadOnlySpan<int> sources) =>
            throw new NotSupportedException("Sequences with a shared beginning are not arranged; continue them one by one.");

        public void Dispose()
        {
        }
    }
}

namespace Pipelines.Training.Tests;

/// <summary>A model whose logits are a function of the tokens so far: quick, and as good as any for what does not depend on weights.</summary>
internal sealed class FakeModel(int vocabularySize, int blockSize, FakeModel.Score score) : ICausalModel
{
    /// <summary>The logit of an id behind some tokens.</summary>
    public delegate float Score(ReadOnlySpan<int> tokens, int id);

    public int VocabularySize => vocabularySize;

    public int BlockSize => blockSize;

    /// <summary>The most tokens that a sequence has held.</summary>
    public int LongestSequence { get; private set; }

    /// <summary>How many passes there were.</summary>
    public int PassCount { get; private set; }

    /// <summary>How many tokens it has computed.</summary>
    public int TokenCount { get; set; }

    /// <summary>Logits of the last three tokens without any pattern, and without ties.</summary>
    public static FakeModel Random(int vocabularySize, int seed = 1, int blockSize = 256) => new(vocabularySize, blockSize, (tokens, id) =>
    {
        var hash = (ulong)seed;
        foreach (var token in tokens[Math.Max(0, tokens.Length - 3)..])
            hash = Mix(hash * 31 + (ulong)token + 1);
        return (float)(Mix(hash * 1_000_003 + (ulong)id) >> 40) / (1 << 24) * 6f - 3f;
    });

    public IDecodingSession StartDecoding(int sequenceCount) => new Session(this, sequenceCount);

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    private float LogitOf(ReadOnlySpan<int> tokens, int id) => score(tokens, id);

    private sealed class Session(FakeModel model, int sequenceCount) : IDecodingSession
    {
        private readonly SequenceSlots _slots = new(sequenceCount, model.BlockSize);

        public int SequenceCount => sequenceCount;

        public int Capacity => model.BlockSize;

        public int VocabularySize => model.VocabularySize;

        public int HiddenSize => 4;

        public int GetLength(int sequence) => _slots.GetLength(sequence);

        public void Truncate(int sequence, int length) => _slots.Truncate(sequence, length);

        public void Arrange(ReadOnlySpan<int> sources) => _slots.Arrange(sources, (_, _, _, _) => { });

        public void Append(int sequence, ReadOnlySpan<int> tokens, Span<float> logits, Span<float> hidden = default)
        {
            model.PassCount++;
            AppendOne(sequence, tokens, logits, hidden);
        }

        public void AppendEach(ReadOnlySpan<int> sequences, ReadOnlySpan<int> tokens, Span<float> logits, Span<float> hidden = default)
        {
            model.PassCount++;
            for (var i = 0; i < sequences.Length; i++)
            {
                AppendOne(
                    sequences[i], tokens.Slice(i, 1), logits.Slice(i * VocabularySize, VocabularySize), hidden.IsEmpty ? hidden : hidden.Slice(i * HiddenSize, HiddenSize));
            }
        }

        public void Dispose()
        {
        }

        private void AppendOne(int sequence, ReadOnlySpan<int> tokens, Span<float> logits, Span<float> hidden)
        {
            model.TokenCount += tokens.Length;
            _slots.Append(sequence, tokens);
            var all = _slots.GetTokens(sequence);
            model.LongestSequence = Math.Max(model.LongestSequence, all.Length);
            var rows = logits.Length / VocabularySize;
            for (var row = 0; row < rows; row++)
            {
                for (var id = 0; id < VocabularySize; id++)
                    logits[row * VocabularySize + id] = model.LogitOf(all[..(all.Length - rows + 1 + row)], id);
            }

            rows = hidden.Length / HiddenSize;
            for (var row = 0; row < rows; row++)
            {
                for (var i = 0; i < HiddenSize; i++)
                    hidden[row * HiddenSize + i] = model.LogitOf(all[..(all.Length - rows + 1 + row)], 1000 + i);
            }
        }
    }
}

using Pipelines.Training;

namespace Pipelines.Evaluation.Tests;

/// <summary>A model that counts the tokens it computes.</summary>
internal sealed class CountingModel(ICausalModel model) : ICausalModel
{
    public int Computed { get; private set; }

    public int VocabularySize => model.VocabularySize;

    public int BlockSize => model.BlockSize;

    public GenerationOptions? Generation => model.Generation;

    public IDecodingSession StartDecoding(int sequenceCount) => new Session(this, model.StartDecoding(sequenceCount));

    private sealed class Session(CountingModel owner, IDecodingSession session) : IDecodingSession
    {
        public int SequenceCount => session.SequenceCount;

        public int Capacity => session.Capacity;

        public int VocabularySize => session.VocabularySize;

        public int HiddenSize => session.HiddenSize;

        public int GetCapacity(int sequence) => session.GetCapacity(sequence);

        public int GetLength(int sequence) => session.GetLength(sequence);

        public void Truncate(int sequence, int length) => session.Truncate(sequence, length);

        public void Append(int sequence, ReadOnlySpan<int> tokens, Span<float> logits, Span<float> hidden = default)
        {
            owner.Computed += tokens.Length;
            session.Append(sequence, tokens, logits, hidden);
        }

        public void AppendEach(ReadOnlySpan<int> sequences, ReadOnlySpan<int> tokens, Span<float> logits, Span<float> hidden = default)
        {
            owner.Computed += tokens.Length;
            session.AppendEach(sequences, tokens, logits, hidden);
        }

        public void Arrange(ReadOnlySpan<int> sources) => session.Arrange(sources);

        public void Dispose() => session.Dispose();
    }
}

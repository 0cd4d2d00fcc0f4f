using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Training;

namespace Contoso.Bigrams;

/// <summary>Scores the next token by the one before: a vector for each token, and a head.</summary>
internal sealed class BigramModel : Module, ITrainableModel
{
    private readonly ModuleSlot<Embedding> _tokens;
    private readonly ModuleSlot<Linear> _head;

    public BigramModel(ITensorBackend backend, int vocabularySize, int size, int blockSize, int seed)
    {
        (Backend, VocabularySize, BlockSize) = (backend, vocabularySize, blockSize);
        Random = new RandomGenerator((ulong)(uint)seed);
        _tokens = AddModule("tokens", new Embedding(backend, vocabularySize, size, Random));
        _head = AddModule("head", new Linear(backend, size, vocabularySize, bias: false, random: Random));
    }

    public Module Module => this;

    public ITensorBackend Backend { get; }

    public RandomGenerator Random { get; }

    public int BlockSize { get; }

    public int VocabularySize { get; }

    public Tensor Loss(TokenBatch batch, float normalizer) =>
        Functional.LinearCrossEntropy(Rows(batch), _head.Module.Weight, Labels(batch), normalizer);

    public Tensor TokenLosses(TokenBatch batch) => Functional.LinearCrossEntropyRows(Rows(batch), _head.Module.Weight, Labels(batch));

    /// <summary>The negative log-likelihood of each token after each token, in nats [vocabulary · vocabulary].</summary>
    public float[] Table()
    {
        using var scope = new TensorScope();
        using var paused = GradientTape.Pause();
        var batch = new TokenBatch();
        batch.Reset(VocabularySize, VocabularySize);
        for (var before = 0; before < VocabularySize; before++)
        {
            batch.InputIds.Slice(before * VocabularySize, VocabularySize).Fill(before);
            for (var after = 0; after < VocabularySize; after++)
                batch.Labels[before * VocabularySize + after] = after;
        }

        return TokenLosses(batch).ToArray<float>();
    }

    private Tensor Rows(TokenBatch batch) =>
        _tokens.Module.Forward(Backend.FromArray(batch.InputIds, new Shape(batch.RowCount, batch.Length)));

    private Tensor Labels(TokenBatch batch) => Backend.FromArray(batch.Labels, new Shape(batch.RowCount, batch.Length));
}

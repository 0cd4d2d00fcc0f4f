using System.Numerics.Tensors;
using Pipelines.Nn;

namespace Pipelines.Encoders;

/// <summary>Gives the table of tokens its lengths by how rare the tokens are: <see cref="TokenStart.InverseDocumentFrequency"/>.</summary>
internal static class FrequencyStart
{
    public static void Apply(BertModel encoder, ContrastiveStore store)
    {
        var weights = Weights(store, encoder.VocabularySize);
        var table = ((Embedding)encoder.GetModule("embeddings.word_embeddings")).Weight.Value.AsSpan<float>();
        for (var token = 0; token < weights.Length; token++)
        {
            var row = table.Slice(token * encoder.HiddenSize, encoder.HiddenSize);
            TensorPrimitives.Multiply(row, weights[token], row);
        }

        foreach (var other in (string[])["embeddings.position_embeddings", "embeddings.token_type_embeddings"])
            ((Embedding)encoder.GetModule(other)).Weight.Value.AsSpan<float>().Clear();
    }

    /// <summary>The logarithms of the inverse shares of texts with a token, divided so that their mean square is 1.</summary>
    public static float[] Weights(ContrastiveStore store, int vocabularySize)
    {
        var (anchors, candidates) = (new HashSet<int>(), new HashSet<int>());
        for (var row = 0; row < store.RowCount; row++)
        {
            var texts = store.Texts(row);
            anchors.Add(texts[0]);
            for (var i = 1; i < texts.Length; i++)
                candidates.Add(texts[i]);
        }

        var (inAnchors, inCandidates) = (Count(store, anchors, vocabularySize), Count(store, candidates, vocabularySize));
        var weights = new float[vocabularySize];
        for (var token = 0; token < weights.Length; token++)
        {
            weights[token] = (float)Math.Min(
                Math.Log((1.0 + anchors.Count) / (1 + inAnchors[token])), Math.Log((1.0 + candidates.Count) / (1 + inCandidates[token])));
        }

        var meanSquare = TensorPrimitives.SumOfSquares<float>(weights) / weights.Length;
        if (meanSquare > 0)
            TensorPrimitives.Divide(weights, MathF.Sqrt(meanSquare), weights);
        else
            Array.Fill(weights, 1f);
        return weights;
    }

    private static int[] Count(ContrastiveStore store, HashSet<int> texts, int vocabularySize)
    {
        var (counts, last, stamp) = (new int[vocabularySize], new int[vocabularySize], 0);
        var tokens = new int[16];
        foreach (var text in texts)
        {
            stamp++;
            if (tokens.Length < store.Length(text))
                tokens = new int[2 * store.Length(text)];
            var ids = tokens.AsSpan(0, store.Length(text));
            store.Read(text, ids);
            foreach (var id in ids)
            {
                counts[id] += last[id] == stamp ? 0 : 1;
                last[id] = stamp;
            }
        }

        return counts;
    }
}

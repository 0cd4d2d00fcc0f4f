using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines.Gpt;

/// <summary>
/// The log-probabilities that a frozen model gives the answers of preference rows: computed once, before the first step, and kept with the
/// rows.
/// </summary>
internal static class ReferenceScores
{
    /// <summary>Computes the scores of all texts of the rows: the first text's, then the second's.</summary>
    public static double[] Compute(GptModel reference, PreferenceStore store, int batchSize, CancellationToken cancellationToken)
    {
        var wasTraining = reference.IsTraining;
        reference.ToEvaluation();
        try
        {
            var width = store.HasSecond ? 2 : 1;
            var result = new double[store.Count * width];
            var (texts, scores, batch) = (new SequenceBatch(), new AnswerScores(), new TokenBatch());
            using var reader = new TokenBatchReader(new PreferenceView(store), PreferenceView.Columns, batchSize, null);
            for (var done = 0; reader.ReadInPass(batch); done += batch.RowCount)
            {
                cancellationToken.ThrowIfCancellationRequested();
                using var scope = new TensorScope();
                texts.Split(batch);
                scores.Read(texts, reference.TokenLosses(texts.Tokens).AsSpan<float>());
                for (var row = 0; row < batch.RowCount; row++)
                {
                    for (var side = 0; side < width; side++)
                        result[(done + row) * width + side] = scores.Sum(side * batch.RowCount + row);
                }
            }

            return result;
        }
        finally
        {
            if (wasTraining)
                reference.ToTraining();
        }
    }

    /// <summary>Gives the rows the numbers that the objective reads.</summary>
    public static void Attach(PreferenceStore store, double[]? scores, bool isUnpaired)
    {
        if (!isUnpaired)
        {
            store.SetValues(2, scores ?? new double[2 * store.Count]);
            return;
        }

        var width = store.HasSecond ? 2 : 1;
        var values = new double[3 * store.Count];
        for (var row = 0; row < store.Count; row++)
        {
            values[3 * row] = scores![row * width];
            values[3 * row + 1] = width == 2 ? scores[row * width + 1] : 0;
            values[3 * row + 2] = store.Number(row);
        }

        store.SetValues(3, values);
    }
}

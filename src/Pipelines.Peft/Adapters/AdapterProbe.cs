using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines.Peft;

/// <summary>What a model computes for a few fixed token ids.</summary>
/// <param name="Numbers">Logits of every position, or losses; empty where the model reads no tokens.</param>
/// <param name="Answer">Tokens chosen greedily; null where the model does not generate.</param>
internal sealed record AdapterProbe(float[] Numbers, int[]? Answer)
{
    private const int PromptLength = 12;
    private const int AnswerLength = 8;

    public static AdapterProbe Run(Module model)
    {
        var wasTraining = model.IsTraining;
        model.ToEvaluation();
        try
        {
            using var paused = GradientTape.Pause();
            using var scope = new TensorScope();
            return model switch
            {
                ICausalModel causal => Generate(causal),
                ITrainableModel trainable => Score(trainable),
                _ => new AdapterProbe([], null),
            };
        }
        finally
        {
            if (wasTraining)
                model.ToTraining();
        }
    }

    public static AdapterProof Compare(AdapterProbe expected, AdapterProbe actual)
    {
        if (expected.Numbers.Length == 0)
            return new AdapterProof(null, null);
        var largest = 0.0;
        var difference = 0.0;
        for (var i = 0; i < expected.Numbers.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs(expected.Numbers[i]));
            difference = Math.Max(difference, Math.Abs((double)expected.Numbers[i] - actual.Numbers[i]));
        }

        return new AdapterProof(
            largest > 0 ? difference / largest : difference,
            expected.Answer is null ? null : expected.Answer.AsSpan().SequenceEqual(actual.Answer));
    }

    private static AdapterProbe Generate(ICausalModel model)
    {
        using var session = model.StartDecoding(1);
        var vocabulary = session.VocabularySize;
        var length = Math.Min(PromptLength, Math.Max(1, session.Capacity - AnswerLength));
        var logits = new float[length * vocabulary];
        session.Append(0, Tokens(length, vocabulary), logits);
        var answer = new int[Math.Min(AnswerLength, session.Capacity - length)];
        var last = logits.AsSpan(^vocabulary..).ToArray();
        for (var i = 0; i < answer.Length; i++)
        {
            answer[i] = System.Numerics.Tensors.TensorPrimitives.IndexOfMax(last);
            session.Append(0, [answer[i]], last);
        }

        return new AdapterProbe(logits, answer);
    }

    private static AdapterProbe Score(ITrainableModel model)
    {
        var length = Math.Min(PromptLength, model.BlockSize);
        var tokens = Tokens(length, model.VocabularySize);
        var batch = new TokenBatch();
        batch.Reset(1, length);
        batch.SetRow(0, tokens, tokens);
        return new AdapterProbe(model.TokenLosses(batch).ToArray<float>(), null);
    }

    private static int[] Tokens(int count, int vocabulary)
    {
        var tokens = new int[count];
        for (var i = 0; i < count; i++)
            tokens[i] = (int)((1 + i * 7919L) % vocabulary);
        return tokens;
    }
}

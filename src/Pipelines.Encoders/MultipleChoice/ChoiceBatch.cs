namespace Pipelines.Encoders;

/// <summary>Questions of any numbers of options as rows for an encoder: one for each option, padded to the longest.</summary>
public sealed class ChoiceBatch
{
    private ChoiceBatch(EncoderBatch rows, int[] counts, int[] labels) => (Rows, Counts, Labels) = (rows, counts, labels);

    /// <summary>The options of all questions, one behind the other. Questions with fewer options have fewer rows.</summary>
    public EncoderBatch Rows { get; }

    /// <summary>How many options each question has.</summary>
    public IReadOnlyList<int> Counts { get; }

    /// <summary>The right option of each question; <see cref="TokenLabels.IgnoreIndex"/> where none is known.</summary>
    public IReadOnlyList<int> Labels { get; }

    /// <summary>The most options of a question.</summary>
    public int MaximumCount => Counts.Max();

    /// <summary>Puts questions together.</summary>
    /// <param name="questions">At least one question, each with at least one option.</param>
    /// <param name="padTokenId">What padding is filled with.</param>
    /// <param name="leastLength">The least length of the rows.</param>
    /// <exception cref="ArgumentException">
    /// There are no questions, one has no options, a label is none of them, or token types are not as many as tokens.
    /// </exception>
    public static ChoiceBatch Collate(IReadOnlyList<ChoiceQuestion> questions, int padTokenId, int leastLength = 1)
    {
        ArgumentNullException.ThrowIfNull(questions);
        var rows = new List<int[]>();
        var (counts, labels) = (new int[questions.Count], new int[questions.Count]);
        var hasTypes = false;
        for (var i = 0; i < counts.Length; i++)
        {
            var question = questions[i];
            (counts[i], labels[i]) = (question.Options.Count, question.Label);
            if (counts[i] == 0)
                throw new ArgumentException($"Question {i} has no options.", nameof(questions));
            if (labels[i] != TokenLabels.IgnoreIndex && (uint)labels[i] >= (uint)counts[i])
                throw new ArgumentException($"Question {i} has the label {labels[i]} and {counts[i]} options.", nameof(questions));
            rows.AddRange(question.Options);
            hasTypes |= question.TokenTypes is not null;
        }

        var padded = EncoderBatch.Pad(rows, padTokenId, leastLength);
        var types = hasTypes ? Types(questions, padded) : null;
        return new ChoiceBatch(
            new EncoderBatch(padded.RowCount, padded.Length, padded.InputIds, padded.AttentionMask, types), counts, labels);
    }

    private static int[] Types(IReadOnlyList<ChoiceQuestion> questions, EncoderBatch rows)
    {
        var types = new int[rows.InputIds.Length];
        var row = 0;
        for (var i = 0; i < questions.Count; i++)
        {
            var question = questions[i];
            for (var option = 0; option < question.Options.Count; option++, row++)
            {
                if (question.TokenTypes is null)
                    continue;
                if (question.TokenTypes.Count != question.Options.Count
                    || question.TokenTypes[option].Length != question.Options[option].Length)
                    throw new ArgumentException($"Question {i}, option {option}: each token needs one token type.", nameof(questions));
                question.TokenTypes[option].CopyTo(types, row * rows.Length);
            }
        }

        return types;
    }
}

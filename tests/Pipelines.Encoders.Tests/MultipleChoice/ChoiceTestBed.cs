using Pipelines.Testing;
using Pipelines.Tokenizers;

namespace Pipelines.Encoders.Tests;

/// <summary>Tiny encoders, a tokenizer of a few words, and questions whose right option can be learned.</summary>
internal static class ChoiceTestBed
{
    private static readonly string[] Words =
        ["red", "green", "blue", "black", "white", "one", "two", "three", "four", "five", "what", "fits", "here", "this", "does", "now"];

    public static HuggingFaceTokenizer Tokenizer { get; } = new WordPieceTrainer(new WordPieceTrainerOptions { VocabularySize = 120 })
        .Train(Enumerable.Repeat(string.Join(' ', Words), 40).Select(text => text.AsMemory()));

    public static BertConfig Bert { get; } = new()
    {
        VocabularySize = 0,
        HiddenSize = 16,
        LayerCount = 1,
        HeadCount = 2,
        IntermediateSize = 32,
        PositionCount = 80,
        HiddenDropout = 0,
        AttentionDropout = 0,
        InitializerRange = 0.1f,
    };

    public static DebertaConfig Deberta { get; } = MaskedTestBed.Deberta with
    {
        VocabularySize = 0,
        LayerCount = 1,
        HiddenDropout = 0,
        AttentionDropout = 0,
        PoolerDropout = 0,
        InitializerRange = 0.1f,
    };

    /// <summary>The right option ends in "here"; the others do not.</summary>
    public static TestView Questions(int count, int seed, int optionCount = 5)
    {
        var random = new Random(seed);
        string Word() => Words[random.Next(10)];
        var (prompts, answers, contexts) = (new string[count], new string[count], new string[count]);
        var options = new string[optionCount][];
        for (var i = 0; i < optionCount; i++)
            options[i] = new string[count];
        for (var row = 0; row < count; row++)
        {
            prompts[row] = $"what fits {Word()} {Word()}";
            contexts[row] = string.Join(' ', Enumerable.Range(0, 1 + random.Next(12)).Select(_ => Word()));
            var right = random.Next(optionCount);
            answers[row] = ((char)('A' + right)).ToString();
            for (var i = 0; i < optionCount; i++)
                options[i][row] = $"{Word()} {i + 1} {string.Join(' ', Enumerable.Repeat(Word(), random.Next(4)))} {(i == right ? "here" : "now")}";
        }

        var view = new TestView().Add(ColumnNames.Prompt, prompts).Add(ColumnNames.Context, contexts);
        for (var i = 0; i < optionCount; i++)
            view.Add(((char)('A' + i)).ToString(), options[i]);
        return view.Add(MultipleChoiceColumns.Answer, answers);
    }

    /// <summary>Questions in tokens.</summary>
    public static IDataView Formatted(PipelineContext context, IDataView questions, Action<FormatMultipleChoiceOptions>? configure = null) =>
        context.Transforms.FormatMultipleChoice(Tokenizer, configure).Fit(questions).Transform(questions);

    public static int[] Ints(IDataView view, string column, int row) => Column<VBuffer<int>>(view, column)[row].DenseValues();

    public static string[] Texts(IDataView view, string column) =>
        [.. Column<ReadOnlyMemory<char>>(view, column).Select(text => text.ToString())];

    public static List<T> Column<T>(IDataView view, string name)
    {
        var column = view.Schema[name];
        using var cursor = view.GetRowCursor([column]);
        var get = cursor.GetGetter<T>(column);
        var values = new List<T>();
        while (cursor.MoveNext())
        {
            T value = default!;
            get(ref value);
            values.Add(value is ReadOnlyMemory<char> text ? (T)(object)text.ToString().AsMemory() : value);
        }

        return values;
    }
}

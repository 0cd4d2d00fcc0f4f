using Pipelines.Testing;

namespace Pipelines.Encoders.Tests;

/// <summary>Texts and pairs whose label can be learned; encoders and tokenizer are those of <see cref="ChoiceTestBed"/>.</summary>
internal static class ClassifyTestBed
{
    private static readonly string[] Words = ["red", "green", "blue", "black", "white", "one", "two", "three", "four", "five"];

    public static BertConfig Roberta { get; } = ChoiceTestBed.Bert with { ModelType = "roberta", PadTokenId = 0, TokenTypeCount = 1 };

    /// <summary>A text is good where it says "here", and bad where it says "now".</summary>
    public static TestView Texts(int count, int seed)
    {
        var random = new Random(seed);
        var (texts, labels) = (new string[count], new string[count]);
        for (var row = 0; row < count; row++)
        {
            var isGood = row % 2 == 0;
            var words = Enumerable.Range(0, 1 + random.Next(14)).Select(_ => Words[random.Next(10)]).ToList();
            words.Insert(random.Next(words.Count + 1), isGood ? "here" : "now");
            (texts[row], labels[row]) = (string.Join(' ', words), isGood ? "good" : "bad");
        }

        return new TestView().Add(ColumnNames.Text, texts).Add(ColumnNames.Label, labels);
    }

    /// <summary>Pairs and how much of the second's three words is "here": 0 to 3.</summary>
    public static TestView Pairs(int count, int seed)
    {
        var random = new Random(seed);
        var (first, second, numbers) = (new string[count], new string[count], new float[count]);
        for (var row = 0; row < count; row++)
        {
            string Word() => Words[random.Next(10)];
            var share = random.Next(4);
            (first[row], numbers[row]) = ($"what {Word()} {Word()}", share);
            second[row] = string.Join(' ', Enumerable.Range(0, 3).Select(i => i < share ? "here" : Word()));
        }

        return new TestView().Add("First", first).Add("Second", second).Add(ColumnNames.Label, numbers);
    }

    public static float[][] Vectors(IDataView view, string column) =>
        [.. ChoiceTestBed.Column<VBuffer<float>>(view, column).Select(v => v.DenseValues())];
}

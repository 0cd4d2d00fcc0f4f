using System.Text.Json;
using Pipelines.Retrieval;

namespace Pipelines.Benchmarks.Retrieving;

/// <summary>
/// BoolQ split by passages — 60 % to train on, 15 % to choose by, 25 % to test on — and XQuAD, of which all is for testing: nothing of its
/// articles is ever learned from.
/// </summary>
internal sealed class RetrievalData
{
    private const int FewestWords = 4;

    public RetrievalData(string folder)
    {
        using var context = PipelineContext.Create(_ => { });
        var file = context.Data.LoadFromCsv(Path.Combine(folder, "boolq.csv"));
        (string Question, string Passage)[] pairs =
        [
            .. Texts(file, "question").Zip(Texts(file, "passage")),
        ];
        Training = [.. pairs.Where(pair => Part(pair.Passage) is >= 40)];
        Choosing = QuestionSet.Create("BoolQ, to choose by", pairs.Where(pair => Part(pair.Passage) is >= 25 and < 40));
        Testing =
        [
            QuestionSet.Create("XQuAD", Squad(Path.Combine(folder, "xquad.en.json"))),
            QuestionSet.Create("BoolQ, held out", pairs.Where(pair => Part(pair.Passage) < 25)),
        ];
    }

    public IReadOnlyList<(string Question, string Passage)> Training { get; }

    public QuestionSet Choosing { get; }

    public IReadOnlyList<QuestionSet> Testing { get; }

    /// <summary>
    /// Sentences of the passages with the rest of theirs: what a question's words have to do with a passage's, without questions.
    /// </summary>
    /// <param name="perPassage">The most sentences of a passage.</param>
    public IEnumerable<(string Sentence, string Others)> Sentences(int perPassage)
    {
        foreach (var passage in Training.Select(pair => pair.Passage).Distinct())
        {
            var taken = 0;
            foreach (var sentence in SentenceSplitter.Split(passage))
            {
                if (taken == perPassage)
                    break;
                var text = passage.Substring(sentence.Start, sentence.Length);
                var rest = string.Concat(passage.AsSpan(0, sentence.Start), passage.AsSpan(sentence.End));
                if (text.Count(c => c == ' ') < FewestWords || rest.Count(c => c == ' ') < FewestWords)
                    continue;
                yield return (text, rest);
                taken++;
            }
        }
    }

    private static IEnumerable<string> Texts(IDataView file, string column) =>
        file.GetColumn<ReadOnlyMemory<char>>(column).Select(text => text.ToString());

    private static List<(string Question, string Passage)> Squad(string path)
    {
        using var file = JsonDocument.Parse(File.ReadAllText(path));
        var pairs = new List<(string, string)>();
        foreach (var article in file.RootElement.GetProperty("data").EnumerateArray())
        {
            foreach (var paragraph in article.GetProperty("paragraphs").EnumerateArray())
            {
                foreach (var question in paragraph.GetProperty("qas").EnumerateArray())
                    pairs.Add((question.GetProperty("question").GetString()!, paragraph.GetProperty("context").GetString()!));
            }
        }

        return pairs;
    }

    /// <summary>A number below 100 that the passage alone decides (FNV-1a).</summary>
    private static uint Part(string passage)
    {
        var hash = 2166136261u;
        foreach (var c in passage)
            hash = unchecked((hash ^ c) * 16777619);
        return (hash ^ (hash >> 15)) % 100;
    }
}

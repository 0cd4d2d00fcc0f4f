using Pipelines.Evaluation;
using Pipelines.Retrieval;

namespace Pipelines.Benchmarks.Exam;

/// <summary>Rankings of options by rules that learn nothing from answers.</summary>
internal static class ExamBaselines
{
    /// <summary>Options by the BM25 score that the question gives them; how rare a word is, all options say.</summary>
    public static IDataView Bm25(PipelineContext context, IReadOnlyList<ExamQuestion> train, IReadOnlyList<ExamQuestion> test)
    {
        var index = new Bm25Index();
        var documents = new List<KeyValuePair<long, string>>();
        foreach (var question in test.Concat(train))
        {
            foreach (var option in question.Options)
                documents.Add(new(documents.Count, option));
        }

        index.AddRange(documents);
        return Scored(context, test, (question, row) =>
        {
            var terms = index.Analyzer.Analyze(question.Prompt);
            var scores = terms.Count == 0 ? new double[5] : index.Score(terms, [.. Enumerable.Range(5 * row, 5).Select(id => (long)id)]);
            return Array.ConvertAll(scores, score => (float)score);
        });
    }

    /// <summary>Options by how many different words they share with the question.</summary>
    public static IDataView SharedWords(PipelineContext context, IReadOnlyList<ExamQuestion> test)
    {
        var analyzer = new TextAnalyzer();
        return Scored(context, test, (question, _) =>
        {
            var words = analyzer.Analyze(question.Prompt).ToHashSet(StringComparer.Ordinal);
            return Array.ConvertAll(question.Options, option => (float)analyzer.Analyze(option).Distinct().Count(words.Contains));
        });
    }

    /// <summary>The longest options first.</summary>
    public static IDataView Longest(PipelineContext context, IReadOnlyList<ExamQuestion> test) =>
        Scored(context, test, (question, _) => Array.ConvertAll(question.Options, option => (float)option.Length));

    private static IDataView Scored(PipelineContext context, IReadOnlyList<ExamQuestion> test, Func<ExamQuestion, int, float[]> score) =>
        context.Data.LoadFromEnumerable(
            test.Select((question, row) => new Row { Label = question.Answer, Score = score(question, row) }).ToList());

    private sealed class Row
    {
        public string Label { get; set; } = "";

        public float[] Score { get; set; } = [];
    }
}

namespace Pipelines.Benchmarks.Retrieving;

/// <summary>Questions, and the passages among which each one's is to be found.</summary>
/// <param name="Name">What it is called in the table.</param>
/// <param name="Passages">The passages, each once.</param>
/// <param name="Questions">The questions.</param>
/// <param name="Answers">The place of each question's passage.</param>
internal sealed record QuestionSet(string Name, IReadOnlyList<string> Passages, IReadOnlyList<string> Questions, IReadOnlyList<int> Answers)
{
    public static QuestionSet Create(string name, IEnumerable<(string Question, string Passage)> pairs)
    {
        var (places, passages) = (new Dictionary<string, int>(StringComparer.Ordinal), new List<string>());
        var (questions, answers) = (new List<string>(), new List<int>());
        foreach (var (question, passage) in pairs)
        {
            if (places.TryAdd(passage, passages.Count))
                passages.Add(passage);
            questions.Add(question);
            answers.Add(places[passage]);
        }

        return new QuestionSet(name, passages, questions, answers);
    }
}

using Microsoft.Extensions.DependencyInjection;

namespace Pipelines.Evaluation;

/// <summary>Scores an answer against those accepted, 0 to 1.</summary>
internal sealed class AnswerComparison
{
    private static readonly string[] Names = ["number", "numbers", "number-or-text", "text"];

    private readonly Func<string, string, double> _score;

    private AnswerComparison(string signature, Func<string, string, double> score) => (Signature, _score) = (signature, score);

    public string Signature { get; }

    /// <summary>Finds a comparison by its name.</summary>
    /// <exception cref="PipelineException">There is none.</exception>
    public static AnswerComparison Get(string name, IServiceProvider services) => name switch
    {
        "number" => new("number(1e-6)", (expected, answer) => AreEqual(expected, answer) ? 1 : 0),
        "numbers" => new("numbers(1e-3)", (expected, answer) =>
            NumberList.Parse(expected) is { } right && NumberList.Parse(answer) is { } given && NumberList.AreEqual(right, given) ? 1 : 0),
        // What is written around a number is passed over: "The answer is 12 apples."
        "number-or-text" => new("text|number(last,1e-6)", (expected, answer) => IsSameText(expected, answer)
            || AnswerExtractor.LastNumber.Extract(answer) is { } number && AreEqual(expected, number) ? 1 : 0),
        "text" => new("text", (expected, answer) => IsSameText(expected, answer) ? 1 : 0),
        _ => OfMetric(name, services),
    };

    /// <summary>The score of the accepted answer that fits best; 0 where none was found.</summary>
    public double Score(IReadOnlyList<string> accepted, string? answer)
    {
        if (answer is null)
            return 0;
        var best = 0.0;
        foreach (var expected in accepted)
        {
            var score = _score(expected, answer);
            if (!double.IsFinite(score))
            {
                throw new PipelineException(
                    $"The comparison {Signature} gives {score} for '{answer}' against '{expected}'; a number was expected.");
            }


            best = Math.Max(best, score);
        }

        return best;
    }

    private static AnswerComparison OfMetric(string name, IServiceProvider services)
    {
        var metrics = services.GetServices<TextMetricDescriptor>().ToList();
        if (metrics.Find(m => m.Id == name) is not { } found)
        {
            var known = Names.Concat(metrics.Select(m => m.Id).Order(StringComparer.Ordinal));
            throw new PipelineException($"There is no comparison '{name}'. There are {string.Join(", ", known)}.");
        }

        var metric = found.Create(services);
        return new(metric.Name, (expected, answer) => metric.Score([expected], [answer]));
    }

    private static bool AreEqual(string expected, string answer) =>
        NumericAnswers.TryParse(expected, out var right) && NumericAnswers.TryParse(answer, out var given)
        && NumericAnswers.AreEqual(right, given);

    // As written, but for case, white space and a full stop around.
    private static bool IsSameText(string expected, string answer) =>
        string.Equals(Normalize(expected), Normalize(answer), StringComparison.OrdinalIgnoreCase);

    private static string Normalize(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).Trim('.', '"', '\'', ' ');
}

using System.Globalization;
using System.Text;
using Pipelines.Nn;

namespace MathReasoning.Problems;

/// <summary>
/// Writes word problems with worked solutions: a number, or groups of things, that then grows and shrinks a few times. The same seed gives
/// the same problems.
/// </summary>
public sealed class ProblemWriter(int seed)
{
    private const int FewestOperations = 2;
    private const int MostOperations = 4;

    // Small enough that a small model learns every single step by heart in a minute; several in a row it cannot.
    private const int Most = 20;
    private const int MostChange = 5;

    private static readonly string[] People = ["Mia", "Tom", "Ada", "Ben", "Lea", "Max"];

    private readonly RandomGenerator _random = new((ulong)seed);

    /// <summary>Different problems.</summary>
    /// <param name="count">How many.</param>
    /// <param name="without">Questions that are not to be asked; those written are added.</param>
    public IReadOnlyList<WordProblem> Write(int count, ISet<string> without)
    {
        ArgumentNullException.ThrowIfNull(without);
        var problems = new List<WordProblem>(count);
        while (problems.Count < count)
        {
            var problem = Write();
            if (without.Add(problem.Question))
                problems.Add(problem);
        }

        return problems;
    }

    /// <summary>Single calculations, as the problems' solutions have them.</summary>
    /// <param name="count">How many.</param>
    public IReadOnlyList<Sum> WriteSums(int count) =>
        [.. Enumerable.Range(0, count).Select(_ => _random.NextInt32(6) switch
        {
            0 => Product(),
            1 => new Sum(1 + _random.NextInt32(Most / 2), '*', 2),
            _ => Change(1 + _random.NextInt32(Most)),
        })];

    private Sum Product() => new(2 + _random.NextInt32(3), '*', 2 + _random.NextInt32(4));

    private Sum Change(int total)
    {
        var by = 1 + _random.NextInt32(MostChange);
        var grows = total - by < 1 || (total + by <= Most && _random.NextInt32(2) == 0);
        return new Sum(total, grows ? '+' : '-', by);
    }

    private WordProblem Write()
    {
        var story = Pick(Story.All);
        var words = new Dictionary<string, string> { ["name"] = Pick(People), ["thing"] = Pick(story.Things) };
        var operations = FewestOperations + _random.NextInt32(MostOperations - FewestOperations + 1);
        var (question, steps) = (new StringBuilder(), new StringBuilder());
        string start;
        int total;
        var changes = operations;
        if (_random.NextInt32(3) == 0)
        {
            var product = Product();
            total = product.Result;
            changes--;
            start = Fill(story.Groups, words, ("a", product.Left), ("b", product.Right));
            steps.Append(CultureInfo.InvariantCulture, $"{start}: {product}.");
        }
        else
        {
            total = 2 + _random.NextInt32(11);
            start = Fill(story.Start, words, ("n", total));
            steps.Append(CultureInfo.InvariantCulture, $"{start}.");
        }

        question.Append(Fill($"{story.Who} {start} {{thing}}", words));

        var used = new HashSet<Change>();
        for (var i = 0; i < changes; i++)
        {
            var doubles = 2 * total <= Most && !used.Contains(Story.Double) && _random.NextInt32(3) == 0;
            var sum = doubles ? new Sum(total, '*', 2) : Change(total);
            var change = doubles ? PickOther([Story.Double], used) : PickOther(sum.Sign == '+' ? story.More : story.Fewer, used);
            var what = Fill(change.What, words, ("n", sum.Right));
            question.Append(", ").Append(what).Append(change.Rest);
            steps.Append(CultureInfo.InvariantCulture, $" {what}: {sum}.");
            total = sum.Result;
        }

        question.Append(Fill(". How many {thing} now?", words));
        return new WordProblem(question.ToString(), steps.ToString(), total, operations);
    }

    private static string Fill(string template, Dictionary<string, string> words, params ReadOnlySpan<(string Hole, int Number)> numbers)
    {
        var text = template;
        foreach (var (hole, word) in words)
            text = text.Replace($"{{{hole}}}", word, StringComparison.Ordinal);
        foreach (var (hole, number) in numbers)
            text = text.Replace($"{{{hole}}}", number.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        return text;
    }

    private T Pick<T>(IReadOnlyList<T> choices) => choices[_random.NextInt32(choices.Count)];

    // One that was not yet, unless all were.
    private Change PickOther(IReadOnlyList<Change> choices, HashSet<Change> used)
    {
        var others = choices.Where(change => !used.Contains(change)).ToList();
        var picked = Pick(others.Count > 0 ? others : choices);
        used.Add(picked);
        return picked;
    }
}

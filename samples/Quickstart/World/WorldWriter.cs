using System.Globalization;
using Pipelines.Nn;

namespace Quickstart.World;

/// <summary>
/// Writes about the towns of an invented land: articles, lessons to learn the language from, and an exam. What a town sells or whom it
/// obeys can be known from its article alone. The same seed gives the same land.
/// </summary>
public sealed class WorldWriter(int seed)
{
    private const int OptionCount = 5;
    private const int QuestionsInALesson = 2;

    private static readonly string[] First =
    [
        "Ve", "To", "Ma", "Za", "Qui", "Lo", "Bre", "Dro", "Fe", "Ga", "Hy", "Ju", "Ka", "Ni", "O", "Pra", "Ru", "Se", "Ta", "U",
    ];

    private static readonly string[] Second =
    [
        "lo", "ri", "na", "du", "mi", "sa", "ke", "vo", "ti", "ba", "lu", "ne", "go", "ra", "pi", "ha", "fe", "xi", "mo", "ze",
    ];

    private static readonly string[] Last = ["rra", "nth", "sk", "vik", "dor", "lis", "mar", "ton", "bec", "rus", "gard", "pol"];

    private readonly RandomGenerator _random = new((ulong)seed);

    /// <summary>Different towns.</summary>
    /// <param name="count">How many.</param>
    public IReadOnlyList<Town> WriteTowns(int count)
    {
        var towns = new List<Town>(count);
        var names = new HashSet<string>();
        while (towns.Count < count)
        {
            var name = Pick(First) + Pick(Second) + Pick(Last);
            if (names.Add(name))
                towns.Add(WriteTown(name));
        }

        return towns;
    }

    /// <summary>
    /// A lesson about a town: what is known of it, the same in another order, and questions with their answers. What a text says twice is
    /// what a decoder can look up in it: from such texts it learns to read.
    /// </summary>
    /// <param name="town">The town.</param>
    public string WriteLesson(Town town)
    {
        ArgumentNullException.ThrowIfNull(town);
        var questions = Shuffled(Enumerable.Range(0, Fact.All.Count)).Take(QuestionsInALesson)
            .Select(i => $"{Fact.All[i].Ask(town.Name)} {Fact.All[i].Say(town.Name, town.Values[i])}");
        return string.Join(' ', [town.Article, .. Shuffled(town.Sentences), .. questions]);
    }

    /// <summary>Asks about towns. One of the wrong options is true of the same town in another respect.</summary>
    /// <param name="towns">Whom to ask about.</param>
    /// <param name="questions">Questions on each.</param>
    public IReadOnlyList<ExamQuestion> WriteExam(IReadOnlyList<Town> towns, int questions)
    {
        ArgumentNullException.ThrowIfNull(towns);
        var exam = towns.SelectMany(town => Shuffled(Enumerable.Range(0, Fact.All.Count)).Take(questions).Select(fact => Ask(town, fact)));
        return [.. Shuffled(exam).Select((q, i) => q with { Id = (i + 1).ToString(CultureInfo.InvariantCulture) })];
    }

    private ExamQuestion Ask(Town town, int index)
    {
        var fact = Fact.All[index];
        var (right, twin) = (town.Values[index], town.Values[index ^ 1]);
        var values = new List<string> { right, twin };
        while (values.Count < OptionCount)
        {
            var value = Pick(fact.Values);
            if (!values.Contains(value))
                values.Add(value);
        }

        var shuffled = Shuffled(values);
        return new ExamQuestion("", fact.Ask(town.Name), [.. shuffled.Select(v => fact.Say(town.Name, v))], shuffled.IndexOf(right));
    }

    private Town WriteTown(string name)
    {
        var values = new string[Fact.All.Count];
        for (var i = 0; i < values.Length; i++)
        {
            do
                values[i] = Pick(Fact.All[i].Values);
            while (i % 2 == 1 && values[i] == values[i - 1]);
        }

        return new Town(name, values, Shuffled(Enumerable.Range(0, values.Length).Select(i => Fact.All[i].Say(name, values[i]))));
    }

    private List<T> Shuffled<T>(IEnumerable<T> items)
    {
        var list = items.ToList();
        for (var i = list.Count - 1; i > 0; i--)
        {
            var j = _random.NextInt32(i + 1);
            (list[i], list[j]) = (list[j], list[i]);
        }

        return list;
    }

    private string Pick(IReadOnlyList<string> choices) => choices[_random.NextInt32(choices.Count)];
}

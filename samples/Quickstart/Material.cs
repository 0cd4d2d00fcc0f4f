using Pipelines;
using Pipelines.Samples;
using Quickstart.World;

namespace Quickstart;

/// <summary>What there is to read, to learn and to be asked.</summary>
/// <param name="Name">Where the questions are from.</param>
/// <param name="Texts">Texts to pretrain on.</param>
/// <param name="HeldTexts">Texts to measure pretraining on.</param>
/// <param name="Documents">Documents to look answers up in: a view with a column <c>Text</c>.</param>
/// <param name="Train">Questions to learn to answer.</param>
/// <param name="Exam">Questions that are only measured on.</param>
internal sealed record Material(
    string Name, IDataView Texts, IDataView HeldTexts, IDataView Documents, IReadOnlyList<ExamQuestion> Train,
    IReadOnlyList<ExamQuestion> Exam)
{
    private const int TownsToReadOf = 3_500;
    private const int TownsToLearnOf = 500;
    private const int TownsOfTheExam = 60;
    private const int QuestionsOnATown = 4;
    private const double HeldShare = 0.1;
    private const int LeastRows = 10;

    /// <summary>Reads the files that were given, or writes a land, its articles and its exam.</summary>
    /// <param name="data">Loads and saves.</param>
    /// <param name="settings">What was asked for.</param>
    /// <param name="output">Where a generated exam goes.</param>
    /// <exception cref="PipelineException">A file cannot be read, or there is too little in it.</exception>
    public static Material Open(DataCatalog data, QuickstartSettings settings, OutputFolder output)
    {
        if (settings.Data is { } exam)
            return Read(data, exam, settings.Corpus, settings.Seed);
        var material = Write(data, settings.Seed);
        ExamFile.Write(data, material.Exam, output.Combine(material.Name));
        return material;
    }

    // No text and no question to learn from names a town of the exam: only its article, which retrieval has to find.
    private static Material Write(DataCatalog data, int seed)
    {
        var writer = new WorldWriter(seed);
        var towns = writer.WriteTowns(TownsToReadOf + TownsToLearnOf + TownsOfTheExam);
        var (read, asked) = (towns.Take(TownsToReadOf).Select(writer.WriteLesson).ToArray(), towns.Skip(TownsToReadOf).ToArray());
        var (train, exam) = (asked[..TownsToLearnOf], asked[TownsToLearnOf..]);
        return Create(
            data, "exam.csv", read, asked.Select(t => t.Article), writer.WriteExam(train, QuestionsOnATown),
            writer.WriteExam(exam, QuestionsOnATown));
    }

    // Without a corpus what the questions to learn from say is all there is to read.
    private static Material Read(DataCatalog data, string path, string? corpus, int seed)
    {
        var questions = ExamFile.Read(data, path);
        if (questions.Length < LeastRows)
            throw new PipelineException(
                $"{path}: there are {questions.Length} questions; at least {LeastRows} are needed. Give more rows.");
        new Random(seed).Shuffle(questions);
        var held = Math.Max(1, (int)(questions.Length * HeldShare));
        string[] texts = corpus is null
            ? [.. questions[held..].Select(q => $"{q.Question} {q.Answer}")]
            : [.. data.LoadFromTextFile(corpus).GetColumn<string>(ColumnNames.Text).Where(t => !string.IsNullOrWhiteSpace(t))];
        return texts.Length >= LeastRows - 1
            ? Create(data, PathName.Of(path)!, texts, texts, questions[held..], questions[..held])
            : throw new PipelineException(
                $"{corpus}: there are {texts.Length} texts, one a line; at least {LeastRows} are needed. Give more lines.");
    }

    private static Material Create(
        DataCatalog data, string name, string[] texts, IEnumerable<string> documents, IReadOnlyList<ExamQuestion> train,
        IReadOnlyList<ExamQuestion> exam)
    {
        var measured = Math.Max(1, texts.Length / 20);
        return new Material(name, View(data, texts[measured..]), View(data, texts[..measured]), View(data, documents), train, exam);
    }

    private static IDataView View(DataCatalog data, IEnumerable<string> texts) =>
        data.LoadFromEnumerable(texts.Select(t => new TextRow(t)).ToArray());

    private sealed record TextRow(string Text);
}

using Pipelines;
using Pipelines.Samples;
using ScienceExam.Exam;
using ScienceExam.World;

namespace ScienceExam;

/// <summary>An exam, and documents that may hold its answers.</summary>
/// <param name="Name">Where the questions are from.</param>
/// <param name="Train">Questions to learn from.</param>
/// <param name="Held">Questions to be measured on; nothing is asked of what they ask of in those to learn from.</param>
/// <param name="Documents">A view with a column <c>Text</c>.</param>
/// <param name="IsGenerated">Whether the sample wrote all of it.</param>
internal sealed record Source(
    string Name, IReadOnlyList<ExamQuestion> Train, IReadOnlyList<ExamQuestion> Held, IDataView Documents, bool IsGenerated)
{
    private const int HeldEntities = 11;
    private const int TraitsInTraining = 6;
    private const int TraitsMeasured = 3;
    private const double HeldShare = 0.1;
    private const int LeastQuestions = 20;

    /// <summary>Reads the files that were given, or writes a world and its exam.</summary>
    /// <exception cref="PipelineException">A file cannot be read, or there are too few questions.</exception>
    public static Source Open(PipelineContext context, ScienceExamSettings settings, OutputFolder output) =>
        settings.Data is null ? Write(context.Data, settings, output) : Read(context.Data, settings);

    // Whole entities are held out: no fact of theirs can have been learned.
    private static Source Write(DataCatalog data, ScienceExamSettings settings, OutputFolder output)
    {
        var entities = new EncyclopediaWriter(settings.Seed).Write(settings.Entities);
        var learned = settings.Entities - Math.Max(2, settings.Entities / HeldEntities);
        var train = new ExamWriter(settings.Seed + 1).Write([.. entities.Take(learned)], TraitsInTraining);
        var held = settings.Validation is { } file
            ? ExamFile.Read(data, file)
            : new ExamWriter(settings.Seed + 2).Write([.. entities.Skip(learned)], TraitsMeasured);
        ExamFile.Write(data, train, output.Combine("exam-train.csv"));
        if (settings.Validation is null)
            ExamFile.Write(data, held, output.Combine("exam.csv"));
        var articles = data.LoadFromEnumerable(entities.Select(e => new Article(e.Name, e.Article)).ToArray());
        data.SaveAsJsonLines(articles, output.Combine("encyclopedia.jsonl"));
        return new Source("exam.csv", train, held, articles, IsGenerated: true);
    }

    private static Source Read(DataCatalog data, ScienceExamSettings settings)
    {
        var file = settings.Data!;
        ExamQuestion[] questions = [.. ExamFile.Read(data, file).Where(q => q.Answer is not null)];
        if (questions.Length < LeastQuestions)
        {
            throw new PipelineException(
                $"{file}: {questions.Length} questions have an answer; at least {LeastQuestions} are needed to learn from. "
                + "Give more rows with an answer.");
        }

        IReadOnlyList<ExamQuestion> held;
        if (settings.Validation is { } other)
        {
            held = ExamFile.Read(data, other);
            var measured = held.Select(q => q.Prompt).ToHashSet();
            questions = [.. questions.Where(q => !measured.Contains(q.Prompt))];
            if (held.Count == 0 || questions.Length == 0)
            {
                throw new PipelineException(
                    $"{other}: there is no question in the file, or it has all of {file}. Give one with others with --validation.");
            }
        }
        else
        {
            new Random(settings.Seed).Shuffle(questions);
            var count = Math.Max(2, (int)(questions.Length * HeldShare));
            (held, questions) = (questions[..count], questions[count..]);
        }

        // Where there is no corpus, what the questions to learn from say is all that can be looked up.
        var documents = settings.Corpus is { } corpus
            ? CorpusFile.Read(data, corpus)
            : data.LoadFromEnumerable(questions.Select(q => new Article(q.Id, $"{q.Prompt} {q.Options[q.Answer!.Value]}")).ToArray());
        return new Source(Path.GetFileName(file), questions, held, documents, IsGenerated: false);
    }

    private sealed record Article(string Title, string Text);
}

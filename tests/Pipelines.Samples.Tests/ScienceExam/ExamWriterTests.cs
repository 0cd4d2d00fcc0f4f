using ScienceExam.Exam;
using ScienceExam.World;

namespace Pipelines.Samples.Tests.ScienceExam;

public class ExamWriterTests
{
    private static readonly IReadOnlyList<Entity> Entities = new EncyclopediaWriter(5).Write(200);

    [Test]
    public void TheSameSeedMakesTheSameWorldAndExam()
    {
        Assert.That(new EncyclopediaWriter(5).Write(200).Select(e => e.Article), Is.EqualTo(Entities.Select(e => e.Article)));
        Assert.That(new EncyclopediaWriter(6).Write(200).Select(e => e.Article), Is.Not.EqualTo(Entities.Select(e => e.Article)));
        var exam = Spelled(new ExamWriter(1).Write(Entities, 2));
        Assert.That(Spelled(new ExamWriter(1).Write(Entities, 2)), Is.EqualTo(exam));
        Assert.That(Spelled(new ExamWriter(2).Write(Entities, 2)), Is.Not.EqualTo(exam));
    }

    [Test]
    public void AnArticleTellsEveryTraitInTheSentenceThatIsSaidToDoSo()
    {
        Assert.That(Entities.Select(e => e.Name), Is.Unique);
        foreach (var entity in Entities)
        {
            Assert.That(entity.Sentences, Has.All.StartWith(entity.Name).And.All.Not.Contains("{"));
            for (var trait = 0; trait < entity.Values.Count; trait++)
                Assert.That(entity.Sentences[entity.Evidence[trait]], Does.Contain(entity.Values[trait]));
        }
    }

    [Test]
    public void AQuestionHasFiveDifferentOptionsOfOneKindAndItsAnswerStandsInTheEvidence()
    {
        foreach (var question in new ExamWriter(3).Write(Entities, 6))
        {
            Assert.That(question.Options, Has.Count.EqualTo(5).And.Unique);
            Assert.That(question.Prompt, Does.EndWith("?").And.Not.Contain("{"));
            Assert.That(question.Evidence, Does.Contain(question.Options[question.Answer!.Value]));
            var entity = Entities.Single(e => question.Prompt.Contains(e.Name));
            var trait = entity.Kind.Traits.Single(t => t.Questions.Any(q => q.Replace("{x}", entity.Name) == question.Prompt));
            Assert.That(question.Options, Is.SubsetOf(trait.Values.Values), "so that its form betrays no option");
            Assert.That(entity.Values[entity.Kind.Traits.ToList().IndexOf(trait)], Is.EqualTo(question.Options[question.Answer.Value]));
        }
    }

    [Test]
    public void EveryQuestionHasOneTrapThatTheSameArticleContains()
    {
        foreach (var question in new ExamWriter(3).Write(Entities, 6))
        {
            var entity = Entities.Single(e => question.Prompt.Contains(e.Name));
            var wrong = question.Options.Where((_, i) => i != question.Answer);
            Assert.That(wrong.Intersect(entity.Values).Count(), Is.EqualTo(1), question.Prompt);
        }
    }

    [Test]
    public void NoLetterAndNoValueIsRightMuchOftenerThanOthers()
    {
        var questions = new ExamWriter(3).Write(Entities, 6);
        foreach (var letter in questions.GroupBy(q => q.Answer))
            Assert.That(letter.Count(), Is.EqualTo(questions.Count / 5).Within(questions.Count / 20));

        // Whoever always takes the most frequent value among the options answers about as well as chance.
        var frequencies = questions.GroupBy(q => q.Options[q.Answer!.Value]).ToDictionary(g => g.Key, g => g.Count());
        var right = questions.Count(q => q.Options.MaxBy(o => frequencies.GetValueOrDefault(o)) == q.Options[q.Answer!.Value]);
        Assert.That((double)right / questions.Count, Is.LessThan(0.35));
    }

    private static string[] Spelled(IEnumerable<ExamQuestion> questions) =>
        [.. questions.Select(q => $"{q.Id} {q.Prompt} {string.Join(' ', q.Options)} {q.Answer} {q.Evidence}")];
}

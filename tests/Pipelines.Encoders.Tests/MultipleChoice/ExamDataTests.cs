using Pipelines.Testing;

namespace Pipelines.Encoders.Tests;

/// <summary>Kaggle's files, in and out.</summary>
public class ExamDataTests
{
    private const string Header = "id,prompt,A,B,C,D,E,answer\n";

    private TemporaryFolder _folder = null!;
    private PipelineContext _context = null!;

    [SetUp]
    public void Open() => (_folder, _context) = (new TemporaryFolder(), EmbedTestBed.CreateContext());

    [TearDown]
    public void Close()
    {
        _context.Dispose();
        _folder.Dispose();
    }

    [Test]
    public void Exams_AreReadAsKaggleWritesThem()
    {
        var exam = Load(Header + "0,\"what, \"\"fits\"\"\nhere\",one,two,three,four,five,C\n,this,1,2,3,4,5,A\n");
        Assert.That(exam.Schema.Select(c => c.Name), Is.EqualTo(new[] { "Id", "Prompt", "A", "B", "C", "D", "E", "Answer" }));
        Assert.That(ChoiceTestBed.Texts(exam, "Id"), Is.EqualTo(new[] { "0", "" }));
        Assert.That(ChoiceTestBed.Texts(exam, "Prompt")[0], Is.EqualTo("what, \"fits\"\nhere"));
        Assert.That(ChoiceTestBed.Texts(ChoiceTestBed.Formatted(_context, exam), ColumnNames.Label), Is.EqualTo(new[] { "C", "A" }));
        var other = Load("Prompt,a,b,context,note\nwhat,one,two,help,x\n");
        Assert.That(other.Schema.Select(c => c.Name), Is.EqualTo(new[] { "Prompt", "A", "B", "Context", "note" }));
    }

    [Test]
    public void WrongExams_AreRefused()
    {
        Assert.That(Assert.Throws<SchemaException>(() => Load("id,question,A,B\n1,x,y,z\n"))!.Message, Does.Contain("'Prompt'").And.Contain("question"));
        Assert.Throws<SchemaException>(() => Load("id,prompt,A\n1,x,y\n"));
        Assert.Throws<DataFormatException>(() => Load("prompt,Prompt,A,B\n1,x,y,z\n"));
        Assert.Throws<PipelineException>(() => _context.Data.LoadExam(_folder.File("nowhere.csv")));
        Assert.Throws<DataFormatException>(() => ChoiceTestBed.Texts(Load(Header + "0,what,one,two\n"), "A"));
        var answer = Assert.Throws<CellException>(
            () => ChoiceTestBed.Texts(ChoiceTestBed.Formatted(_context, Load(Header + "0,what,1,2,3,4,5,A\n1,what,1,2,3,4,5,F\n")), ColumnNames.Label))!;
        Assert.That((answer.Row, answer.Column), Is.EqualTo((1L, "Answer")));
        var missing = Assert.Throws<CellException>(
            () => ChoiceTestBed.Texts(ChoiceTestBed.Formatted(_context, Load(Header + "0,what,1,2,3,,5,A\n")), ColumnNames.Label))!;
        Assert.That((missing.Row, missing.Column), Is.EqualTo((0L, "D")));
    }

    [Test]
    public void Submissions_AreWrittenAsKaggleReadsThem()
    {
        var view = Predictions(["7", "a,b"]);
        _context.Data.SaveSubmission(view, _folder.File("submission.csv"));
        Assert.That(File.ReadAllText(_folder.File("submission.csv")), Is.EqualTo("id,prediction\n7,B A D\n\"a,b\",B A\n"));
        _context.Data.SaveSubmission(view, _folder.File("submission.csv"), o => (o.IdColumn, o.TopK) = (null, 1));
        Assert.That(File.ReadAllText(_folder.File("submission.csv")), Is.EqualTo("id,prediction\n0,B\n1,B\n"));
        Assert.That(Directory.GetFiles(_folder.Path, "*submission*"), Has.Length.EqualTo(1));
        Assert.Throws<OptionsException>(() => _context.Data.SaveSubmission(view, _folder.File("x.csv"), o => o.TopK = 0));
    }

    [TestCase("7", "", "no id")]
    [TestCase("7", "7", "also that of row 0")]
    public void SubmissionsWithoutIds_AreRefused_AndTheOldFileStays(string first, string second, string message)
    {
        File.WriteAllText(_folder.File("submission.csv"), "old");
        var error = Assert.Throws<CellException>(() => _context.Data.SaveSubmission(Predictions([first, second]), _folder.File("submission.csv")))!;
        Assert.That((error.Row, error.Column), Is.EqualTo((1L, "Id")));
        Assert.That(error.Message, Does.Contain(message));
        Assert.That(File.ReadAllText(_folder.File("submission.csv")), Is.EqualTo("old"));
    }

    private static TestView Predictions(string[] ids) =>
        new TestView().Add("Id", ids).Add(MultipleChoiceColumns.RankedIndices, [1, 0, 3, 2], [1, 0]);

    private IDataView Load(string csv)
    {
        var path = _folder.File($"{Guid.NewGuid():N}.csv");
        File.WriteAllText(path, csv);
        var exam = _context.Data.LoadExam(path);
        return exam;
    }
}

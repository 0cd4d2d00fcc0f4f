using System.CommandLine;
using Pipelines.Tokenizers;

namespace Pipelines.Samples.Tests.Shared;

/// <summary>A program that only looks at a file of examples: what looks wrong becomes its exit code and one line that names the
/// row.</summary>
public class PreflightExitCodeTests
{
    private const string End = "<|end|>";

    [Test]
    public async Task CleanExamplesExitWithZero()
    {
        var (code, output, error) = await RunAsync(
            """{"instruction":"Name a colour.","input":"","output":"blue"}""", """{"instruction":"Name a fruit.","input":"red","output":"cherry"}""");
        Assert.That((code, error), Is.EqualTo((0, "")));
        Assert.That(output, Does.Contain("rows kept").And.Contain($"⟦blue{End}⟧"));
    }

    [TestCase("""{"instruction":"Name a fruit.","input":"","output":""}""", "row 1", "answer is empty")]
    [TestCase("""{"instruction":"Name {instruction}.","input":"","output":"x"}""", "row 1", "hole")]
    [TestCase("""{"instruction":"\u0001\u0002\u0003\ufffd","input":"\u0004\u0005\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd","output":"x"}""", "row 1", "no text")]
    [TestCase("""{"instruction":"Name a fruit.","input":""}""", "row 1", "answer is empty")]
    [TestCase("""{"instruction":"Name a fruit.","input":"","output":7""", "row 1", "not valid JSON")]
    public async Task PoisonedExamplesExitWithAnErrorThatNamesRowAndCause(string row, params string[] says)
    {
        var (code, _, error) = await RunAsync("""{"instruction":"Name a colour.","input":"","output":"blue"}""", row);
        Assert.That(code, Is.EqualTo(SampleRunner.UserError));
        foreach (var part in says)
            Assert.That(error, Does.Contain(part));
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] rows)
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "examples.jsonl");
        await File.WriteAllLinesAsync(file, rows);
        var data = new Argument<string>("file");
        var command = new RootCommand { data };
        using var output = new StringWriter();
        using var error = new StringWriter();
        var console = new SampleConsole(output, error, isInteractive: false);
        command.SetAction(arguments => Look(arguments.GetRequiredValue(data), console));
        var code = await SampleRunner.RunAsync(command, [file], console);
        return (code, output.ToString(), error.ToString());
    }

    private static void Look(string file, SampleConsole console)
    {
        using var context = PipelineContext.Create(p => p.AddGpt());
        var tokenizer = new BytePairTrainer(new BytePairTrainerOptions { VocabularySize = 280, EndOfText = End })
            .Train(["The other thing that they gather there.".AsMemory()]);
        var examples = context.Data.LoadFromJsonLines(file);
        var texts = context.Transforms.RenderAlpaca().Append(context.Transforms.TokenizeExamples(tokenizer)).Fit(examples);
        console.WriteLine(context.Data.Preflight(texts.Transform(examples)).ToTable());
    }
}

using System.Text.RegularExpressions;

namespace Pipelines.Tests;

/// <summary>The page shows what is compiled, and it runs.</summary>
[NonParallelizable]
public partial class PromptsPageTests
{
    [Test]
    public void Examples_are_the_compiled_ones()
    {
        var folder = Path.Combine(TestContext.CurrentContext.TestDirectory, "Prompts", "Documentation");
        var compiled = Plain(File.ReadAllText(Path.Combine(folder, "PromptsPageExamples.cs.txt")));
        var blocks = CSharpBlock().Matches(File.ReadAllText(Path.Combine(folder, "prompts.md")));
        Assert.That(blocks, Has.Count.EqualTo(4));
        foreach (Match block in blocks)
            Assert.That(compiled, Does.Contain(Plain(block.Groups[1].Value)));
    }

    [Test]
    public void Examples_run()
    {
        using var context = PipelineContext.Create();
        var data = context.Data.LoadFromRows(
            new DataViewSchema.Builder().Text(
                "Passages", "Question", "Answer", "question", "input", "output", "Article", "Summary", "messages"),
            [["p", "q", "a", "q", "", "a", "text", "short", """[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]"""]]);

        foreach (var (stage, completion) in new[]
        {
            (PromptsPageExamples.Free(context), " a"),
            (PromptsPageExamples.Forms(context)[0], "a"),
            (PromptsPageExamples.Forms(context)[1], "short"),
            (PromptsPageExamples.Chats(context)[0], "a<|eot_id|>"),
        })
        {
            Assert.That(stage.Fit(data).Transform(data).GetColumn<string>("Completion"), Is.EqualTo(new[] { completion }));
        }

        Assert.That(() => PromptsPageExamples.Chats(context)[1].Fit(data), Throws.InstanceOf<SchemaException>());
    }

    [Test]
    public void The_template_shows_its_answers()
    {
        var console = Console.Out;
        using var output = new StringWriter();
        try
        {
            Console.SetOut(output);
            PromptsPageExamples.Template(
                "{{ bos_token }}{% for m in messages %}{{ m.role ~ ': ' ~ m.content ~ eos_token ~ '\n' }}{% endfor %}");
        }
        finally
        {
            Console.SetOut(console);
        }

        Assert.That(output.ToString().Trim(), Is.EqualTo("4</s>"));
    }

    private static string Plain(string text) =>
        string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Select(line => line.Trim())).Trim('\n');

    [GeneratedRegex("```csharp\r?\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CSharpBlock();
}

internal static class SchemaBuilding
{
    public static DataViewSchema Text(this DataViewSchema.Builder builder, params string[] names)
    {
        foreach (var name in names)
            builder.AddColumn(name, TextDataViewType.Instance);
        return builder.ToSchema();
    }
}

using Pipelines.Testing.Documentation;

namespace Pipelines.Tests;

/// <summary>The page shows what is compiled, and it runs.</summary>
[NonParallelizable]
public class PromptsPageTests
{
    [Test]
    public void Examples_are_the_compiled_ones()
    {
        var folder = Path.Combine(TestContext.CurrentContext.TestDirectory, "Prompts", "Documentation");
        var code = File.ReadAllText(Path.Combine(folder, "PromptsPageExamples.cs.txt"));
        PageExamples.AssertCompiled(Path.Combine(folder, "prompts.md"), code, Has.Count.EqualTo(4));
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

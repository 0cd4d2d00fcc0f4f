using System.Runtime.CompilerServices;
using Pipelines.Gpt;
using Pipelines.Testing.Documentation;

namespace Pipelines.Samples.Tests.Pages;

/// <summary>The pages of a newcomer show what is compiled, and what can be run of it does what they say.</summary>
[NonParallelizable]
internal sealed class PagesTests
{
    private static string Folder => SourceFolder();

    [TestCase("ConceptsPageExamples.cs", "concepts.md")]
    [TestCase("HuggingFacePageExamples.cs", "coming-from-hugging-face.md")]
    [TestCase("MLNetPageExamples.cs", "coming-from-ml-net.md")]
    [TestCase("FormatsPageExamples.cs", "formats.md")]
    [TestCase("FormatsPageExamples.cs", "reliability.md")]
    public void ExamplesAreTheCompiledOnes(string examples, string page) => PageExamples.AssertCompiled(
        Path.Combine(Folder, "..", "..", "..", "docs", page), File.ReadAllText(Path.Combine(Folder, examples)), Is.Not.Empty);

    [Test]
    public void ConceptsDoWhatThePageSays()
    {
        using var context = ConceptsPageExamples.Create();
        var lines = Silently(() => ConceptsPageExamples.View(context));
        var config = GptConfig.Nano with { LayerCount = 1, HeadCount = 1, EmbeddingSize = 8, BlockSize = 8 };
        using var folder = new TemporaryFolder();

        Assert.Multiple(() =>
        {
            Assert.That(ConceptsPageExamples.Read(lines), Is.EqualTo(30 + 19));
            Assert.That(
                Silently(() => ConceptsPageExamples.Stage(context, lines)).GetColumn<VBuffer<int>>(ColumnNames.Tokens).Select(v => v.Length),
                Is.EqualTo([30, 19]));
            Assert.That(Output(() => ConceptsPageExamples.Errors(context, lines)), Does.Contain("Txt").And.Contain("Text"));
            Assert.That(
                ConceptsPageExamples.Configured(context).Fit(lines).Transform(lines).Schema.Select(c => c.Name),
                Is.EqualTo(["Text", "Tokens"]));
        });
        using var fitted = Silently(() => ConceptsPageExamples.Chain(context, config, lines));
        Assert.That(fitted, Has.Count.EqualTo(2));
        var output = Output(() => ConceptsPageExamples.File(context, fitted, lines, folder.Combine("lines.pipeline")));
        Assert.That(output, Does.Contain("Chapter"));
    }

    [Test]
    public void TheStageOfWordsCountsThem()
    {
        using var context = PipelineContext.Create(pipelines => pipelines.AddWordCount());
        var data = context.Data.LoadFromEnumerable<ConceptsPageExamples.Line>([new("three small words", 1), new("", 2)]);
        using var file = new MemoryStream();
        context.Model.Save(context.Transforms.CountWords().Fit(data), data.Schema, file);
        file.Position = 0;

        Assert.That(context.Model.Load(file, out _).Transform(data).GetColumn<int>("Words"), Is.EqualTo([3, 0]));
    }

    [Test]
    public void ADamagedPipelineFileIsToldAsThePageTells()
    {
        using var context = ConceptsPageExamples.Create();
        using var folder = new TemporaryFolder();
        var path = folder.Write("damaged.pipeline", "no pipeline");

        Assert.That(Output(() => FormatsPageExamples.Refused(context, path)), Does.Contain("damaged.pipeline"));
    }

    private static T Silently<T>(Func<T> work)
    {
        var result = default(T)!;
        Output(() => result = work());
        return result;
    }

    private static string Output(Action work)
    {
        var console = Console.Out;
        using var output = new StringWriter();
        try
        {
            Console.SetOut(output);
            work();
        }
        finally
        {
            Console.SetOut(console);
        }

        return output.ToString();
    }

    private static string SourceFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}

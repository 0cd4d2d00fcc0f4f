using Pipelines.Gpt;

namespace Pipelines.Documentation.Tests.Examples;

/// <summary>What the pages of a newcomer show, run where it needs no model of somebody's.</summary>
[NonParallelizable]
internal sealed class NewcomersPagesTests
{
    [Test]
    public void ConceptsDoWhatThePageSays()
    {
        using var context = ConceptsPageExamples.Create();
        var lines = Silently(() => ConceptsPageExamples.View(context));
        var config = GptConfig.Nano with { LayerCount = 1, HeadCount = 1, EmbeddingSize = 8, BlockSize = 8 };
        var folder = Directory.CreateTempSubdirectory("pipelines-pages-");

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
        var output = Output(() => ConceptsPageExamples.File(context, fitted, lines, Path.Combine(folder.FullName, "lines.pipeline")));
        folder.Delete(recursive: true);
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
        var path = Path.GetTempFileName();
        File.WriteAllText(path, "no pipeline");

        Assert.That(Output(() => FormatsPageExamples.Refused(context, path)), Does.Contain(path));
        File.Delete(path);
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
}

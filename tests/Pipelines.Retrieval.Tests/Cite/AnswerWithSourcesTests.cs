using Microsoft.Extensions.DependencyInjection;
using Pipelines.Gpt;
using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Testing;
using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines.Retrieval.Tests;

/// <summary>The whole way from a question to an answer with sources.</summary>
[NonParallelizable]
internal sealed class AnswerWithSourcesTests
{
    private static readonly string[] Passages = RetrieveConformanceTests.Passages;
    private static readonly string[] Questions = ["What is a star?", "What is iron?", "When does water boil?"];

    [Test]
    public void A_scripted_generator_is_cited_as_it_says()
    {
        using var context = CreateContext();
        var chain = context.Transforms.RetrievePassages(o => (o.Index, o.InputColumn, o.TopK) = ("science", "Question", 2))
            .Append(context.Transforms.BuildContext())
            .Append(context.Transforms.RenderSourcesPrompt())
            .Append(context.Transforms.Map<string, string>("Prompt", "Generated", _ => "So it is [1][5]."))
            .Append(context.Transforms.CiteSources());
        var data = new TestView().Add("Question", Questions);
        var view = chain.Fit(data).Transform(data);
        string[] names = ["Prompt", "Answer", "CitedIds", "UnknownCitations"];
        var rows = ViewRows.Read(view, names.Select(name => view.Schema[name]));
        Assert.That(
            rows[0].Values[0]!.ToString(),
            Does.Contain("Sources:\n[1] The sun is a star.\n[2] ").And.EndWith("Question: What is a star?\nAnswer:"));
        Assert.That(rows.Select(row => row.Values[1]!.ToString()), Is.All.EqualTo("So it is."));
        var first = ViewRows.Read(view, [view.Schema["PassageIds"]]).Select(row => ((IEnumerable<long>)row.Values[0]!).First()).ToList();
        Assert.That(rows.Select(row => ((IEnumerable<long>)row.Values[2]!).Single()), Is.EqualTo(first));
        Assert.That(rows.Select(row => row.Values[3]), Is.All.EqualTo(new[] { 5 }));
    }

    [Test]
    public void A_model_answers_and_the_saved_chain_answers_the_same()
    {
        using var context = CreateContext();
        var tokenizer = CharacterTokenizer.Create(Enumerable.Range(32, 95).Append('\n').Select(c => new System.Text.Rune(c)));
        var backend = context.Services.GetRequiredService<ITensorBackend>();
        var config = new GptConfig
        {
            VocabularySize = tokenizer.VocabularySize,
            BlockSize = 512,
            LayerCount = 1,
            HeadCount = 2,
            EmbeddingSize = 16,
        };
        using var model = new GptModel(backend, config, new RandomGenerator(1));
        var source = new PretrainTransformer(model, tokenizer, new ScoringColumns());
        var chain = context.Transforms.RetrievePassages(o => (o.Index, o.InputColumn, o.TopK) = ("science", "Question", 2))
            .Append(context.Transforms.RerankPassages(o => (o.RerankerName, o.QueryColumn, o.TopK) = ("overlap", "Question", 2)))
            .Append(context.Transforms.BuildContext(tokenizer, o => o.MaximumTokens = 80))
            .Append(context.Transforms.RenderSourcesPrompt())
            .Append(context.Transforms.Generate(source, o => o.MaximumNewTokens = 6))
            .Append(context.Transforms.CiteSources());
        var data = new TestView().Add("Question", Questions);
        var fitted = chain.Fit(data);
        var answers = Answers(fitted.Transform(data));
        Assert.That(answers, Has.Count.EqualTo(3));
        using var folder = new TemporaryFolder();
        context.Model.Save(fitted, data.Schema, folder.File("answers.pipeline"));
        using var other = CreateContext();
        var again = other.Model.Load(folder.File("answers.pipeline"));
        Assert.That(Answers(again.Transform(data)), Is.EqualTo(answers));
        (again as IDisposable)?.Dispose();
    }

    private static PipelineContext CreateContext() => PipelineContext.Create(
        p => p.AddGpt().AddRetrieval().ConfigureEngine(o => o.ThreadCount = 1)
            .AddRetriever("science", _ => LexicalRetriever.Create(Passages))
            .AddReranker("overlap", _ => new OverlapReranker()), seed: 1);

    private static List<string> Answers(IDataView view) =>
        [.. ViewRows.Read(view, [view.Schema["Generated"], view.Schema["Answer"]]).Select(row => $"{row.Values[0]}|{row.Values[1]}")];
}

using Microsoft.Extensions.DependencyInjection;
using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Tokenizers;

namespace Pipelines.Encoders.Tests;

[NonParallelizable]
internal sealed class CrossEncoderRerankerTests
{
    private static readonly string[] Passages = ["abc", "a b c a b c a", "cc", "", "bbbbbb"];

    private readonly PipelineContext _context = EmbedTestBed.CreateContext();
    private readonly Tokenizer _tokenizer = CharacterTokenizer.Create("abc ".EnumerateRunes());
    private MultipleChoiceModel _model = null!;

    [OneTimeSetUp]
    public void MakeModel() => _model = new MultipleChoiceModel(
        new BertModel(
            _context.Services.GetRequiredService<ITensorBackend>(), EmbedTestBed.Config with { HiddenDropout = 0, AttentionDropout = 0 },
            new RandomGenerator(1), hasPooler: true),
        new RandomGenerator(2));

    [OneTimeTearDown]
    public void Dispose()
    {
        _model.Dispose();
        _context.Dispose();
    }

    [Test]
    public void Scores_are_the_models_for_each_pair_alone()
    {
        var ranked = Rank(new CrossEncoderReranker(_model, _tokenizer, new CrossEncoderOptions { BatchSize = 3 }), "ab");
        Assert.That(ranked.Select(passage => passage.Score), Is.Ordered.Descending);
        foreach (var passage in ranked)
        {
            var ids = _tokenizer.EncodeSequence("ab", passage.Text);
            using var scope = new TensorScope();
            var alone = _model.Forward(new EncoderBatch(1, ids.Ids.Length, ids.Ids, null, ids.TypeIds), 1).AsSpan<float>()[0];
            Assert.That(passage.Score, Is.EqualTo(alone).Within(1e-4), passage.Text);
        }
    }

    [Test]
    public void Passages_that_are_too_long_are_cut_or_refused_and_queries_never()
    {
        var cut = new CrossEncoderReranker(_model, _tokenizer, new CrossEncoderOptions { MaximumLength = 6 });
        var ranked = Rank(cut, "ab");
        var ids = _tokenizer.EncodeSequence("ab", "a b ");
        using var scope = new TensorScope();
        var alone = _model.Forward(new EncoderBatch(1, ids.Ids.Length, ids.Ids, null, ids.TypeIds), 1).AsSpan<float>()[0];
        Assert.That(ranked.Single(passage => passage.Id == 1).Score, Is.EqualTo(alone).Within(1e-4));
        var strict = new CrossEncoderReranker(_model, _tokenizer, new CrossEncoderOptions { MaximumLength = 6, AllowTruncation = false });
        Assert.That(() => Rank(strict, "ab"), Throws.TypeOf<PipelineException>().With.Message.Contains("takes 6"));
        Assert.That(() => Rank(cut, "abcabcabc"), Throws.TypeOf<PipelineException>().With.Message.Contains("no room"));
        Assert.That(
            () => new CrossEncoderReranker(_model, _tokenizer, new CrossEncoderOptions { BatchSize = 0 }),
            Throws.TypeOf<OptionsException>());
    }

    private static IReadOnlyList<RetrievedPassage> Rank(IPassageReranker reranker, string query) =>
        reranker.Rerank([new(query, [.. Passages.Select((text, i) => new RetrievedPassage(i, text, 0))])], 5)[0];
}

using Pipelines.Tensors;
using Pipelines.Testing.Goldens;

namespace Pipelines.Encoders.Tests;

/// <summary>Folders of sentence-transformers against that library's numbers, from the text on.</summary>
[Category("Golden")]
internal sealed class EmbedderGoldenTests : EncoderTests
{
    private static IEnumerable<TestCaseData> Cases => GoldenCase.Find("sbert-", golden => golden.Has("outputs/embeddings"));

    [TestCaseSource(nameof(Cases))]
    public void Tokens_AreTheReferences(GoldenCase golden)
    {
        using var embedder = Embedder.Load(golden.Folder, Backend);
        var texts = Texts(golden);
        if (!golden.TryGet("inputs/tokenized_as_one_padded_batch", out var expected))
            Assert.Ignore("The case has no tokens.");
        var batch = EncoderBatch.Pad([.. texts.Select(text => embedder.Tokenize(text, out _))], embedder.Encoder.PadTokenId);
        Assert.That(batch.InputIds, Is.EqualTo(GoldenCase.Ints(expected.GetProperty("input_ids"))));
        var mask = GoldenCase.Ints(expected.GetProperty("attention_mask"));
        Assert.That(batch.AttentionMask ?? [.. Enumerable.Repeat(1, mask.Length)], Is.EqualTo(mask));
    }

    [TestCaseSource(nameof(Cases))]
    public void Embeddings_AreTheReferences(GoldenCase golden)
    {
        using var embedder = Embedder.Load(golden.Folder, Backend);
        var texts = Texts(golden);
        var size = golden.TryGet("inputs/batch_size", out var batchSize) ? batchSize.GetInt32() : 32;
        var (tolerance, expected) = (golden.Tolerance("embeddings"), golden.Expected("embeddings"));
        Assert.That(embedder.Embed(texts, size).Vectors, Is.EqualTo(expected).Within(tolerance));
        Assert.That(texts.SelectMany(text => embedder.Embed(text)), Is.EqualTo(expected).Within(tolerance), "one text at a time");
        if (!golden.Has("outputs/token_embeddings_of_the_padded_batch"))
            return;
        var batch = EncoderBatch.Pad([.. texts.Select(text => embedder.Tokenize(text, out _))], embedder.Encoder.PadTokenId);
        var hidden = embedder.Encoder.Forward(batch).LastHiddenState.ToArray<float>();
        var states = golden.Expected("token_embeddings_of_the_padded_batch");
        for (var i = 0; i < hidden.Length; i++)
        {
            if (batch.AttentionMask is null || batch.AttentionMask[i / embedder.Encoder.HiddenSize] != 0)
                Assert.That(hidden[i], Is.EqualTo(states[i]).Within(Math.Max(tolerance, 2e-5)), $"token embedding {i}");
        }
    }

    [TestCaseSource(nameof(Cases))]
    public void SavedFolder_GivesTheSame(GoldenCase golden)
    {
        using var embedder = Embedder.Load(golden.Folder, Backend);
        using var folder = new TemporaryFolder();
        embedder.Save(folder.Path);
        using var again = Embedder.Load(folder.Path, Backend);
        Assert.That(again.Config.Steps, Is.EqualTo(embedder.Config.Steps));
        Assert.That(again.Config with { Steps = [] }, Is.EqualTo(embedder.Config with { Steps = [] }));
        Assert.That(again.Embed(Texts(golden)).Vectors, Is.EqualTo(embedder.Embed(Texts(golden)).Vectors));
        golden.AssertSaved(folder.Path, name => name.EndsWith("position_ids", StringComparison.Ordinal) ? null : name);
    }

    private static string[] Texts(GoldenCase golden) => [.. golden.Get("inputs/texts").EnumerateArray().Select(text => text.GetString()!)];
}

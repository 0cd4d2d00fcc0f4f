using Pipelines.Tensors;
using Pipelines.Testing;

namespace Pipelines.Encoders.Tests;

/// <summary>What the embed stage promises besides.</summary>
[NonParallelizable]
internal sealed class EmbedStageTests
{
    private static readonly string[] Texts = ["ab", "b", "abcabcabcab", "c", "abc abc", "cba", "a", "bb", "abababa", "c c"];

    private PipelineContext _context = null!;
    private Embedder _embedder = null!;

    [SetUp]
    public void MakeEmbedder()
    {
        _context = EmbedTestBed.CreateContext();
        _embedder = EmbedTestBed.CreateEmbedder(_context);
    }

    [TearDown]
    public void Dispose()
    {
        _embedder.Dispose();
        _context.Dispose();
    }

    [Test]
    public void Vectors_AreThoseOfEachTextAlone([Values(1, 4, 100)] int window, [Values(1, 3)] int batch)
    {
        var stage = _context.Transforms.Embed(_embedder, o => (o.WindowSize, o.BatchSize) = (window, batch));
        var vectors = Vectors(stage.Fit(View()).Transform(View()));
        for (var i = 0; i < Texts.Length; i++)
            Assert.That(vectors[i], Is.EqualTo(_embedder.Embed(Texts[i])), Texts[i]);
    }

    [Test]
    public void RowsThatNobodyReads_AreNotComputed()
    {
        var view = _context.Transforms.Embed(_embedder, o => o.WindowSize = 2).Fit(View()).Transform(View());
        using var cursor = view.GetRowCursor(view.Schema);
        var getter = cursor.GetGetter<VBuffer<float>>(view.Schema["Embedding"]);
        VBuffer<float> vector = default;
        for (var i = 0; i < Texts.Length; i++)
        {
            Assert.That(cursor.MoveNext());
            if (i % 5 != 4)
                continue;
            getter(ref vector);
            Assert.That(vector.DenseValues(), Is.EqualTo(_embedder.Embed(Texts[i])).Within(1e-5), Texts[i]);
        }
    }

    [Test]
    public void ShuffledRows_KeepTheirVectors()
    {
        var view = _context.Transforms.Embed(_embedder, o => o.WindowSize = 3).Fit(View()).Transform(View());
        using var cursor = view.GetRowCursor(view.Schema, shuffleSeed: 7);
        var getText = cursor.GetGetter<ReadOnlyMemory<char>>(view.Schema[ColumnNames.Text]);
        var getVector = cursor.GetGetter<VBuffer<float>>(view.Schema["Embedding"]);
        ReadOnlyMemory<char> text = default;
        VBuffer<float> vector = default;
        List<string> seen = [];
        while (cursor.MoveNext())
        {
            getText(ref text);
            getVector(ref vector);
            seen.Add(text.ToString());
            Assert.That(vector.DenseValues(), Is.EqualTo(_embedder.Embed(text.ToString())).Within(1e-5), text.ToString());
        }

        Assert.That(seen, Is.EquivalentTo(Texts).And.Not.EqualTo(Texts));
    }

    [Test]
    public void TextsThatAreTooLong_AreCountedOrRefused()
    {
        using var embedder = EmbedTestBed.CreateEmbedder(_context, new EmbedderConfig { MaximumLength = 6 });
        var result = embedder.Embed(Texts);
        Assert.That(result.TruncatedCount, Is.EqualTo(3));
        Assert.That(result.TokenCounts![2], Is.EqualTo(11));
        Assert.That(result[2].ToArray(), Is.EqualTo(embedder.Embed("abcabc")).Within(1e-5));

        var view = _context.Transforms.Embed(embedder, o => o.AllowTruncation = false).Fit(View()).Transform(View());
        var error = Assert.Throws<CellException>(() => Vectors(view));
        Assert.That(error.Row, Is.EqualTo(2));
        Assert.That(error.Message, Does.Contain("11 tokens").And.Contain("takes 6"));
    }

    [Test]
    public void SavedPipeline_GivesTheSameVectors()
    {
        using var folder = new TemporaryFolder();
        var config = new EmbedderConfig
        {
            MaximumLength = 9,
            Pooling = PoolingMode.FirstToken | PoolingMode.Maximum,
            Steps = [new EmbedderStep { InputSize = 64, OutputSize = 3, HasBias = true, Activation = Activation.Tanh }, new EmbedderStep()],
            Prompt = "a ",
        };
        using var embedder = EmbedTestBed.CreateEmbedder(_context, config);
        Assert.That(embedder.Size, Is.EqualTo(3));
        var fitted = _context.Transforms.Embed(embedder).Fit(View());
        _context.Model.Save(fitted, folder.File("texts.pipeline"));
        using var again = (EmbedTransformer)_context.Model.Load(folder.File("texts.pipeline"));
        Assert.That(Vectors(again.Transform(View())), Is.EqualTo(Vectors(fitted.Transform(View()))));
        Assert.That(((Embedder)again.Embedder).Config.Prompt, Is.EqualTo("a "));
        fitted.Dispose();
        Assert.That(embedder.Embed("ab"), Has.Length.EqualTo(3), "an embedder of the caller's stays");
    }

    [Test]
    public void WithoutAnEmbedder_TheStageSaysHowToGetOne() => Assert.That(
        Assert.Throws<PipelineException>(() => _context.Transforms.Embed())!.Message, Does.Contain("AddEmbedder"));

    private static TestView View() => new TestView().Add(ColumnNames.Text, Texts);

    private static List<float[]> Vectors(IDataView view)
    {
        List<float[]> vectors = [];
        using var cursor = view.GetRowCursor([view.Schema["Embedding"]]);
        var getter = cursor.GetGetter<VBuffer<float>>(view.Schema["Embedding"]);
        VBuffer<float> vector = default;
        while (cursor.MoveNext())
        {
            getter(ref vector);
            vectors.Add(vector.DenseValues());
        }

        return vectors;
    }
}

using Pipelines.Testing;
using Pipelines.Tokenizers;

namespace Contoso.Tokenizers;

/// <summary>A guest's tokenizer serves the built-in stage, and files with it are opened where its loader is registered.</summary>
[TestFixture]
public class HexTokenizerTests
{
    private static TestView Texts => new TestView().Add(ColumnNames.Text, "A", "", "é");

    [Test]
    public void Texts_become_its_tokens_and_come_back()
    {
        var tokenizer = new HexTokenizer('a');

        Assert.Multiple(() =>
        {
            Assert.That(tokenizer.Encode("AB"), Is.EqualTo([4, 1, 4, 2]));
            Assert.That(tokenizer.Decode([4, 1]), Is.EqualTo("eb"));
            Assert.That(tokenizer.TokenToId("p"), Is.EqualTo(15));
            Assert.That(tokenizer.TokenToId("q"), Is.Null);
            Assert.That(tokenizer.Fingerprint, Is.Not.EqualTo(new HexTokenizer('0').Fingerprint));
        });
    }

    [Test]
    public void A_pipeline_with_it_is_saved_and_opened()
    {
        using var context = PipelineContext.Create(p => p.AddTokenizers().AddTokenizerLoader(HexTokenizer.Loader));
        var fitted = context.Transforms.Tokenize(o => o.Tokenizer = new HexTokenizer('a')).Fit(Texts);
        using var file = new MemoryStream();
        context.Model.Save(fitted, Texts.Schema, file);
        file.Position = 0;
        using var elsewhere = PipelineContext.Create(p => p.AddTokenizers().AddTokenizerLoader(HexTokenizer.Loader));

        var opened = elsewhere.Model.Load(file, out _);

        Assert.Multiple(() =>
        {
            Assert.That(Tokens(fitted), Is.EqualTo([[4, 1], [], new[] { 12, 3, 10, 9 }]));
            Assert.That(Tokens(opened), Is.EqualTo(Tokens(fitted)));
            Assert.That(opened.Transform(Texts).Schema[ColumnNames.Tokens].GetTokenizer(), Is.TypeOf<HexTokenizer>());
        });
    }

    [Test]
    public void Without_its_loader_the_file_says_what_is_missing()
    {
        using var writer = PipelineContext.Create(p => p.AddTokenizers().AddTokenizerLoader(HexTokenizer.Loader));
        using var file = new MemoryStream();
        writer.Model.Save(writer.Transforms.Tokenize(o => o.Tokenizer = new HexTokenizer('a')).Fit(Texts), Texts.Schema, file);
        file.Position = 0;
        using var reader = PipelineContext.Create(p => p.AddTokenizers());

        Assert.That(() => reader.Model.Load(file, out _),
            Throws.InstanceOf<PipelineException>().With.Message.Contains(HexTokenizer.KindId));
    }

    private static int[][] Tokens(ITransformer transformer) =>
        [.. transformer.Transform(Texts).GetColumn<VBuffer<int>>(ColumnNames.Tokens).Select(t => t.DenseValues().ToArray())];
}

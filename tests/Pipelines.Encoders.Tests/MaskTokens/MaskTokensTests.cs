using Pipelines.Testing;
using Pipelines.Tokenizers;

namespace Pipelines.Encoders.Tests;

/// <summary>What is hidden of rows.</summary>
public class MaskTokensTests
{
    private const int Mask = 3;

    [Test]
    public void SharesAreThoseAskedFor()
    {
        int[][] rows = [.. Enumerable.Range(0, 200).Select(r => Enumerable.Range(0, 100).Select(i => i is 0 or 99 ? 1 : 4 + (r * 31 + i * 7) % 96).ToArray())];
        var (hidden, masked, kept, drawn) = (0, 0, 0, 0);
        foreach (var (row, (ids, labels)) in Read(rows, o => { }).Index())
        {
            Assert.That(labels[0] == TokenLabels.IgnoreIndex && labels[99] == TokenLabels.IgnoreIndex, "special tokens are not hidden");
            Assert.That(labels.Count(l => l != TokenLabels.IgnoreIndex), Is.EqualTo(15), "15 % of 98 tokens");
            for (var i = 0; i < ids.Length; i++)
            {
                var label = labels[i];
                Assert.That(label == TokenLabels.IgnoreIndex ? ids[i] : label, Is.EqualTo(rows[row][i]));
                if (label == TokenLabels.IgnoreIndex)
                    continue;
                hidden++;
                masked += ids[i] == Mask ? 1 : 0;
                kept += ids[i] == label ? 1 : 0;
                drawn += ids[i] != Mask && ids[i] != label ? 1 : 0;
                Assert.That(ids[i], Is.EqualTo(Mask).Or.InRange(4, 99), "no special token is drawn");
            }
        }

        Assert.That(hidden, Is.EqualTo(3000));
        Assert.That(masked / 3000.0, Is.EqualTo(0.8).Within(0.03));
        Assert.That(kept / 3000.0, Is.EqualTo(0.1).Within(0.02));
        Assert.That(drawn / 3000.0, Is.EqualTo(0.1).Within(0.02));
    }

    [Test]
    public void PassesDifferAndSeedsDecide()
    {
        int[][] rows = [[.. Enumerable.Range(4, 60)], [.. Enumerable.Range(10, 80)]];
        var first = Read(rows, o => o.Seed = 1).Select(r => r.Labels).ToArray();
        Assert.That(Read(rows, o => o.Seed = 1).Select(r => r.Labels), Is.EqualTo(first));
        Assert.That(Read(rows, o => o.Seed = 1, pass: 1).Select(r => r.Labels), Is.Not.EqualTo(first));
        Assert.That(Read(rows, o => o.Seed = 2).Select(r => r.Labels), Is.Not.EqualTo(first));
    }

    [Test]
    public void WholeWordsStayTogether()
    {
        string[] vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[MASK]", "a", "b", "##c", "##d", "##e", "[SEP]"];
        using var folder = new TemporaryFolder();
        File.WriteAllLines(folder.File("vocab.txt"), vocabulary);
        var tokenizer = Tokenizer.Load(folder.File("vocab.txt"));
        int[] row = [2, .. Enumerable.Repeat(0, 30).SelectMany(_ => (int[])[4, 6, 7, 5, 4, 8]), 2];
        for (var pass = 0; pass < 20; pass++)
        {
            var (_, labels) = Read([row], o => o.WholeWords = true, pass, tokenizer).Single();
            for (var i = 1; i < row.Length - 1; i++)
            {
                if (row[i] >= 6)
                    Assert.That(labels[i] == TokenLabels.IgnoreIndex, Is.EqualTo(labels[i - 1] == TokenLabels.IgnoreIndex), $"token {i}");
            }

            Assert.That(labels.Count(l => l != TokenLabels.IgnoreIndex), Is.InRange(25, 27));
        }

        Assert.That(() => Read([row], o => o.WholeWords = true), Throws.TypeOf<OptionsException>().With.Message.Contains("WholeWords"));
    }

    [Test]
    public void LongRowsAreCutAndKeepTheirEnd()
    {
        var (ids, labels) = Read([[1, 4, 5, 6, 7, 8, 9, 2]], o => (o.MaximumLength, o.MaskShare, o.RandomShare) = (4, 0, 0)).Single();
        Assert.That(ids, Is.EqualTo(new[] { 1, 4, 5, 2 }));
        Assert.That(labels.Count(l => l != TokenLabels.IgnoreIndex), Is.EqualTo(1), "at least one is hidden");
    }

    private static List<(int[] Ids, int[] Labels)> Read(
        int[][] rows, Action<MaskTokensOptions> configure, int pass = 0, Tokenizer? tokenizer = null)
    {
        using var context = EmbedTestBed.CreateContext();
        var annotations = tokenizer is null ? null : DataViewSchema.Annotations.Empty.WithTokenizer(tokenizer);
        var data = new TestView().Add(
            ColumnNames.Tokens, new VectorDataViewType(NumberDataViewType.Int32), [.. rows.Select(r => new VBuffer<int>(r.Length, r))], annotations);
        var stage = context.Transforms.MaskTokens(o =>
        {
            (o.MaskTokenId, o.SpecialTokenIds) = (Mask, [0, 1, 2]);
            o.VocabularySize = tokenizer is null ? 100 : 0;
            configure(o);
        });
        var view = (TrainingRowsView)stage.Fit(data).Transform(data);
        using var cursor = view.GetRowCursor(view.Schema, null, pass);
        var (getIds, getLabels) = (cursor.GetGetter<VBuffer<int>>(view.Schema[0]), cursor.GetGetter<VBuffer<int>>(view.Schema[1]));
        var result = new List<(int[], int[])>();
        VBuffer<int> ids = default;
        VBuffer<int> labels = default;
        while (cursor.MoveNext())
        {
            getIds(ref ids);
            getLabels(ref labels);
            result.Add((ids.GetValues().ToArray(), labels.GetValues().ToArray()));
        }

        return result;
    }
}

using Pipelines.Testing;

namespace Pipelines.Encoders.Tests;

/// <summary>Sources and targets of the span corruption stage.</summary>
public class CorruptSpansTests
{
    private const int EndOfText = 1;

    [Test]
    public void SourceAndTargetGiveTheTextBack([Values(0, 1, 5)] int pass)
    {
        int[] text = [.. Enumerable.Range(0, 1000).Select(i => 2 + i * 7 % 190)];
        var view = View(text, seed: 3);
        var (back, taken) = (new List<int>(), 0);
        foreach (var (source, target) in Rows(view, pass))
        {
            Assert.That(source[^1], Is.EqualTo(EndOfText));
            Assert.That(target[^1], Is.EqualTo(EndOfText));
            Assert.That(source, Has.Length.LessThanOrEqualTo(64));
            taken += target.Count(id => id < 200) - 1;
            Assert.That(source.Where(id => id >= 200), Is.EqualTo(target.Where(id => id >= 200)), "the same sentinels");
            Assert.That(source.First(id => id >= 200), Is.EqualTo(299), "from the top of the vocabulary down");
            foreach (var id in source[..^1])
            {
                if (id < 200)
                    back.Add(id);
                else
                    back.AddRange(target.SkipWhile(t => t != id).Skip(1).TakeWhile(t => t is < 200 and not EndOfText));
            }
        }

        Assert.That(back, Is.EqualTo(text));
        Assert.That(taken / 1000.0, Is.EqualTo(0.15).Within(0.01));
    }

    [Test]
    public void SeedPassAndRowDecide()
    {
        int[] text = [.. Enumerable.Range(0, 300).Select(i => 2 + i * 7 % 190)];
        var first = Rows(View(text, seed: 3), 0).Select(r => r.Source).ToArray();
        Assert.That(Rows(View(text, seed: 3), 0).Select(r => r.Source), Is.EqualTo(first));
        Assert.That(Rows(View(text, seed: 3), 1).Select(r => r.Source), Is.Not.EqualTo(first));
        Assert.That(Rows(View(text, seed: 4), 0).Select(r => r.Source), Is.Not.EqualTo(first));
        Assert.That(Rows(View(text, seed: 3), 0, shuffleSeed: 9).Select(r => r.Source), Is.EquivalentTo(first));
    }

    [Test]
    public void SentinelsInTextsAreRefused() => Assert.That(
        () => Rows(View([.. Enumerable.Repeat(5, 50), 250], seed: 1), 0).ToList(),
        Throws.TypeOf<CellException>().With.Message.Contains("250").And.Message.Contains("FirstSentinelId"));

    [Test]
    public void TooFewSentinelsAreRefused() => Assert.That(
        () => View([5, 6], seed: 1, sentinels: 2), Throws.TypeOf<OptionsException>().With.Message.Contains("SentinelCount"));

    [Test]
    public void AChainMayLearnTheTokenizerFirst()
    {
        using var context = EmbedTestBed.CreateContext();
        var data = new TestView().Add(ColumnNames.Text, [.. Enumerable.Range(0, 40).Select(i => $"row {i} of the text")]);
        var stage = context.Transforms.CorruptSpans(o => o.InputLength = 32);
        var chain = context.Transforms.Tokenize(o => o.BytePair.VocabularySize = 280).Append(stage);
        Assert.That(chain.Fit(data).Transform(data).GetColumn<int[]>(ColumnNames.InputIds).Any());

        // Where nobody knows one, it is said when there is data.
        var tokens = new TestView().Add(ColumnNames.Tokens, [2, 3, 4], [5]);
        Assert.That(stage.GetOutputSchema(tokens.Schema).Select(c => c.Name), Does.Contain(ColumnNames.InputIds));
        Assert.That(() => stage.Fit(tokens).Transform(tokens), Throws.TypeOf<OptionsException>().With.Message.Contains("FirstSentinelId"));
    }

    private static TrainingRowsView View(int[] text, int seed, int sentinels = 100)
    {
        using var context = EmbedTestBed.CreateContext();
        var data = new TestView().Add(ColumnNames.Tokens, [.. text.Chunk(37)]);
        var stage = context.Transforms.CorruptSpans(o =>
            (o.InputLength, o.FirstSentinelId, o.SentinelCount, o.EndOfTextId, o.Seed) = (64, 299, sentinels, EndOfText, seed));
        return (TrainingRowsView)stage.Fit(data).Transform(data);
    }

    private static IEnumerable<(int[] Source, int[] Target)> Rows(TrainingRowsView view, int pass, int? shuffleSeed = null)
    {
        using var cursor = view.GetRowCursor(view.Schema, shuffleSeed, pass);
        var getters = view.Schema.Select(column => cursor.GetGetter<VBuffer<int>>(column)).ToArray();
        var values = new VBuffer<int>[3];
        while (cursor.MoveNext())
        {
            for (var i = 0; i < 3; i++)
                getters[i](ref values[i]);
            var (ids, labels, segments) = (values[0].GetValues().ToArray(), values[1].GetValues().ToArray(), values[2].GetValues().ToArray());
            var length = segments.Count(s => s == 1);
            Assert.That(segments, Is.EqualTo(Enumerable.Repeat(1, length).Concat(Enumerable.Repeat(2, ids.Length - length))));
            Assert.That(labels[..length], Has.All.EqualTo(TokenLabels.IgnoreIndex));
            Assert.That(labels[length..], Is.EqualTo(ids[length..]));
            yield return (ids[..length], ids[length..]);
        }
    }
}

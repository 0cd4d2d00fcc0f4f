namespace Pipelines.Evaluation.Tests;

internal sealed class SubsequencesTests
{
    private const int Words = 9;

    [Test]
    public void LengthsAreThoseOfTheTable()
    {
        var random = new Random(3);
        var subsequences = new Subsequences();
        for (var trial = 0; trial < 300; trial++)
        {
            var (a, b) = (Some(random, trial % 200), Some(random, random.Next(200)));
            var expected = Table(a, b);
            Assert.That(subsequences.Length(a, b, Words), Is.EqualTo(expected), $"{a.Length} and {b.Length} words");
            var marks = new bool[a.Length];
            subsequences.Mark(a, b, marks);
            Assert.That(marks.Count(m => m), Is.EqualTo(expected));
            Assert.That(Table([.. a.Where((_, i) => marks[i])], b), Is.EqualTo(expected), "what is marked is common");
        }
    }

    private static int[] Some(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.Next(Words))];

    private static int Table(int[] a, int[] b)
    {
        var table = new int[a.Length + 1, b.Length + 1];
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
                table[i, j] = a[i - 1] == b[j - 1] ? table[i - 1, j - 1] + 1 : Math.Max(table[i - 1, j], table[i, j - 1]);
        }

        return table[a.Length, b.Length];
    }
}

namespace Pipelines.Training.Tests;

public class PromptTokensTests
{
    [Test]
    public void ABatchBecomesRows()
    {
        var rows = PromptTokens.FromBatch([0, 0, 5, 1, 2, 3], [0, 0, 1, 1, 1, 1], 3);
        Assert.That(rows, Has.Length.EqualTo(2));
        Assert.That(rows[0].Length, Is.EqualTo(3));
        Assert.That(rows[0].HasMask, Is.True);
        Assert.That(rows[0].GetAttendedIds(), Is.EqualTo(new[] { 5 }));
        Assert.That(rows[1].HasMask, Is.False);
        Assert.That(rows[1].GetAttendedIds(), Is.EqualTo(new[] { 1, 2, 3 }));
    }

    [Test]
    public void PaddingIsMaskedWhereverItIs()
    {
        PromptTokens prompt = new[] { 0, 4, 0, 5 };
        Assert.That(prompt.MaskPadding(0).GetAttendedIds(), Is.EqualTo(new[] { 4, 5 }));
        Assert.That(prompt.MaskPadding(9).HasMask, Is.False);
    }

    [Test]
    public void AMaskOfAnotherLengthIsRefused() =>
        Assert.That(() => new PromptTokens([1, 2], [true]), Throws.ArgumentException.With.Message.Contains("2 tokens"));
}

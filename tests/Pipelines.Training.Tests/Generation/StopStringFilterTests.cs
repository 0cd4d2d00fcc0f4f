using FsCheck;
using FsCheck.Fluent;

namespace Pipelines.Training.Tests;

public class StopStringFilterTests
{
    [TestCase("hello END world", "END", ExpectedResult = "hello ")]
    [TestCase("hello EN world", "END", ExpectedResult = "hello EN world")]
    [TestCase("hello EN", "END", ExpectedResult = "hello EN")]
    [TestCase("ENEND", "END", ExpectedResult = "EN")]
    [TestCase("abc", "", ExpectedResult = "abc")]
    public string StopsAtTheString(string text, string stop)
    {
        var filter = new StopStringFilter([stop]);
        return string.Concat(text.Select(c => filter.Push(c.ToString()))) + filter.Finish();
    }

    [Test]
    public void TheEarliestOfSeveralStops()
    {
        var filter = new StopStringFilter(["world", "lo"]);
        Assert.That(filter.Push("hello world") + filter.Finish(), Is.EqualTo("hel"));
        Assert.That(filter.Stopped, Is.True);
    }

    [Test]
    public void PiecesDoNotMatter() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(bool[] Letters, PositiveInt Size)>(), input =>
        {
            var text = string.Concat(input.Letters.Select(b => b ? 'a' : 'b'));
            var whole = new StopStringFilter(["aba", "bbbb"]);
            var pieces = new StopStringFilter(["aba", "bbbb"]);
            var expected = whole.Push(text) + whole.Finish();
            var actual = string.Concat(text.Chunk(input.Size.Get % 4 + 1).Select(c => pieces.Push(new string(c)))) + pieces.Finish();
            return actual == expected;
        }).QuickCheckThrowOnFailure();
}

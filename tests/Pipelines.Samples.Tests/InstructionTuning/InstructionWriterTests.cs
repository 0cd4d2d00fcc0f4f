using InstructionTuning.Instructions;

namespace Pipelines.Samples.Tests.InstructionTuning;

public class InstructionWriterTests
{
    [Test]
    public void TheSameSeedWritesTheSameRows()
    {
        var first = new InstructionWriter(3).WriteRows(200);
        Assert.That(new InstructionWriter(3).WriteRows(200), Is.EqualTo(first));
        Assert.That(new InstructionWriter(4).WriteRows(200), Is.Not.EqualTo(first));
    }

    [Test]
    public void RowsAreDifferent() => Assert.That(new InstructionWriter(1).WriteRows(3_000), Is.Unique);

    [Test]
    public void AnswersAreRight()
    {
        foreach (var row in new InstructionWriter(5).WriteRows(2_000))
        {
            var words = row.Input.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (row.Instruction.Contains("order from small", StringComparison.Ordinal))
                Assert.That(row.Output, Is.EqualTo(string.Join(' ', words.OrderBy(int.Parse))));
            if (row.Instruction == "Count the words.")
                Assert.That(row.Output, Is.EqualTo($"{words.Length}"));
            if (row.Instruction.Contains("backwards", StringComparison.Ordinal))
                Assert.That(row.Output.Split(' '), Is.EqualTo(words.AsEnumerable().Reverse()));
            if (row.Instruction == "Which word is last?")
                Assert.That(row.Output, Is.EqualTo(words[^1]));
            Assert.That(row.Output, Is.Not.Empty);
        }
    }

    [Test]
    public void TextIsAsLongAsAskedAndEndsItsDocuments()
    {
        var text = new InstructionWriter(2).WriteText(20_000);
        Assert.That(text, Has.Length.InRange(20_000, 22_000));
        Assert.That(text, Does.EndWith("\n<|endoftext|>\n").And.Not.Contain("###"));
    }
}

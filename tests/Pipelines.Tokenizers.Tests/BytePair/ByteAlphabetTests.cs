namespace Pipelines.Tokenizers.Tests;

public class ByteAlphabetTests
{
    [Test]
    public void Spells_as_the_vocabulary_of_gpt2_does()
    {
        Assert.That(ByteAlphabet.Spell(" \n\t\0a~"u8), Is.EqualTo("ĠĊĉĀa~"));
        Assert.That(ByteAlphabet.Spell([0x7F, 0xA0, 0xA1, 0xAD, 0xFF]), Is.EqualTo("ġł¡Ńÿ"));
    }

    [Test]
    public void Reads_back_every_byte()
    {
        byte[] all = [.. Enumerable.Range(0, 256).Select(value => (byte)value)];
        string spelled = ByteAlphabet.Spell(all);
        Assert.That(spelled.Distinct().Count(), Is.EqualTo(256));
        Assert.That(ByteAlphabet.Read(spelled), Is.EqualTo(all));
    }

    [TestCase(" ")]
    [TestCase("a\u00AD")]
    [TestCase("\u0144")]
    [TestCase("中")]
    [TestCase("\n")]
    public void Refuses_a_character_that_spells_no_byte(string spelled) => Assert.That(ByteAlphabet.Read(spelled), Is.Null);

    [Test]
    public void Orders_bytes_as_the_ids_of_gpt2()
    {
        byte[] order = ByteAlphabet.BytesInOrder();
        Assert.That((order[0], order[93], order[94], order[187], order[188], order[220], order[255]),
            Is.EqualTo(((byte)'!', (byte)'~', (byte)0xA1, (byte)0xFF, (byte)0, (byte)' ', (byte)0xAD)));
    }
}

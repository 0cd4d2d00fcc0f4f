namespace Pipelines.Tokenizers.Tests;

/// <summary>Normalization forms; the golden cases hold many more.</summary>
public class UnicodeNormalizationTests
{
    [TestCase(UnicodeForm.Nfc, "e\u0301", "é")]
    [TestCase(UnicodeForm.Nfd, "é", "e\u0301")]
    [TestCase(UnicodeForm.Nfd, "각", "\u1100\u1161\u11A8")]
    [TestCase(UnicodeForm.Nfc, "\u1100\u1161\u11A8", "각")]
    [TestCase(UnicodeForm.Nfkc, "ﬁ ① ｆ", "fi 1 f")]
    [TestCase(UnicodeForm.Nfkd, "½", "1\u20442")]
    [TestCase(UnicodeForm.Nfd, "a\u0301\u0323", "a\u0323\u0301")]
    [TestCase(UnicodeForm.Nfc, "\u0958", "\u0915\u093C")]
    [TestCase(UnicodeForm.Nfc, "q\u0307\u0323", "q\u0323\u0307")]
    public void Texts_take_the_form(UnicodeForm form, string text, string expected) =>
        Assert.That(UnicodeNormalization.Normalize(text, form), Is.EqualTo(expected));

    [Test]
    public void Every_character_decomposes_and_composes_back([Values(UnicodeForm.Nfd, UnicodeForm.Nfkd)] UnicodeForm form)
    {
        UnicodeForm composed = form == UnicodeForm.Nfd ? UnicodeForm.Nfc : UnicodeForm.Nfkc;
        for (int scalar = 0x80; scalar < 0x30000; scalar++)
        {
            if (scalar is >= 0xD800 and <= 0xDFFF)
                continue;
            string text = char.ConvertFromUtf32(scalar);
            string parts = UnicodeNormalization.Normalize(text, form);
            string whole = UnicodeNormalization.Normalize(text, composed);
            Assert.That(UnicodeNormalization.Normalize(parts, composed), Is.EqualTo(whole), $"U+{scalar:X4}");
            Assert.That(UnicodeNormalization.Normalize(whole, form), Is.EqualTo(parts), $"U+{scalar:X4}");
        }
    }
}

namespace Pipelines.Evaluation.Tests;

internal sealed class AnswerExtractorTests
{
    [TestCase("He has 5 + 3 = 8 apples.", "8")]
    [TestCase("The total is $1,080.50.", "1080.5")]
    [TestCase("It is -7 degrees.", "-7")]
    [TestCase("It is −7.", "-7")]
    [TestCase("He owes -$5", "-5")]
    [TestCase("10-3 is it", "3")]
    [TestCase("1,2,3", "3")]
    [TestCase("in 1,234,567 years", "1234567")]
    [TestCase("3/4 of it", "0.75")]
    [TestCase("2 1/2 cups", "2.5")]
    [TestCase("\\frac{1}{2}", "0.5")]
    [TestCase("-\\frac{3}{4}", "-0.75")]
    [TestCase("about .5", "0.5")]
    [TestCase("2.5e3 m", "2500")]
    [TestCase("28.5%", "28.5")]
    [TestCase("CO2 weighs 44", "44")]
    [TestCase("44 of CO2", "44")]
    [TestCase("none", null)]
    [TestCase("", null)]
    [TestCase("1/0", "0")]
    public void LastNumber(string text, string? expected) => Assert.That(AnswerExtractor.LastNumber.Extract(text), Is.EqualTo(expected));

    [TestCase("He sold 48/2 = <<48/2=24>>24.\n#### 24", "24")]
    [TestCase("#### 1,080", "1080")]
    [TestCase("####-3", "-3")]
    [TestCase("#### $18 a day", "18")]
    [TestCase("#### 5\n\nQuestion: next 7", "5")]
    [TestCase("So \\boxed{\\frac{1}{4}} it is, 9", "0.25")]
    [TestCase("The answer is 12. Q: 99", "12")]
    [TestCase("5 and 6 make 11", "11")]
    [TestCase("####", null)]
    public void Gsm8k(string text, string? expected) => Assert.That(AnswerExtractor.Gsm8k.Extract(text), Is.EqualTo(expected));

    [TestCase("\\boxed{x^{2}+1}", "x^{2}+1")]
    [TestCase("\\boxed{1} then \\boxed{2}", "2")]
    [TestCase("\\boxed{1} then \\boxed{2", "1")]
    [TestCase("\\fbox{a}", "a")]
    [TestCase("\\boxed{ }", null)]
    public void Boxed(string text, string? expected) => Assert.That(AnswerExtractor.Boxed.Extract(text), Is.EqualTo(expected));

    [TestCase("B", "B")]
    [TestCase("B. The second", "B")]
    [TestCase("(c)", "C")]
    [TestCase("The answer is (D).", "D")]
    [TestCase("The answer is A, not B. Or E?", "A")]
    [TestCase("Answer: b", "B")]
    [TestCase("A is wrong. The correct option is C", "C")]
    [TestCase("The answer is option E because", "E")]
    [TestCase("A man walks. So D", "D")]
    [TestCase("F", null)]
    [TestCase("Because of gravity", null)]
    public void OptionLetter(string text, string? expected) =>
        Assert.That(AnswerExtractor.OptionLetter(5).Extract(text), Is.EqualTo(expected));

    [TestCase("Yes, it is.", "yes")]
    [TestCase("I know. No.", "no")]
    [TestCase("Nobody knows", null)]
    public void YesNo(string text, string? expected) => Assert.That(AnswerExtractor.YesNo.Extract(text), Is.EqualTo(expected));

    [Test]
    public void TheLongerOfTwoLabelsAtOnePlaceIsTaken() =>
        Assert.That(AnswerExtractor.Label("not entailment", "not").Extract("It is Not entailment"), Is.EqualTo("not entailment"));

    [TestCase("m + n = 38 ; 2m + 3n = 100", "14; 24")]
    [TestCase("Let x be it.\nx + 5 = 12\nThen 7 + 5 = 12.\nSo x = 7.", "7")]
    [TestCase("The numbers are 14 and 24", "14; 24")]
    [TestCase("2 + 3 = 5", "2; 3; 5")]
    [TestCase("who knows", null)]
    public void EquationRoots(string text, string? expected) =>
        Assert.That(AnswerExtractor.EquationRoots.Extract(text), Is.EqualTo(expected));

    [Test]
    public void TextUpToAStop() =>
        Assert.That(AnswerExtractor.Until("\n\n", "Q:").Extract(" Paris. Q: next"), Is.EqualTo("Paris."));

    [TestCase("gsm8k|option(5)")]
    [TestCase("after(the answer is)>number(first)|number(last)")]
    [TestCase("boxed>number(last)")]
    [TestCase("label(entailment,contradiction,neutral)")]
    [TestCase("until(\\n\\n,Q:)")]
    [TestCase("roots")]
    [TestCase("yes-no")]
    public void ReadFromItsSignatureARuleIsTheSame(string signature)
    {
        var rule = AnswerExtractor.Parse(signature);
        var again = AnswerExtractor.Parse(rule.Signature);
        Assert.That(again.Signature, Is.EqualTo(rule.Signature));
        foreach (var text in new[] { "The answer is 5.\n#### 6", "yes (B)", "\\boxed{7}", "It is neutral", "x + 1 = 3", "Q: ?" })
            Assert.That(again.Extract(text), Is.EqualTo(rule.Extract(text)), text);
    }

    [TestCase("number(middle)")]
    [TestCase("option(1)")]
    [TestCase("after()")]
    [TestCase("boxed(")]
    public void AnUnknownRuleIsAnErrorThatListsTheOthers(string signature) => Assert.That(
        () => AnswerExtractor.Parse(signature), Throws.TypeOf<PipelineException>().With.Message.Contains("gsm8k"));

    [Test]
    public void AnyTextIsRead()
    {
        var random = new Random(7);
        var pieces = "0123456789.,-/−$%\\frac{}()e+#ABCx= \n".ToCharArray();
        IAnswerExtractor[] rules =
        [
            AnswerExtractor.Gsm8k, AnswerExtractor.EquationRoots, AnswerExtractor.OptionLetter(5), AnswerExtractor.YesNo,
            AnswerExtractor.Boxed,
        ];
        for (var i = 0; i < 20_000; i++)
        {
            var text = new string([.. Enumerable.Range(0, random.Next(1, 30)).Select(_ => pieces[random.Next(pieces.Length)])]);
            foreach (var rule in rules)
                Assert.That(() => rule.Extract(text), Throws.Nothing, text);
        }
    }
}

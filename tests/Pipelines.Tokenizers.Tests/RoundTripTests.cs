using FsCheck;
using FsCheck.Fluent;

namespace Pipelines.Tokenizers.Tests;

public class RoundTripTests
{
    private static readonly BytePairTokenizer BytePair = new BytePairTrainer(new() { VocabularySize = 600 }).Train(SampleText.Rows);

    [Test]
    public void Byte_pair_tokenizer_gives_back_any_text()
    {
        Prop.ForAll(Texts.Any, text => BytePair.Decode(BytePair.Encode(text)) == Texts.Repair(text)).QuickCheckThrowOnFailure();
    }

    [Test]
    public void Byte_pair_tokenizer_gives_back_any_text_taken_literally()
    {
        Prop.ForAll(Texts.Any, text => BytePair.Decode(BytePair.Encode(text, SpecialTokenHandling.AsText)) == Texts.Repair(text))
            .QuickCheckThrowOnFailure();
    }

    [Test]
    public void Character_tokenizer_gives_back_any_text_it_has_learned_from()
    {
        Prop.ForAll(Texts.Any, text =>
        {
            if (text.Length == 0)
                return true;
            CharacterTokenizer tokenizer = CharacterTokenizer.Learn([text.AsMemory()]);
            int[] ids = tokenizer.Encode(text);
            return tokenizer.Decode(ids) == Texts.Repair(text) && ids.Length == text.EnumerateRunes().Count();
        }).QuickCheckThrowOnFailure();
    }
}

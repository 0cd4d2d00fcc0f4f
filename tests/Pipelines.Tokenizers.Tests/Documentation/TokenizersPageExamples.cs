namespace Pipelines.Tokenizers.Tests;

/// <summary>The code of docs/tokenizers.md, compiled.</summary>
internal static class TokenizersPageExamples
{
    public static (int[] Ids, int[] Surrounded, TokenizedText Pair, string Text) Use()
    {
        Tokenizer tokenizer = Tokenizer.Load("models/llama");            // a folder from the hub, or one of its files
        int[] ids = tokenizer.Encode("Hello");                           // nothing around the text
        int[] surrounded = tokenizer.Encode("Hello", addSpecialTokens: true);
        TokenizedText pair = tokenizer.EncodeSequence("What?", "That.", new EncodeOptions { Truncation = new(512) });
        string text = tokenizer.Decode(ids, skipSpecialTokens: true);

        return (ids, surrounded, pair, text);
    }
}

using System.Text.Json;
using Pipelines.Testing.Goldens;

namespace Pipelines.Tokenizers.Tests;

/// <summary>The ids that Hugging Face's Rust library gives with the same files.</summary>
[Category("Golden")]
internal class BytePairGoldenTests
{
    [TestCaseSource(nameof(Cases))]
    public void Gives_the_ids_and_texts_of_gpt2(GoldenCase found)
    {
        BytePairTokenizer tokenizer = BytePairTokenizer.Load(found.Folder);
        Assert.That(found.Get("cases").GetArrayLength(), Is.Positive);
        foreach (JsonElement golden in found.Get("cases").EnumerateArray())
        {
            string text = golden.GetProperty("text").GetString()!;
            int[] ids = Ids(golden, "ids");
            Assert.That(tokenizer.Encode(text), Is.EqualTo(ids), text);
            Assert.That(ids.Select(tokenizer.IdToToken),
                Is.EqualTo(golden.GetProperty("tokens").EnumerateArray().Select(token => token.GetString())), text);
            Assert.That(tokenizer.Decode(ids), Is.EqualTo(golden.GetProperty("decoded").GetString()), text);
            Assert.That(tokenizer.Decode(Ids(golden, "ids_with_special"), skipSpecialTokens: true),
                Is.EqualTo(golden.GetProperty("decoded_skip_special").GetString()), text);
        }
    }

    [TestCaseSource(nameof(Cases))]
    public void Files_and_the_model_of_the_tokenizer_document_are_one_tokenizer(GoldenCase found)
    {
        string folder = found.Folder;
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "tokenizer.json")));
        JsonElement model = document.RootElement.GetProperty("model");
        IEnumerable<KeyValuePair<string, int>> added = document.RootElement.GetProperty("added_tokens").EnumerateArray()
            .Select(token => KeyValuePair.Create(token.GetProperty("content").GetString()!, token.GetProperty("id").GetInt32()));
        BytePairTokenizer tokenizer = BytePairTokenizer.Create(
            model.GetProperty("vocab").EnumerateObject().Select(token => KeyValuePair.Create(token.Name, token.Value.GetInt32())).Concat(
                added),
            model.GetProperty("merges").EnumerateArray().Select(merge => merge.GetString()!.Split(' ')).Select(parts =>
                (parts[0], parts[1])));
        Assert.That(tokenizer.Fingerprint, Is.EqualTo(BytePairTokenizer.Load(folder).Fingerprint));

        var stream = new MemoryStream();
        TokenizerSerializer.Default.Save(tokenizer, stream);
        stream.Position = 0;
        Assert.That(TokenizerSerializer.Default.Load(stream).Fingerprint, Is.EqualTo(tokenizer.Fingerprint));
    }

    // GPT-2's own way to cut text is the only one that its two files tell.
    private static IEnumerable<TestCaseData> Cases() => GoldenCase.Find("tok-", TokenizerGoldenTests.IsPlainByteLevel);

    private static int[] Ids(JsonElement golden, string name) => [.. golden.GetProperty(name).EnumerateArray().Select(id => id.GetInt32())];
}

using System.Text;
using System.Text.Json;

namespace Pipelines.Tokenizers.Tests;

/// <summary>A guest's tokenizer: a token for each of some letters.</summary>
internal sealed class LetterTokenizer(string letters) : Tokenizer
{
    public override string Kind => "test.letters";

    public override int VocabularySize => letters.Length;

    public override int? TokenToId(string token) => letters.IndexOf(token, StringComparison.Ordinal) is var id and >= 0 ? id : null;

    public override string? IdToToken(int id) => (uint)id < letters.Length ? letters[id].ToString() : null;

    public override ReadOnlySpan<byte> GetTokenBytes(int id) => Encoding.UTF8.GetBytes(IdToToken(id) ?? "");

    public override void WriteState(Utf8JsonWriter writer) => writer.WriteString("letters", letters);

    protected override void EncodeText(ReadOnlySpan<char> text, List<int> ids)
    {
        foreach (char letter in text)
            ids.Add(letters.IndexOf(letter));
    }

    protected override void WriteIdentity(BinaryWriter writer) => writer.Write(letters);
}

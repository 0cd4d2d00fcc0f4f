using System.Text;

namespace Pipelines.Tokenizers;

/// <summary>Reads <c>merges.txt</c>: a merge a line, perhaps after a line <c>#version</c>.</summary>
internal static class MergesFile
{
    public static IEnumerable<BytePairMerge> Read(string path, TokenVocabulary vocabulary)
    {
        byte[] bytes = JsonFiles.ReadBytes(path);
        if (!System.Text.Unicode.Utf8.IsValid(bytes))
            throw new TokenizerFormatException("The merges are not UTF-8 text. Fetch the file again.", path);
        using var reader = new StreamReader(new MemoryStream(bytes), Encoding.UTF8);
        int line = 0;
        while (reader.ReadLine() is { } text)
        {
            line++;
            if (text.Length == 0 || (line == 1 && text.StartsWith("#version", StringComparison.Ordinal)))
                continue;
            int space = text.IndexOf(' ', StringComparison.Ordinal);
            if (space <= 0 || space == text.Length - 1 || text.IndexOf(' ', space + 1) >= 0)
                throw new TokenizerFormatException($"'{text}' is not a merge: two tokens with one space between them.", path, line);
            if (!BytePairTokenModel.TryResolve(
                vocabulary, text.AsSpan(0, space), text.AsSpan(space + 1), 0, out BytePairMerge merge, out string? problem))
            {
                throw new TokenizerFormatException(problem + "; take both from one tokenizer.", path, line);
            }
            yield return merge;
        }
    }
}

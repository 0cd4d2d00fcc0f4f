using System.Text;

namespace Pipelines.Tokenizers;

/// <summary>Rewrites text character by character; text in which nothing changes stays the same instance.</summary>
internal static class ScalarRewriter
{
    /// <summary>Keeps the characters that pass a test.</summary>
    public static string Filter(string text, Func<int, bool> isKept)
    {
        StringBuilder? result = null;
        int done = 0;
        for (int at = 0; at < text.Length;)
        {
            int scalar = CharacterProperties.At(text, at, out int length);
            if (!isKept(scalar))
            {
                result ??= new StringBuilder(text.Length);
                result.Append(text, done, at - done);
                done = at + length;
            }
            at += length;
        }
        return result is null ? text : result.Append(text, done, text.Length - done).ToString();
    }

    /// <summary>Puts another character in the place of each.</summary>
    public static string Map(string text, Func<int, int> map)
    {
        StringBuilder? result = null;
        Span<char> units = stackalloc char[2];
        int done = 0;
        for (int at = 0; at < text.Length;)
        {
            int scalar = CharacterProperties.At(text, at, out int length);
            int mapped = map(scalar);
            if (mapped != scalar)
            {
                result ??= new StringBuilder(text.Length);
                result.Append(text, done, at - done).Append(units[..new Rune(mapped).EncodeToUtf16(units)]);
                done = at + length;
            }
            at += length;
        }
        return result is null ? text : result.Append(text, done, text.Length - done).ToString();
    }
}

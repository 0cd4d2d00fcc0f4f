using FsCheck;
using FsCheck.Fluent;

namespace Pipelines.Tokenizers.Tests;

/// <summary>Texts for property tests: any UTF-16, but mostly what tokenizers have to tell apart.</summary>
internal static class Texts
{
    private static readonly string[] Pieces =
    [
        "a", "b", "Z", "é", "e\u0301", "ß", "中", "文", "한", "я", "ا", "हि", "𝔘", "𐍈", "😁", "👨‍👩‍👧", "𝟘", "\U000105C0",
        "0", "9", "½", "²", "Ⅷ", "٣", "𝟙", " ", "  ", "\t", "\n", "\r\n", "\u00A0", "\u2003", "\u3000", "\u0085", "\u200B", "\u2028",
        "'", "'s", "'t", "'re", "'ve", "'m", "'ll", "'d", "'S", "'l", "'v", "!", "...", "-", "_", "\0", "\u007F", "\uFFFD", "\uFEFF",
        "\uD800", "\uDC00", "\uDBFF", "\uDFFF", "<|endoftext|>", "<|", "|>",
    ];

    /// <summary>Any UTF-16, unpaired surrogates included.</summary>
    public static Arbitrary<string> Any { get; } = Create(Pieces);

    /// <summary>Well-formed UTF-16.</summary>
    public static Arbitrary<string> WellFormed { get; } = Any.Convert(Repair, text => text);

    /// <summary>The text with U+FFFD for each unpaired surrogate.</summary>
    public static string Repair(string text) => string.Concat(text.EnumerateRunes());

    private static Arbitrary<string> Create(string[] pieces)
    {
        Gen<string> unit = Gen.Choose(0, char.MaxValue).Select(value => ((char)value).ToString());
        Gen<string> ascii = Gen.Choose(0, 127).Select(value => ((char)value).ToString());
        Gen<string> any = Gen.Frequency((6, Gen.Elements(pieces)), (2, ascii), (1, unit));
        return any.ListOf().Select(list => string.Concat(list)).ToArbitrary();
    }
}

using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>What makes tokenizers of one kind from their saved state.</summary>
/// <remarks>Register one for a tokenizer of your own (<c>AddTokenizerLoader</c>); files name the kind, never a .NET type.</remarks>
public sealed class TokenizerLoader
{
    /// <summary>Creates a loader.</summary>
    /// <param name="kind">What <see cref="Tokenizer.Kind"/> gives, e.g. <c>contoso.syllables</c>.</param>
    /// <param name="load">
    /// Makes a tokenizer from what <see cref="Tokenizer.WriteState"/> wrote. It must check what it reads: the file may hold anything.
    /// </param>
    public TokenizerLoader(string kind, Func<JsonElement, Tokenizer> load)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(kind);
        ArgumentNullException.ThrowIfNull(load);
        Kind = kind;
        Load = load;
    }

    /// <summary>The loaders of this package.</summary>
    public static IReadOnlyList<TokenizerLoader> BuiltIn { get; } =
    [
        new(CharacterTokenizer.KindId, CharacterTokenizer.FromState),
        new(BytePairTokenizer.KindId, BytePairTokenizer.FromState),
        new(HuggingFaceTokenizer.KindId, HuggingFaceTokenizer.FromState),
    ];

    /// <summary>The kind of tokenizer.</summary>
    public string Kind { get; }

    /// <summary>Makes a tokenizer from its state.</summary>
    public Func<JsonElement, Tokenizer> Load { get; }
}

using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>A kind of tokenizer that can be loaded: its id in files, and what makes a tokenizer from the state under it.</summary>
/// <remarks>Register one for a tokenizer of your own; files name the id, never a .NET type.</remarks>
public sealed class TokenizerKind
{
    /// <summary>Creates a kind.</summary>
    /// <param name="id">The id that <see cref="Tokenizer.Kind"/> gives, e.g. <c>contoso.syllables</c>.</param>
    /// <param name="load">
    /// Makes a tokenizer from what <see cref="Tokenizer.WriteState"/> wrote. It must check what it reads: the file may hold anything.
    /// </param>
    public TokenizerKind(string id, Func<JsonElement, Tokenizer> load)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(id);
        ArgumentNullException.ThrowIfNull(load);
        Id = id;
        Load = load;
    }

    /// <summary>The id in files.</summary>
    public string Id { get; }

    /// <summary>Makes a tokenizer from its state.</summary>
    public Func<JsonElement, Tokenizer> Load { get; }

    /// <summary>The kinds of this package.</summary>
    public static IReadOnlyList<TokenizerKind> BuiltIn { get; } =
    [
        new(CharacterTokenizer.KindId, CharacterTokenizer.FromState),
        new(BytePairTokenizer.KindId, BytePairTokenizer.FromState),
    ];
}

using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>One token per character, where a character is a Unicode scalar value: 𝔘 is one, é may be one or two.</summary>
/// <remarks>
/// A learned vocabulary holds the characters of the text in code-point order, as nanoGPT's <c>sorted(set(text))</c>; special tokens follow.
/// An unpaired surrogate is the character U+FFFD.
/// </remarks>
public sealed class CharacterTokenizer : Tokenizer
{
    /// <summary>The <see cref="Tokenizer.Kind"/> of character tokenizers.</summary>
    public const string KindId = "characters";

    private const int CancellationInterval = 1024;

    private readonly Rune[] _characters;
    private readonly TokenTable _tokens;
    private readonly int[] _basicPlane;
    private readonly Dictionary<int, int> _astralPlanes;
    private readonly string? _unknownToken;
    private readonly int _unknownId;

    private CharacterTokenizer(Rune[] characters, IReadOnlyDictionary<string, int> specialTokens, string? unknownToken, string? endOfText)
        : base(specialTokens, endOfText)
    {
        _characters = characters;
        _unknownToken = unknownToken;
        _unknownId = unknownToken is null ? -1 : specialTokens[unknownToken];

        var spellings = new byte[]?[characters.Length + specialTokens.Count];
        var basic = characters.Where(character => character.IsBmp).Select(character => character.Value);
        _basicPlane = new int[basic.DefaultIfEmpty(-1).Max() + 1];
        _basicPlane.AsSpan().Fill(-1);
        _astralPlanes = [];
        for (int id = 0; id < characters.Length; id++)
        {
            Rune character = characters[id];
            bool isNew = character.IsBmp ? _basicPlane[character.Value] < 0 : !_astralPlanes.ContainsKey(character.Value);
            if (!isNew)
            {
                throw new ArgumentException(
                    $"The character {Name(character)} is in the vocabulary twice; each may be there once.", nameof(characters));
            }
            if (character.IsBmp)
                _basicPlane[character.Value] = id;
            else
                _astralPlanes.Add(character.Value, id);
            spellings[id] = TokenTable.Utf8(character.ToString());
        }
        foreach ((string text, int id) in specialTokens)
        {
            if (id < characters.Length || id >= spellings.Length)
            {
                throw new ArgumentException(
                    $"The special token '{text}' has the id {id}; special tokens follow the {characters.Length} characters.",
                    nameof(specialTokens));
            }
            spellings[id] = TokenTable.Utf8(text);
        }
        _tokens = TokenTable.Create(spellings);
    }

    /// <inheritdoc/>
    public override string Kind => KindId;

    /// <inheritdoc/>
    public override int VocabularySize => _tokens.Count;

    /// <summary>The characters by id, without the special tokens.</summary>
    public IReadOnlyList<Rune> Characters => _characters;

    /// <summary>Makes a tokenizer of given characters; the place of a character is its id.</summary>
    /// <param name="characters">The characters, each once.</param>
    /// <param name="options">Special tokens; null for none.</param>
    /// <exception cref="ArgumentException">There is no character, or one is there twice.</exception>
    /// <exception cref="OptionsException">The special tokens are empty or the same.</exception>
    public static CharacterTokenizer Create(IEnumerable<Rune> characters, CharacterTokenizerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(characters);
        Rune[] all = [.. characters];
        if (all.Length == 0)
            throw new ArgumentException("The vocabulary has no characters; give at least one.", nameof(characters));
        options = OptionsValidation.Validated(options ?? new CharacterTokenizerOptions());
        var special = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (string? text in new[] { options.UnknownToken, options.EndOfText })
        {
            if (text is not null)
                special.Add(text, all.Length + special.Count);
        }
        return new CharacterTokenizer(all, special, options.UnknownToken, options.EndOfText);
    }

    /// <summary>Learns the vocabulary: the characters that the texts hold, in code-point order.</summary>
    /// <param name="texts">The texts, read once.</param>
    /// <param name="options">Special tokens; null for none.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="TokenizationException">The texts hold no character.</exception>
    public static CharacterTokenizer Learn(
        IEnumerable<ReadOnlyMemory<char>> texts, CharacterTokenizerOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var basic = new bool[0x10000];
        var astral = new HashSet<int>();
        long rows = 0;
        foreach (ReadOnlyMemory<char> text in texts)
        {
            if (rows++ % CancellationInterval == 0)
                cancellationToken.ThrowIfCancellationRequested();
            Collect(text.Span, basic, astral);
        }
        IEnumerable<int> found = Enumerable.Range(0, basic.Length).Where(value => basic[value]).Concat(astral.Order());
        Rune[] characters = [.. found.Select(value => new Rune(value))];
        if (characters.Length == 0)
            throw new TokenizationException($"The {rows} texts hold no character to learn; check the file and the column.");
        return Create(characters, options);
    }

    /// <inheritdoc/>
    public override int? TokenToId(string token)
    {
        ArgumentNullException.ThrowIfNull(token);
        if (SpecialTokens.TryGetValue(token, out int id))
            return id;
        if (Rune.DecodeFromUtf16(token, out Rune character, out int length) != OperationStatus.Done || length != token.Length)
            return null;
        id = Find(character);
        return id < 0 ? null : id;
    }

    /// <inheritdoc/>
    public override string? IdToToken(int id) => _tokens.Contains(id) ? Encoding.UTF8.GetString(_tokens[id]) : null;

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> GetTokenBytes(int id) => _tokens[id];

    /// <inheritdoc/>
    public override void WriteState(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteString("characters", string.Concat(_characters.Select(character => character.ToString())));
        writer.WriteString("unknownToken", _unknownToken);
        WriteSpecialTokens(writer);
    }

    internal static CharacterTokenizer FromState(JsonElement state)
    {
        Rune[] characters = [.. state.GetProperty("characters").GetString()!.EnumerateRunes()];
        (IReadOnlyDictionary<string, int> special, string? endOfText) = ReadSpecialTokens(state);
        string? unknownToken = state.GetProperty("unknownToken").GetString();
        if (unknownToken is not null && !special.ContainsKey(unknownToken))
            throw new TokenizerFormatException($"The unknown token '{unknownToken}' is not among the special tokens.");
        return new CharacterTokenizer(characters, special, unknownToken, endOfText);
    }

    /// <inheritdoc/>
    protected override void WriteIdentity(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(_characters.Length);
        foreach (Rune character in _characters)
            writer.Write(character.Value);
        writer.Write(_unknownId);
    }

    /// <inheritdoc/>
    /// <exception cref="TokenizationException">A character is not in the vocabulary, and there is no unknown token.</exception>
    protected override void EncodeText(ReadOnlySpan<char> text, List<int> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        int count = ids.Count;
        CollectionsMarshal.SetCount(ids, count + text.Length);
        Span<int> target = CollectionsMarshal.AsSpan(ids);
        try
        {
            for (int at = 0; at < text.Length;)
            {
                char unit = text[at];
                int length = 1;
                int id;
                if (char.IsSurrogate(unit))
                {
                    Rune.DecodeFromUtf16(text[at..], out Rune character, out length);
                    id = Find(character);
                }
                else
                {
                    id = unit < _basicPlane.Length ? _basicPlane[unit] : -1;
                }
                if (id < 0 && (id = _unknownId) < 0)
                    throw Unknown(text, at);
                target[count++] = id;
                at += length;
            }
        }
        finally
        {
            CollectionsMarshal.SetCount(ids, count);
        }
    }

    private int Find(Rune character)
    {
        if (!character.IsBmp)
            return _astralPlanes.GetValueOrDefault(character.Value, -1);
        return character.Value < _basicPlane.Length ? _basicPlane[character.Value] : -1;
    }

    private static void Collect(ReadOnlySpan<char> text, bool[] basic, HashSet<int> astral)
    {
        for (int at = 0; at < text.Length;)
        {
            if (!char.IsSurrogate(text[at]))
            {
                basic[text[at++]] = true;
                continue;
            }
            Rune.DecodeFromUtf16(text[at..], out Rune character, out int length);
            if (character.IsBmp)
                basic[character.Value] = true;
            else
                astral.Add(character.Value);
            at += length;
        }
    }

    private TokenizationException Unknown(ReadOnlySpan<char> text, int at)
    {
        string name = Rune.DecodeFromUtf16(text[at..], out Rune character, out _) == OperationStatus.Done
            ? $"The character {Name(character)}"
            : $"An unpaired surrogate U+{(int)text[at]:X4}, read as U+FFFD,";
        return new TokenizationException(
            $"{name} is not among the {_characters.Length} characters of the vocabulary. "
            + $"Learn the vocabulary from text that holds it, or set {nameof(CharacterTokenizerOptions.UnknownToken)} in the options.", at);
    }

    private static string Name(Rune character) =>
        IsVisible(character) ? $"'{character}' (U+{character.Value:X4})" : $"U+{character.Value:X4}";

    private static bool IsVisible(Rune character) => !Rune.IsWhiteSpace(character)
        && Rune.GetUnicodeCategory(character) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.NonSpacingMark);
}

using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>Text to token ids and back. Instances are immutable and may be used by several threads at once.</summary>
/// <remarks>
/// Text is UTF-16; an unpaired surrogate is read as U+FFFD, the replacement character, because no UTF-8 spells it.
/// A deriving class encodes text without special tokens, gives the bytes of each token, and writes its state; finding
/// special tokens, decoding, fingerprint and streaming come from here.
/// </remarks>
public abstract class Tokenizer
{
    [ThreadStatic] private static List<int>? _scratch;

    private readonly Dictionary<string, int> _specialTokens;
    private readonly HashSet<int> _specialIds;
    private readonly SpecialTokenFinder? _finder;
    private string? _fingerprint;

    /// <summary>Sets the special tokens.</summary>
    /// <param name="specialTokens">Spelling and id of each special token; no two may share an id.</param>
    /// <param name="endOfText">The spelling of the special token that ends a document, or null if there is none.</param>
    /// <exception cref="ArgumentException">
    /// A spelling is empty, an id is negative or used twice, or <paramref name="endOfText"/> is not special.
    /// </exception>
    protected Tokenizer(IReadOnlyDictionary<string, int>? specialTokens = null, string? endOfText = null)
    {
        _specialTokens = new Dictionary<string, int>(StringComparer.Ordinal);
        _specialIds = [];
        foreach ((string text, int id) in specialTokens ?? new Dictionary<string, int>())
        {
            if (text.Length == 0)
            {
                throw new ArgumentException(
                    "A special token has an empty spelling; give it at least one character.", nameof(specialTokens));
            }
            if (!SpecialTokenFinder.IsWellFormed(text))
            {
                throw new ArgumentException(
                    $"The special token '{text}' holds half of a surrogate pair; spell it in whole characters.", nameof(specialTokens));
            }
            if (id < 0)
                throw new ArgumentException($"The special token '{text}' has the id {id}; ids start at 0.", nameof(specialTokens));
            if (!_specialIds.Add(id))
            {
                throw new ArgumentException(
                    $"The special token '{text}' has the id {id} of another special token; each needs its own.", nameof(specialTokens));
            }
            _specialTokens.Add(text, id);
        }
        if (endOfText is not null)
        {
            if (!_specialTokens.TryGetValue(endOfText, out int id))
            {
                throw new ArgumentException(
                    $"'{endOfText}' is to end texts but is not among the special tokens; add it there.", nameof(endOfText));
            }
            EndOfText = endOfText;
            EndOfTextId = id;
        }
        if (_specialTokens.Count > 0)
            _finder = new SpecialTokenFinder(_specialTokens.Keys);
    }

    /// <summary>The id of the kind of tokenizer, under which a <see cref="TokenizerLoader"/> is registered.</summary>
    public abstract string Kind { get; }

    /// <summary>One more than the largest token id, special tokens included: the number of rows that an embedding needs.</summary>
    public abstract int VocabularySize { get; }

    /// <summary>Spelling and id of the special tokens.</summary>
    public IReadOnlyDictionary<string, int> SpecialTokens => _specialTokens;

    /// <summary>The spelling of the special token that ends a document, or null.</summary>
    public string? EndOfText { get; }

    /// <summary>The id of the special token that ends a document, or null.</summary>
    public int? EndOfTextId { get; }

    /// <summary>
    /// <c>sha256:</c> and 64 hexadecimal digits over everything that decides the ids. Whatever holds token ids stores it and compares
    /// it on loading: two tokenizers with the same fingerprint give the same ids for every text.
    /// </summary>
    public string Fingerprint => _fingerprint ??= ComputeFingerprint();

    /// <summary>What the files beside the tokenizer say: which token has which part, the chat template.</summary>
    public virtual TokenizerConfig Configuration => TokenizerConfig.Empty;

    /// <summary>What puts special tokens around texts, the one owner of begin and end of text; null: nothing is put there.</summary>
    public virtual IPostProcessor? PostProcessor => null;

    /// <summary>How the tokenizer's file wants long sequences cut, or null. Nothing is cut unless asked for.</summary>
    public virtual TruncationOptions? Truncation => null;

    /// <summary>How the tokenizer's file wants short sequences filled up, or null. Nothing is unless asked for.</summary>
    public virtual PaddingOptions? Padding => null;

    /// <summary>The id of the token that begins a text, or null.</summary>
    public int? BeginOfTextId => IdOf(Configuration.BeginOfText);

    /// <summary>The id of the token that fills up, or null.</summary>
    public int? PaddingId => IdOf(Configuration.Padding) ?? Padding?.Id;

    /// <summary>
    /// Loads a tokenizer: a model folder in Hugging Face's layout, a <c>tokenizer.json</c>, a SentencePiece model (<c>.model</c>), a
    /// <c>vocab.txt</c>, or a file that <see cref="TokenizerSerializer"/> wrote.
    /// </summary>
    /// <remarks>
    /// In a folder the first of <c>tokenizer.json</c>, <c>vocab.json</c> with <c>merges.txt</c>, <c>vocab.txt</c>, <c>tokenizer.model</c>
    /// and
    /// <c>spiece.model</c> counts, with <c>tokenizer_config.json</c>, <c>special_tokens_map.json</c> and <c>chat_template.jinja</c> beside
    /// it. A file is read by itself.
    /// </remarks>
    /// <param name="path">The folder or file.</param>
    /// <exception cref="TokenizerFormatException">
    /// The file is not there, is damaged, or holds something that is not supported; the message names file and JSON path.
    /// </exception>
    public static Tokenizer Load(string path) => TokenizerFiles.Load(path, TokenizerSerializer.Default);

    /// <summary>Appends the ids of a text. Nothing is added around it: no begin and no end token.</summary>
    /// <param name="text">The text.</param>
    /// <param name="ids">Receives the ids behind what it holds already.</param>
    /// <param name="specialTokens">Whether the spelling of a special token in the text is that token or ordinary text.</param>
    /// <exception cref="TokenizationException">
    /// The text holds something that the tokenizer has no token for; the ids added so far stay.
    /// </exception>
    public virtual void Encode(
        ReadOnlySpan<char> text, List<int> ids, SpecialTokenHandling specialTokens = SpecialTokenHandling.Recognize)
    {
        ArgumentNullException.ThrowIfNull(ids);
        int start = 0;
        if (_finder is not null && specialTokens == SpecialTokenHandling.Recognize)
        {
            while (_finder.TryFind(text[start..], out int at, out string special))
            {
                EncodePart(text, start, start + at, ids);
                ids.Add(_specialTokens[special]);
                start += at + special.Length;
            }
        }
        EncodePart(text, start, text.Length, ids);
    }

    /// <summary>The ids of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="specialTokens">Whether the spelling of a special token in the text is that token or ordinary text.</param>
    /// <exception cref="TokenizationException">The text holds something that the tokenizer has no token for.</exception>
    public int[] Encode(string text, SpecialTokenHandling specialTokens = SpecialTokenHandling.Recognize)
    {
        ArgumentNullException.ThrowIfNull(text);
        List<int> ids = RentList();
        Encode(text, ids, specialTokens);
        int[] result = [.. CollectionsMarshal.AsSpan(ids)];
        ReturnList(ids);
        return result;
    }

    /// <summary>The ids of a text, with what the <see cref="PostProcessor"/> puts around it or without.</summary>
    /// <param name="text">
    /// The text. One that spells a begin of text itself, as rendered chat prompts do, gets a second one if asked for.
    /// </param>
    /// <param name="addSpecialTokens">Puts special tokens around.</param>
    /// <exception cref="TokenizationException">The text holds something that the tokenizer has no token for.</exception>
    public int[] Encode(string text, bool addSpecialTokens) => addSpecialTokens ? EncodeSequence(text).Ids : Encode(text);

    /// <summary>A text or a pair as a model takes it: surrounded, cut and filled up as the options say.</summary>
    /// <param name="text">The text.</param>
    /// <param name="pair">A second text, or null.</param>
    /// <param name="options">
    /// What is put around and how lengths are made; null for the defaults: surrounded, neither cut nor filled up.
    /// </param>
    /// <exception cref="TokenizationException">
    /// A text holds something that the tokenizer has no token for, or cannot be cut as far as it should.
    /// </exception>
    public TokenizedText EncodeSequence(string text, string? pair = null, EncodeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        options ??= new EncodeOptions();
        var first = new List<int>();
        EncodeText(text, first, options);
        List<int>? second = null;
        if (pair is not null)
            EncodeText(pair, second = [], options);
        return SequenceAssembler.Assemble(first, second, PostProcessor, options);
    }

    /// <summary>The number of ids of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="specialTokens">Whether the spelling of a special token in the text is that token or ordinary text.</param>
    /// <exception cref="TokenizationException">The text holds something that the tokenizer has no token for.</exception>
    public int CountTokens(ReadOnlySpan<char> text, SpecialTokenHandling specialTokens = SpecialTokenHandling.Recognize)
    {
        List<int> ids = RentList();
        Encode(text, ids, specialTokens);
        int count = ids.Count;
        ReturnList(ids);
        return count;
    }

    /// <summary>The text of a sequence of ids. Bytes that are not UTF-8 become U+FFFD.</summary>
    /// <param name="ids">The ids.</param>
    /// <param name="skipSpecialTokens">Leaves out special tokens.</param>
    /// <exception cref="TokenizationException">An id names no token.</exception>
    public virtual string Decode(ReadOnlySpan<int> ids, bool skipSpecialTokens = false)
    {
        var text = new StringBuilder();
        StreamingDecoder decoder = CreateDecoder(skipSpecialTokens);
        decoder.Append(ids, text);
        decoder.Complete(text);
        return text.ToString();
    }

    /// <summary>A decoder that takes ids one by one and never cuts a character in two.</summary>
    /// <param name="skipSpecialTokens">Leaves out special tokens.</param>
    public virtual StreamingDecoder CreateDecoder(bool skipSpecialTokens = false) => new(this, skipSpecialTokens);

    /// <summary>Whether the id is that of a special token.</summary>
    public bool IsSpecial(int id) => _specialIds.Contains(id);

    /// <summary>The id of a token by its spelling in the vocabulary, or null if there is none.</summary>
    /// <param name="token">The spelling as <see cref="IdToToken"/> gives it.</param>
    public abstract int? TokenToId(string token);

    /// <summary>The spelling of a token in the vocabulary, or null for an id that names no token.</summary>
    /// <remarks>
    /// The spelling may differ from the text that the token stands for: byte-level tokenizers spell each byte as a visible character.
    /// </remarks>
    public abstract string? IdToToken(int id);

    /// <summary>The bytes of UTF-8 that a token stands for, possibly a part of a character.</summary>
    /// <returns>At least one byte for a token, none for an id that names no token.</returns>
    public abstract ReadOnlySpan<byte> GetTokenBytes(int id);

    /// <summary>Writes the state as the properties of a JSON object that the writer has opened.</summary>
    /// <remarks>
    /// The loader of this <see cref="Kind"/> gets the object back and must make a tokenizer with the same <see cref="Fingerprint"/>.
    /// </remarks>
    public abstract void WriteState(Utf8JsonWriter writer);

    /// <summary>Appends the ids of a text in which nothing is special.</summary>
    /// <remarks>
    /// Called by several threads at once. A <see cref="TokenizationException"/> gives the index in <paramref name="text"/>.
    /// </remarks>
    protected abstract void EncodeText(ReadOnlySpan<char> text, List<int> ids);

    /// <summary>Appends the ids of one text of a sequence, nothing around it.</summary>
    /// <remarks>Override it where more of the options matters than <see cref="EncodeOptions.SpecialTokens"/>.</remarks>
    protected virtual void EncodeText(string text, List<int> ids, EncodeOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Encode(text, ids, options.SpecialTokens);
    }

    /// <summary>Writes what decides the ids, beyond kind and special tokens, for the fingerprint.</summary>
    /// <remarks>
    /// The same tokenizer must write the same bytes for ever; a change of the bytes makes everything stored under the old fingerprint
    /// foreign.
    /// </remarks>
    protected abstract void WriteIdentity(BinaryWriter writer);

    /// <summary>Writes the properties <c>specialTokens</c> and <c>endOfText</c>; <see cref="ReadSpecialTokens"/> reads them.</summary>
    protected void WriteSpecialTokens(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartObject("specialTokens");
        foreach ((string text, int id) in _specialTokens.OrderBy(token => token.Value))
            writer.WriteNumber(text, id);
        writer.WriteEndObject();
        writer.WriteString("endOfText", EndOfText);
    }

    /// <summary>Reads what <see cref="WriteSpecialTokens"/> wrote.</summary>
    /// <param name="state">The JSON object of the state.</param>
    /// <exception cref="TokenizerFormatException">A special token is listed twice.</exception>
    protected static (IReadOnlyDictionary<string, int> SpecialTokens, string? EndOfText) ReadSpecialTokens(JsonElement state)
    {
        var tokens = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (JsonProperty token in state.GetProperty("specialTokens").EnumerateObject())
        {
            if (!tokens.TryAdd(token.Name, token.Value.GetInt32()))
                throw new TokenizerFormatException($"The special token '{token.Name}' is listed twice.");
        }
        return (tokens, state.GetProperty("endOfText").GetString());
    }

    /// <summary>The complaint about an id that names no token.</summary>
    internal TokenizationException UnknownId(int id, int position) => new(
        $"The id {id} names no token; the {Kind} tokenizer has ids from 0 to {VocabularySize - 1}. "
        + "Decode with the tokenizer that made the ids (compare fingerprints).", position);

    private int? IdOf(string? token) => token is null ? null : TokenToId(token);

    private void EncodePart(ReadOnlySpan<char> text, int start, int end, List<int> ids)
    {
        if (start == end)
            return;
        try
        {
            EncodeText(text[start..end], ids);
        }
        catch (TokenizationException exception) when (start > 0)
        {
            exception.Shift(start);
            throw;
        }
    }

    private string ComputeFingerprint()
    {
        using var hash = SHA256.Create();
        using (var stream = new CryptoStream(Stream.Null, hash, CryptoStreamMode.Write))
        using (var writer = new BinaryWriter(stream, Encoding.UTF8))
        {
            writer.Write(Kind);
            writer.Write(_specialTokens.Count);
            foreach ((string text, int id) in _specialTokens.OrderBy(token => token.Value))
            {
                writer.Write(text);
                writer.Write(id);
            }
            writer.Write(EndOfTextId ?? -1);
            WriteIdentity(writer);
        }
        return "sha256:" + Convert.ToHexStringLower(hash.Hash!);
    }

    private static List<int> RentList()
    {
        List<int> list = _scratch ?? [];
        _scratch = null;
        list.Clear();
        return list;
    }

    private static void ReturnList(List<int> list)
    {
        // A thread keeps at most 256 KB from the longest text it has seen.
        if (list.Capacity <= 1 << 16)
            _scratch = list;
    }
}

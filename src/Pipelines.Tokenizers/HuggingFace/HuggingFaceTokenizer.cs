using System.Text;
using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>
/// A tokenizer in the shape of Hugging Face's library: normalizer, pre-tokenizer, model, post-processor, decoder, added tokens.
/// </summary>
/// <remarks>
/// The ids are those of the Rust library tokenizers 0.22 for the same <c>tokenizer.json</c>, token for token. Two things differ on purpose:
/// a character that the model can neither encode nor replace is an error instead of nothing, and truncation and padding of the file are
/// applied only where <see cref="EncodeOptions"/> asks for them.
/// </remarks>
public sealed class HuggingFaceTokenizer : Tokenizer
{
    /// <summary>The <see cref="Tokenizer.Kind"/> of these tokenizers.</summary>
    public const string KindId = "hugging-face";

    private readonly HuggingFaceTokenizerParts _parts;
    private readonly TextEncoder _encoder;
    private readonly Dictionary<string, int> _addedIds = new(StringComparer.Ordinal);
    private readonly Dictionary<int, string> _addedTokens = [];
    private readonly Lazy<TokenTable> _bytes;

    /// <summary>Makes a tokenizer of its parts.</summary>
    /// <param name="parts">The parts.</param>
    /// <exception cref="ArgumentException">Added tokens contradict each other or the model.</exception>
    public HuggingFaceTokenizer(HuggingFaceTokenizerParts parts) : base(Special(parts), EndOf(parts))
    {
        _parts = parts;
        int size = parts.Model.VocabularySize;
        foreach (AddedToken token in parts.AddedTokens)
        {
            _addedIds.Add(token.Content, token.Id);
            if (!_addedTokens.TryAdd(token.Id, token.Content))
                throw new ArgumentException($"The added tokens '{_addedTokens[token.Id]}' and '{token.Content}' share the id {token.Id}.",
                    nameof(parts));
            if (parts.Model.TokenToId(token.Content) is { } id && id != token.Id)
                throw new ArgumentException($"The added token '{token.Content}' has the id {token.Id}, but {id} in the model.",
                    nameof(parts));
            size = Math.Max(size, token.Id + 1);
        }
        VocabularySize = size;
        _encoder = new TextEncoder(parts);
        _bytes = new Lazy<TokenTable>(() => TokenTable.Create([.. Enumerable.Range(0, VocabularySize).Select(BytesOf)]));
    }

    /// <inheritdoc/>
    public override string Kind => KindId;

    /// <inheritdoc/>
    public override int VocabularySize { get; }

    /// <summary>What the tokenizer is made of.</summary>
    public HuggingFaceTokenizerParts Parts => _parts;

    /// <inheritdoc/>
    public override TokenizerConfig Configuration => _parts.Configuration;

    /// <inheritdoc/>
    public override IPostProcessor? PostProcessor => _parts.PostProcessor;

    /// <inheritdoc/>
    public override TruncationOptions? Truncation => _parts.Truncation;

    /// <inheritdoc/>
    public override PaddingOptions? Padding => _parts.Padding;

    /// <summary>
    /// Writes <c>tokenizer.json</c>, <c>tokenizer_config.json</c> and <c>special_tokens_map.json</c> into a folder, each whole or not at
    /// all.
    /// </summary>
    /// <param name="folder">The folder, which is created if need be.</param>
    public void Save(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        HuggingFaceFolder.Write(_parts, folder);
    }

    /// <inheritdoc/>
    public override void Encode(
        ReadOnlySpan<char> text, List<int> ids, SpecialTokenHandling specialTokens = SpecialTokenHandling.Recognize)
    {
        ArgumentNullException.ThrowIfNull(ids);
        _encoder.Encode(text, ids, specialTokens, null);
    }

    /// <inheritdoc/>
    public override string Decode(ReadOnlySpan<int> ids, bool skipSpecialTokens = false)
    {
        if (_parts.Decoder is ByteLevelDecoder)
            return base.Decode(ids, skipSpecialTokens);
        var tokens = new List<string>(ids.Length);
        for (int index = 0; index < ids.Length; index++)
        {
            string token = IdToToken(ids[index]) ?? throw UnknownId(ids[index], index);
            if (!skipSpecialTokens || !IsSpecial(ids[index]))
                tokens.Add(token);
        }
        return Decoded(tokens);
    }

    /// <inheritdoc/>
    public override StreamingDecoder CreateDecoder(bool skipSpecialTokens = false) => _parts.Decoder is ByteLevelDecoder
        ? base.CreateDecoder(skipSpecialTokens)
        : new WindowDecoder(this, skipSpecialTokens);

    /// <inheritdoc/>
    public override int? TokenToId(string token)
    {
        ArgumentNullException.ThrowIfNull(token);
        return _addedIds.TryGetValue(token, out int id) ? id : _parts.Model.TokenToId(token);
    }

    /// <inheritdoc/>
    public override string? IdToToken(int id) => _addedTokens.GetValueOrDefault(id) ?? _parts.Model.IdToToken(id);

    /// <summary>The bytes of UTF-8 that a token stands for inside a text, possibly a part of a character.</summary>
    /// <inheritdoc/>
    public override ReadOnlySpan<byte> GetTokenBytes(int id) => _bytes.Value[id];

    /// <inheritdoc/>
    public override void WriteState(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WritePropertyName("tokenizer");
        TokenizerDocument.Write(writer, _parts);
        writer.WritePropertyName("config");
        TokenizerConfigFile.Write(writer, _parts.Configuration, []);
    }

    internal static HuggingFaceTokenizer FromState(JsonElement state)
    {
        var root = new JsonPlace(state, "$.state", null);
        HuggingFaceTokenizerParts parts = TokenizerDocument.Read(root["tokenizer"]);
        return new HuggingFaceTokenizer(parts with { Configuration = TokenizerConfigFile.Read(root["config"]).Config });
    }

    /// <inheritdoc/>
    protected override void EncodeText(ReadOnlySpan<char> text, List<int> ids) =>
        _encoder.Encode(text, ids, SpecialTokenHandling.AsText, null);

    /// <inheritdoc/>
    protected override void EncodeText(string text, List<int> ids, EncodeOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _encoder.Encode(text, ids, options.SpecialTokens, options.Dropout);
    }

    /// <inheritdoc/>
    protected override void WriteIdentity(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Flush();
        using var json = new Utf8JsonWriter(writer.BaseStream);
        TokenizerDocument.Write(json, _parts with { Truncation = null, Padding = null });
    }

    /// <summary>The text of spellings; they are used up.</summary>
    internal string Decoded(List<string> tokens)
    {
        if (_parts.Decoder is null)
            return string.Join(' ', tokens);
        _parts.Decoder.Decode(tokens);
        return string.Concat(tokens);
    }

    private static Dictionary<string, int> Special(HuggingFaceTokenizerParts parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        var special = new Dictionary<string, int>(StringComparer.Ordinal);
        var all = new HashSet<string>(StringComparer.Ordinal);
        foreach (AddedToken token in parts.AddedTokens)
        {
            if (!all.Add(token.Content))
                throw new ArgumentException($"The added token '{token.Content}' is there twice.", nameof(parts));
            if (token.IsSpecial)
                special.Add(token.Content, token.Id);
        }
        return special;
    }

    // Without a configuration the usual names tell.
    private static string? EndOf(HuggingFaceTokenizerParts parts)
    {
        string?[] candidates = parts.Configuration.EndOfText is { } named ? [named] : ["<|endoftext|>", "</s>"];
        return candidates.FirstOrDefault(name => parts.AddedTokens.Any(token => token.IsSpecial && token.Content == name));
    }

    // Inside a text: behind another token, so that what only the first token loses stays.
    private byte[]? BytesOf(int id)
    {
        if (IdToToken(id) is not { } token)
            return null;
        if (_parts.Decoder is ByteLevelDecoder)
            return ByteLevelDecoder.Bytes(token);
        if (ByteFallbackDecoder.TryReadByte(token, out byte value) && _parts.Decoder is { } decoder && DecodesBytes(decoder))
            return [value];
        const string Anchor = "a";
        string text = Decoded([Anchor, token]);
        string before = Decoded([Anchor]);
        return Encoding.UTF8.GetBytes(text.Length > before.Length && text.StartsWith(before, StringComparison.Ordinal)
            ? text[before.Length..] : token);
    }

    private static bool DecodesBytes(ITokenDecoder decoder) =>
        decoder is ByteFallbackDecoder || (decoder is DecoderSequence sequence && sequence.Decoders.Any(DecodesBytes));
}

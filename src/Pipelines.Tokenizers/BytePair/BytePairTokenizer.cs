using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>
/// Byte-level byte-pair encoding as in GPT-2: text is cut into words, words into bytes, and pairs of tokens merge by rank.
/// </summary>
/// <remarks>
/// Radford et al., "Language Models are Unsupervised Multitask Learners" (2019), section 2.2. Every text has ids, because each byte is a
/// token; an unpaired surrogate comes back as U+FFFD. Words are those of GPT-2's pattern
/// <c>'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+</c>. At most 2,097,152 tokens.
/// </remarks>
public sealed class BytePairTokenizer : Tokenizer
{
    /// <summary>The <see cref="Tokenizer.Kind"/> of byte-level BPE tokenizers.</summary>
    public const string KindId = "byte-pair";

    private readonly BytePairModel _model;
    private readonly TokenTable _tokens;
    private readonly WorkerPool<BytePairEncoder> _encoders;
    private readonly Lazy<Dictionary<string, int>> _idsBySpelling;

    internal BytePairTokenizer(BytePairModel model) : base(model.SpecialTokens, model.EndOfText)
    {
        _model = model;
        int count = Math.Max(model.Tokens.Count, model.SpecialTokens.Values.DefaultIfEmpty(-1).Max() + 1);
        var bytes = new byte[]?[count];
        for (int id = 0; id < model.Tokens.Count; id++)
            bytes[id] = model.Tokens[id];
        foreach ((string text, int id) in model.SpecialTokens)
            bytes[id] = TokenTable.Utf8(text);
        _tokens = TokenTable.Create(bytes);

        var merges = new MergeTable(model.Merges);
        var byteTokens = new int[256];
        foreach (int id in OrdinaryTokens())
        {
            if (_tokens[id].Length == 1)
                byteTokens[_tokens[id][0]] = id;
        }
        // A token that its own bytes do not merge into can never be met as a whole word.
        var merger = new WordMerger(merges, byteTokens);
        int[] wholeWords = [.. OrdinaryTokens().Where(id => merger.Merge(_tokens[id]) is [int only] && only == id)];
        var words = new WordTable(_tokens, wholeWords);
        _encoders = new WorkerPool<BytePairEncoder>(() => new BytePairEncoder(words, merges, byteTokens));
        _idsBySpelling = new Lazy<Dictionary<string, int>>(
            () => OrdinaryTokens().ToDictionary(id => ByteAlphabet.Spell(_tokens[id]), StringComparer.Ordinal));
    }

    /// <inheritdoc/>
    public override string Kind => KindId;

    /// <inheritdoc/>
    public override int VocabularySize => _tokens.Count;

    /// <inheritdoc/>
    public override TokenizerConfig Configuration => new() { EndOfText = EndOfText };

    /// <summary>The number of merges.</summary>
    public int MergeCount => _model.Merges.Count;

    /// <summary>Makes a tokenizer of a vocabulary and merges in GPT-2's spelling, where a space is Ġ.</summary>
    /// <param name="vocabulary">The id of each token; all 256 bytes must be there.</param>
    /// <param name="merges">The pairs that merge, the first first.</param>
    /// <param name="specialTokens">
    /// The tokens of the vocabulary that are special; null for <c>&lt;|endoftext|&gt;</c> if the vocabulary has it.
    /// </param>
    /// <param name="endOfText">
    /// The special token that ends a document; null for <c>&lt;|endoftext|&gt;</c> if it is special, else none.
    /// </param>
    /// <exception cref="ArgumentException">The parts do not fit together; the message names the token or merge.</exception>
    public static BytePairTokenizer Create(
        IEnumerable<KeyValuePair<string, int>> vocabulary, IEnumerable<(string Left, string Right)> merges,
        IEnumerable<string>? specialTokens = null, string? endOfText = null)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        ArgumentNullException.ThrowIfNull(merges);
        var builder = new BytePairModelBuilder();
        foreach ((string token, int id) in vocabulary)
            Check(builder.AddToken(token, id), nameof(vocabulary));
        foreach ((string left, string right) in merges)
            Check(builder.AddMerge(left, right), nameof(merges));
        if (specialTokens is null)
            builder.AddDefaultSpecialToken();
        foreach (string token in specialTokens ?? [])
            Check(builder.AddSpecialToken(token), nameof(specialTokens));
        Check(builder.Build(endOfText, out BytePairModel? model), nameof(vocabulary));
        return new BytePairTokenizer(model!);

        static void Check(string? problem, string parameter)
        {
            if (problem is not null)
                throw new ArgumentException(problem, parameter);
        }
    }

    /// <summary>Loads GPT-2's files.</summary>
    /// <param name="vocabularyPath"><c>vocab.json</c>: an object from token to id.</param>
    /// <param name="mergesPath"><c>merges.txt</c>: a merge a line, perhaps after a line <c>#version</c>.</param>
    /// <param name="specialTokens">
    /// The tokens of the vocabulary that are special; null for <c>&lt;|endoftext|&gt;</c> if the vocabulary has it.
    /// </param>
    /// <param name="endOfText">
    /// The special token that ends a document; null for <c>&lt;|endoftext|&gt;</c> if it is special, else none.
    /// </param>
    /// <exception cref="TokenizerFormatException">A file is missing or malformed; the message has the line.</exception>
    public static BytePairTokenizer Load(
        string vocabularyPath, string mergesPath, IEnumerable<string>? specialTokens = null, string? endOfText = null) =>
        new(BytePairFiles.Read(vocabularyPath, mergesPath, specialTokens, endOfText));

    /// <summary>
    /// Loads <c>vocab.json</c> and <c>merges.txt</c> of a folder, with the special tokens of <c>tokenizer_config.json</c> if it lists any.
    /// </summary>
    /// <exception cref="TokenizerFormatException">A file is missing or malformed; the message has the line.</exception>
    public static new BytePairTokenizer Load(string folder) => new(BytePairFiles.Read(folder));

    /// <summary>
    /// Writes <c>vocab.json</c>, <c>merges.txt</c> and <c>tokenizer_config.json</c> into a folder, which is created if need be.
    /// </summary>
    public void Save(string folder) => BytePairFiles.Write(_model, folder);

    /// <inheritdoc/>
    public override int? TokenToId(string token)
    {
        ArgumentNullException.ThrowIfNull(token);
        return SpecialTokens.TryGetValue(token, out int id) || _idsBySpelling.Value.TryGetValue(token, out id) ? id : null;
    }

    /// <inheritdoc/>
    public override string? IdToToken(int id)
    {
        if (!_tokens.Contains(id))
            return null;
        return IsSpecial(id) ? System.Text.Encoding.UTF8.GetString(_tokens[id]) : ByteAlphabet.Spell(_tokens[id]);
    }

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> GetTokenBytes(int id) => _tokens[id];

    /// <inheritdoc/>
    public override void WriteState(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        BytePairFiles.WriteVocabulary(_model, writer, "vocabulary");
        writer.WriteStartArray("merges");
        foreach (BytePairMerge merge in _model.Merges)
            writer.WriteStringValue(BytePairFiles.Spell(_model, merge));
        writer.WriteEndArray();
        WriteSpecialTokens(writer);
    }

    internal static BytePairTokenizer FromState(JsonElement state)
    {
        var builder = new BytePairModelBuilder();
        foreach (JsonProperty token in state.GetProperty("vocabulary").EnumerateObject())
            Check(builder.AddToken(token.Name, token.Value.GetInt32()));
        foreach (JsonElement merge in state.GetProperty("merges").EnumerateArray())
        {
            if (merge.GetString()?.Split(' ') is not [string left, string right])
                throw new TokenizerFormatException($"'{merge}' is not a merge: two tokens with one space between them.");
            Check(builder.AddMerge(left, right));
        }
        (IReadOnlyDictionary<string, int> special, string? endOfText) = ReadSpecialTokens(state);
        foreach ((string token, int id) in special)
            Check(builder.AddSpecialToken(token, id));
        Check(builder.Build(endOfText, out BytePairModel? model));
        return new BytePairTokenizer(model!);

        static void Check(string? problem)
        {
            if (problem is not null)
                throw new TokenizerFormatException(problem);
        }
    }

    /// <inheritdoc/>
    protected override void EncodeText(ReadOnlySpan<char> text, List<int> ids)
    {
        BytePairEncoder encoder = _encoders.Rent();
        encoder.Encode(text, ids);
        _encoders.Return(encoder);
    }

    /// <inheritdoc/>
    protected override void WriteIdentity(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write("gpt2");
        writer.Write(_tokens.Count);
        for (int id = 0; id < _tokens.Count; id++)
        {
            writer.Write(_tokens[id].Length);
            writer.Write(_tokens[id]);
        }
        writer.Write(_model.Merges.Count);
        foreach (BytePairMerge merge in _model.Merges)
        {
            writer.Write(merge.Left);
            writer.Write(merge.Right);
        }
    }

    private IEnumerable<int> OrdinaryTokens()
    {
        for (int id = 0; id < _model.Tokens.Count; id++)
        {
            if (_model.Tokens[id] is not null)
                yield return id;
        }
    }
}

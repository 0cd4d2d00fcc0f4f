using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>Byte-pair encoding of pieces of text, character by character: <c>BPE</c>.</summary>
/// <remarks>
/// Sennrich et al., "Neural Machine Translation of Rare Words with Subword Units" (2016). Pairs merge by rank, of equal ones the leftmost
/// first. Byte-level tokenizers (GPT-2, Llama 3) use it on the spelled bytes, SentencePiece models (Llama 2) on characters.
/// </remarks>
public sealed class BytePairTokenModel : ITokenModel
{
    private const int KeptCapacity = 1 << 16;

    private readonly TokenVocabulary _vocabulary;
    private readonly BytePairMerge[] _merges;
    private readonly BytePairModelOptions _options;
    private readonly MergeTable _table;
    private readonly int[]? _byteTokens;
    private readonly int? _unknownId;
    private readonly WorkerPool<Worker> _workers;

    /// <summary>Creates the model.</summary>
    /// <param name="vocabulary">The id of each token.</param>
    /// <param name="merges">The pairs that merge, the first first; a pair that is there twice has its later rank.</param>
    /// <param name="options">How pieces begin and end, and what becomes of unknown characters; null for the defaults.</param>
    /// <exception cref="ArgumentException">A token is there twice, or a merge names a token that the vocabulary lacks.</exception>
    public BytePairTokenModel(
        IEnumerable<KeyValuePair<string, int>> vocabulary, IEnumerable<(string Left, string Right)> merges,
        BytePairModelOptions? options = null)
        : this(TokenVocabulary.Create(vocabulary), options ?? new BytePairModelOptions(), vocabulary =>
            Resolve(vocabulary, merges, options))
    {
    }

    internal BytePairTokenModel(
        TokenVocabulary vocabulary, BytePairModelOptions options, Func<TokenVocabulary, IEnumerable<BytePairMerge>> merges)
    {
        _vocabulary = vocabulary;
        _options = options;
        var ranks = new Dictionary<(int, int), int>();
        var all = new List<BytePairMerge>();
        foreach (BytePairMerge merge in merges(vocabulary))
        {
            // The earlier rank of a pair is never asked for again; its place keeps the other ranks as they are.
            ranks[(merge.Left, merge.Right)] = all.Count;
            all.Add(merge);
        }
        _merges = [.. all.Where((merge, rank) => ranks[(merge.Left, merge.Right)] == rank)];
        _table = new MergeTable(_merges);
        _byteTokens = options.ByteFallback ? vocabulary.ByteTokens() : null;
        _unknownId = vocabulary.IdOf(options.UnknownToken);
        _workers = new WorkerPool<Worker>(() => new Worker(_table));
    }

    /// <summary>How pieces begin and end, and what becomes of unknown characters.</summary>
    public BytePairModelOptions Options => _options;

    /// <inheritdoc/>
    public int VocabularySize => _vocabulary.Size;

    /// <summary>The number of merges.</summary>
    public int MergeCount => _merges.Length;

    internal TokenVocabulary Vocabulary => _vocabulary;

    internal MergeTable Merges => _table;

    /// <inheritdoc/>
    public void Encode(ReadOnlySpan<char> piece, List<int> ids, Random? dropout = null)
    {
        ArgumentNullException.ThrowIfNull(ids);
        bool drops = dropout is not null && _options.Dropout > 0;
        if (_options.IgnoreMerges && !drops && _vocabulary.TryGetId(piece, out int whole))
        {
            ids.Add(whole);
            return;
        }
        Worker worker = _workers.Rent();
        worker.Symbols.Clear();
        AddSymbols(piece, worker.Symbols);
        ReadOnlySpan<int> symbols = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(worker.Symbols);
        CollectionExtensions.AddRange(ids, drops
            ? DropoutMerger.Merge(symbols, _table, _options.Dropout!.Value, dropout!)
            : worker.Merger.Merge(symbols));
        // The memory of a very long piece is not kept.
        if (worker.Symbols.Capacity <= KeptCapacity)
            _workers.Return(worker);
    }

    /// <inheritdoc/>
    public int? TokenToId(string token) => _vocabulary.IdOf(token);

    /// <inheritdoc/>
    public string? IdToToken(int id) => _vocabulary[id];

    /// <inheritdoc/>
    public void Write(Utf8JsonWriter writer) => writer.WriteNode("BPE", w =>
    {
        if (_options.Dropout is { } dropout)
            w.WriteNumber("dropout", dropout);
        else
            w.WriteNull("dropout");
        w.WriteString("unk_token", _options.UnknownToken);
        w.WriteString("continuing_subword_prefix", _options.ContinuingPrefix);
        w.WriteString("end_of_word_suffix", _options.EndSuffix);
        w.WriteBoolean("fuse_unk", _options.FuseUnknown);
        w.WriteBoolean("byte_fallback", _options.ByteFallback);
        w.WriteBoolean("ignore_merges", _options.IgnoreMerges);
        _vocabulary.Write(w, "vocab");
        w.WriteStartArray("merges");
        foreach (BytePairMerge merge in _merges)
        {
            w.WriteStartArray();
            w.WriteStringValue(_vocabulary[merge.Left]);
            w.WriteStringValue(_vocabulary[merge.Right]);
            w.WriteEndArray();
        }
        w.WriteEndArray();
    });

    internal static IEnumerable<BytePairMerge> Resolve(
        TokenVocabulary vocabulary, IEnumerable<(string Left, string Right)> merges, BytePairModelOptions? options)
    {
        ArgumentNullException.ThrowIfNull(merges);
        int prefix = options?.ContinuingPrefix?.Length ?? 0;
        foreach ((string left, string right) in merges)
        {
            if (!TryResolve(vocabulary, left, right, prefix, out BytePairMerge merge, out string? problem))
                throw new ArgumentException(problem, nameof(merges));
            yield return merge;
        }
    }

    internal static bool TryResolve(
        TokenVocabulary vocabulary, ReadOnlySpan<char> left, ReadOnlySpan<char> right, int prefix, out BytePairMerge merge,
        out string? problem)
    {
        merge = default;
        if (!vocabulary.TryGetId(left, out int leftId) || !vocabulary.TryGetId(right, out int rightId))
        {
            string missing = vocabulary.TryGetId(left, out _) ? right.ToString() : left.ToString();
            problem = $"The merge '{left} {right}' needs the token '{missing}', which is not in the vocabulary";
            return false;
        }
        ReadOnlySpan<char> rest = right[Math.Min(prefix, right.Length)..];
        Span<char> small = stackalloc char[256];
        Span<char> joined = left.Length + rest.Length <= small.Length ? small[..(left.Length + rest.Length)]
            : new char[left.Length + rest.Length];
        left.CopyTo(joined);
        rest.CopyTo(joined[left.Length..]);
        if (!vocabulary.TryGetId(joined, out int result))
        {
            problem = $"The merge '{left} {right}' makes '{joined}', which is not in the vocabulary";
            return false;
        }
        merge = new BytePairMerge(leftId, rightId, result);
        problem = null;
        return true;
    }

    // One symbol a character. Unknown ones wait until a known one follows, so that several can be one; bytes do not end the waiting.
    private void AddSymbols(ReadOnlySpan<char> piece, List<int> symbols)
    {
        int waiting = 0;
        for (int at = 0; at < piece.Length;)
        {
            CharacterProperties.At(piece, at, out int length);
            ReadOnlySpan<char> symbol = Affixed(piece.Slice(at, length), at == 0, at + length == piece.Length);
            if (_vocabulary.TryGetId(symbol, out int id))
            {
                if (waiting > 0)
                    symbols.Add(_unknownId!.Value);
                waiting = 0;
                symbols.Add(id);
            }
            else if (!TryAddBytes(symbol, symbols))
            {
                if (_unknownId is not { } unknown)
                    throw UnknownTokens.Missing(symbol, _options.UnknownToken);
                if (waiting > 0 && !_options.FuseUnknown)
                    symbols.Add(unknown);
                waiting++;
            }
            at += length;
        }
        if (waiting > 0)
            symbols.Add(_unknownId!.Value);
    }

    private ReadOnlySpan<char> Affixed(ReadOnlySpan<char> symbol, bool isFirst, bool isLast)
    {
        string? prefix = isFirst ? null : _options.ContinuingPrefix;
        string? suffix = isLast ? _options.EndSuffix : null;
        return string.IsNullOrEmpty(prefix) && string.IsNullOrEmpty(suffix) ? symbol : string.Concat(prefix, symbol, suffix);
    }

    private bool TryAddBytes(ReadOnlySpan<char> symbol, List<int> symbols)
    {
        if (_byteTokens is null)
            return false;
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(symbol.ToString());
        if (!Array.TrueForAll(bytes, value => _byteTokens[value] >= 0))
            return false;
        foreach (byte value in bytes)
            symbols.Add(_byteTokens[value]);
        return true;
    }

    private sealed class Worker(MergeTable merges)
    {
        public List<int> Symbols { get; } = [];

        public WordMerger Merger { get; } = new(merges, []);
    }
}

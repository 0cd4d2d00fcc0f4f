using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines.Gpt;

/// <summary>Counts while preference rows are read; they become an <see cref="ExampleReport"/>.</summary>
/// <param name="settings">What is kept of the rows.</param>
/// <param name="tokenizer">Makes texts of tokens again; null where it is not known.</param>
/// <param name="columns">The names of the data's columns.</param>
internal sealed class PreferenceStatistics(PreferenceRowSettings settings, Tokenizer? tokenizer, IEnumerable<string> columns) : IDisposable
{
    private readonly ExampleTexts _texts = new(columns);
    private readonly IncrementalHash _fingerprint = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly Dictionary<ulong, long> _rowsByHash = [];
    private readonly HashSet<ulong> _answers = [];
    private readonly List<int> _lengths = [], _learnedPerRow = [];
    private readonly List<int> _part = [];
    // Where one token both begins and ends texts, twice is as it should be.
    private readonly int? _begin = tokenizer?.BeginOfTextId is { } begin && begin != tokenizer.EndOfTextId ? begin : null;
    private FoundRows _lostEnd = FoundRows.None, _withoutEnd = FoundRows.None, _severalBegins = FoundRows.None;
    private long _withEnd, _withBegin, _repeated, _tokens, _answerTokens, _promptTokens;

    /// <summary>Rows seen.</summary>
    public long Rows { get; set; }

    /// <summary>Rows kept for each token of the chosen answers, or of these with their prompts.</summary>
    public double RowsPerToken(bool withPrompts) => _lengths.Count / (double)Math.Max(1, withPrompts ? _promptTokens : _answerTokens);

    /// <summary>Takes a row that is kept.</summary>
    public void Keep(PreferenceRowReader row, PreferenceRowCutter cut)
    {
        var first = cut.First;
        var second = cut.Second;
        var (learnedFirst, learnedSecond) = (Learned(first), Learned(second));
        var length = ReadOf(first) + ReadOf(second);
        _lengths.Add(length);
        _learnedPerRow.Add(learnedFirst + learnedSecond);
        _tokens += length;
        _answerTokens += learnedFirst;
        // Every token but the first of a text is predicted; the last one only where it is of the answer.
        _promptTokens += Math.Max(0, first.Length - 2) + (first[^1] & 1);
        var hash = Hash(first, second);
        if (!_rowsByHash.TryAdd(hash, row.Row))
            _repeated++;
        CountEnds(row, cut);
        var answer = Part(row.First, row.FirstMask, ofAnswer: true);
        _answers.Add(Hash(answer, []));
        if (tokenizer is null)
            return;
        var answerText = tokenizer.Decode(answer, skipSpecialTokens: true);
        _texts.Look(row.Row, tokenizer.Decode(Part(row.First, row.FirstMask, ofAnswer: false), skipSpecialTokens: true), answerText);
    }

    /// <summary>A hash of everything kept: equal for equal rows in the same order.</summary>
    public byte[] Fingerprint() => _fingerprint.GetHashAndReset();

    /// <summary>The first row of each that another set has, too.</summary>
    public FoundRows Shared(PreferenceStatistics other)
    {
        var shared = FoundRows.None;
        foreach (var (hash, row) in _rowsByHash)
        {
            if (other._rowsByHash.ContainsKey(hash))
                shared = new FoundRows(shared.Count + 1, shared.First < 0 ? row : Math.Min(shared.First, row));
        }

        return shared;
    }

    /// <summary>What was counted.</summary>
    public ExampleReport Report(PreferenceRowCutter cut, string preview) => new()
    {
        Rows = Rows,
        Kept = _lengths.Count,
        Truncated = cut.Truncated,
        TooLong = cut.TooLong,
        Empty = cut.Empty,
        LostEnd = _lostEnd,
        WithEnd = tokenizer?.EndOfTextId is null ? null : _withEnd,
        WithoutEnd = _withoutEnd,
        WithBegin = _begin is null ? null : _withBegin,
        SeveralBegins = _severalBegins,
        WithHoles = _texts.WithHoles,
        UnfilledHoles = _texts.Unfilled(_lengths.Count),
        Unreadable = _texts.Unreadable,
        Repeated = _repeated,
        DistinctAnswers = _answers.Count,
        Tokens = _tokens,
        LearnedTokens = _learnedPerRow.Sum(l => (long)l),
        LengthPercentiles = ExampleReport.PercentilesOf(_lengths),
        LearnedPerRow = ExampleReport.LearnedOf(_learnedPerRow),
        Preview = preview,
    };

    /// <inheritdoc/>
    public void Dispose() => _fingerprint.Dispose();

    private static int Learned(ReadOnlySpan<int> coded)
    {
        var learned = 0;
        for (var i = 1; i < coded.Length; i++)
            learned += coded[i] & 1;
        return learned;
    }

    private int ReadOf(ReadOnlySpan<int> coded) => coded.Length == 0 ? 0 : coded.Length - (settings.IsWhole ? 0 : 1);

    // Of the chosen answers: they are what the model shall become like.
    private void CountEnds(PreferenceRowReader row, PreferenceRowCutter cut)
    {
        if (tokenizer?.EndOfTextId is { } end)
        {
            if (cut.First[^1] >> 1 == end)
                _withEnd++;
            else if (row.First[^1] == end)
                _lostEnd = _lostEnd.With(row.Row);
            else if (!cut.FirstWasCut)
                _withoutEnd = _withoutEnd.With(row.Row);
        }

        if (_begin is not { } begin)
            return;
        _withBegin += row.First[0] == begin ? 1 : 0;
        if (row.First.Count(begin) > 1 || row.Second.Count(begin) > 1)
            _severalBegins = _severalBegins.With(row.Row);
    }

    private ulong Hash(ReadOnlySpan<int> first, ReadOnlySpan<int> second)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha.AppendData(MemoryMarshal.AsBytes(first));
        sha.AppendData([0xFF]);
        sha.AppendData(MemoryMarshal.AsBytes(second));
        sha.GetHashAndReset(hash);
        _fingerprint.AppendData(hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }

    // A text that is judged as a whole has no prompt.
    private ReadOnlySpan<int> Part(ReadOnlySpan<int> tokens, ReadOnlySpan<int> mask, bool ofAnswer)
    {
        if (settings.IsWhole)
            return ofAnswer ? tokens : [];
        _part.Clear();
        for (var i = 0; i < tokens.Length; i++)
        {
            if (mask[i] != 0 == ofAnswer)
                _part.Add(tokens[i]);
        }

        return CollectionsMarshal.AsSpan(_part);
    }
}

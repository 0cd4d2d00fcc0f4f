using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Pipelines.Tokenizers;

namespace Pipelines.Training;

/// <summary>Counts while examples are read; they become an <see cref="ExampleReport"/>.</summary>
internal sealed class ExampleStatistics
{
    private readonly Tokenizer? _tokenizer;
    private readonly ExampleTexts _texts;
    private readonly int? _begin;
    private readonly Dictionary<ulong, long> _rowsByHash = [];
    private readonly HashSet<ulong> _answers = [];
    private readonly List<int> _lengths = [];
    private readonly List<int> _learnedPerRow = [];
    private FoundRows _truncated = FoundRows.None, _tooLong = FoundRows.None, _empty = FoundRows.None;
    private FoundRows _lostEnd = FoundRows.None, _withoutEnd = FoundRows.None, _severalBegins = FoundRows.None;
    private long _withEnd, _withBegin, _repeated, _tokens, _learned;
    private int[] _part = [];

    /// <summary>Begins to count.</summary>
    /// <param name="tokenizer">Makes texts of tokens again; null where it is not known.</param>
    /// <param name="columns">The names of the data's columns.</param>
    public ExampleStatistics(Tokenizer? tokenizer, IEnumerable<string> columns)
    {
        _tokenizer = tokenizer;
        _texts = new ExampleTexts(columns);
        // Where one token both begins and ends texts, twice is as it should be, and its count says nothing.
        _begin = tokenizer?.BeginOfTextId is { } begin && begin != tokenizer.EndOfTextId ? begin : null;
    }

    /// <summary>Rows seen.</summary>
    public long Rows { get; set; }

    /// <summary>Takes a row that is left out because it is too long.</summary>
    public void LeaveOutTooLong(long row) => _tooLong = _tooLong.With(row);

    /// <summary>Takes a row that is left out because nothing in it is to be learned.</summary>
    public void LeaveOutEmpty(long row) => _empty = _empty.With(row);

    /// <summary>Takes a row that is kept.</summary>
    /// <param name="row">The row.</param>
    /// <param name="whole">Its tokens before it was cut.</param>
    /// <param name="mask">1 for each of them that is of the answer.</param>
    /// <param name="coded">What is kept: twice the token, and 1 where it is learned.</param>
    /// <param name="learned">Tokens learned.</param>
    public void Keep(long row, ReadOnlySpan<int> whole, ReadOnlySpan<int> mask, ReadOnlySpan<int> coded, int learned)
    {
        var isCut = coded.Length < whole.Length;
        _truncated = isCut ? _truncated.With(row) : _truncated;
        _lengths.Add(coded.Length);
        _learnedPerRow.Add(learned);
        _tokens += coded.Length - 1;
        _learned += learned;
        if (!_rowsByHash.TryAdd(Hash(coded), row))
            _repeated++;
        if (_tokenizer?.EndOfTextId is { } end)
        {
            if (coded[^1] >> 1 == end)
                _withEnd++;
            else if (whole[^1] == end)
                _lostEnd = _lostEnd.With(row);
            else if (!isCut)
                _withoutEnd = _withoutEnd.With(row);
        }

        if (_begin is { } begin)
        {
            _withBegin += whole[0] == begin ? 1 : 0;
            _severalBegins = whole.Count(begin) > 1 ? _severalBegins.With(row) : _severalBegins;
        }

        var answer = Part(whole, mask, ofAnswer: true);
        if (answer.Length > 0)
            _answers.Add(Hash(answer));
        if (_tokenizer is null)
            return;
        var answerText = _tokenizer.Decode(answer, skipSpecialTokens: true);
        _texts.Look(row, _tokenizer.Decode(Part(whole, mask, ofAnswer: false), skipSpecialTokens: true), answerText);
    }

    /// <summary>The first row of each example that another set has, too.</summary>
    public FoundRows Shared(ExampleStatistics other)
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
    public ExampleReport Report(string preview)
    {
        return new ExampleReport
        {
            Rows = Rows,
            Kept = _lengths.Count,
            Truncated = _truncated,
            TooLong = _tooLong,
            Empty = _empty,
            LostEnd = _lostEnd,
            WithoutEnd = _withoutEnd,
            WithEnd = _tokenizer?.EndOfTextId is null ? null : _withEnd,
            WithBegin = _begin is null ? null : _withBegin,
            SeveralBegins = _severalBegins,
            WithHoles = _texts.WithHoles,
            UnfilledHoles = _texts.Unfilled(_lengths.Count),
            Unreadable = _texts.Unreadable,
            Repeated = _repeated,
            DistinctAnswers = _answers.Count,
            Tokens = _tokens,
            LearnedTokens = _learned,
            LengthPercentiles = ExampleReport.PercentilesOf(_lengths),
            LearnedPerRow = ExampleReport.LearnedOf(_learnedPerRow),
            Preview = preview,
        };
    }

    private static ulong Hash(ReadOnlySpan<int> values)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(values), hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }

    private ReadOnlySpan<int> Part(ReadOnlySpan<int> tokens, ReadOnlySpan<int> mask, bool ofAnswer)
    {
        if (_part.Length < tokens.Length)
            _part = new int[tokens.Length];
        var count = 0;
        for (var i = 0; i < tokens.Length; i++)
        {
            if (mask[i] != 0 == ofAnswer)
                _part[count++] = tokens[i];
        }

        return _part.AsSpan(0, count);
    }
}

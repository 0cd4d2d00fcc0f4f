using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines.Gpt;

/// <summary>
/// Preference rows cut to length, in a temporary file: the chosen and the rejected text of each, or a single one. Beside them lie the numbers of
/// each row, as the log-probabilities of the reference.
/// </summary>
internal sealed class PreferenceStore : IDisposable
{
    private readonly record struct Place(long Start, int Length);

    // A token and whether it is learned, in one number.
    private readonly TokenStore _tokens = new(int.MaxValue);
    private readonly List<Place> _first = [];
    private readonly List<Place> _second = [];
    private readonly List<double> _numbers = [];
    private readonly HashSet<ulong> _hashes = [];
    private readonly IncrementalHash _fingerprint = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly PreferenceRowSettings _settings;
    private readonly PreferenceRowCutter _cutter;
    private readonly int? _end;
    private FoundRows _lostEnd = FoundRows.None;
    private long _rows, _withEnd, _learned;
    private double[] _values = [];

    private PreferenceStore(PreferenceRowSettings settings, Tokenizer? tokenizer)
    {
        _settings = settings;
        _cutter = new PreferenceRowCutter(settings, tokenizer?.BeginOfTextId);
        _end = tokenizer?.EndOfTextId;
    }

    /// <summary>How many rows were kept.</summary>
    public int Count => _first.Count;

    /// <summary>Whether rows hold two texts.</summary>
    public bool HasSecond => _second.Count > 0;

    /// <summary>A hash of everything kept: equal for equal rows in the same order.</summary>
    public byte[] Fingerprint { get; private set; } = [];

    /// <summary>How many numbers a row has.</summary>
    public int ValueCount { get; private set; }

    /// <summary>Pairs of equal texts that were left out.</summary>
    public long EqualPairs => _cutter.Equal;

    /// <summary>Reads all rows of a view.</summary>
    /// <exception cref="CellException">A row cannot be used, and the settings do not say to leave it out.</exception>
    public static PreferenceStore Read(IDataView data, PreferenceRowSettings settings, CancellationToken cancellationToken)
    {
        var store = new PreferenceStore(settings, data.Schema[settings.FirstTokens].GetTokenizer());
        try
        {
            using var rows = new PreferenceRowReader(data, settings);
            while (rows.MoveNext())
            {
                cancellationToken.ThrowIfCancellationRequested();
                store._rows++;
                if (store._cutter.Cut(rows))
                    store.Keep(rows.Number);
            }

            if (settings.PairsWithOthers)
                store.PairWithOthers();
            store._tokens.Flush();
            store.Fingerprint = store._fingerprint.GetHashAndReset();
            store.SetValues(1, [.. store._numbers]);
            return store;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>The number that came with a row: its margin, or 1 where its answer is desirable.</summary>
    public double Number(int row) => _numbers[row];

    /// <summary>Gives every row its numbers.</summary>
    public void SetValues(int count, double[] values) => (ValueCount, _values) = (count, values);

    /// <summary>The numbers of a row.</summary>
    public ReadOnlySpan<double> Values(int row) => _values.AsSpan(row * ValueCount, ValueCount);

    /// <summary>Tokens that the model reads of a row's two texts together.</summary>
    public int Length(int row) => Length(_first[row]) + (HasSecond ? Length(_second[row]) : 0);

    /// <summary>Reads the tokens of a row.</summary>
    public void ReadInputIds(int row, Span<int> target)
    {
        var rest = Fill(_first[row], target, static (coded, result) =>
        {
            for (var i = 0; i < result.Length; i++)
                result[i] = coded[i] >> 1;
        });
        if (HasSecond)
            Fill(_second[row], rest, static (coded, result) =>
            {
                for (var i = 0; i < result.Length; i++)
                    result[i] = coded[i] >> 1;
            });
    }

    /// <summary>Reads for each token the one to predict, or <see cref="TokenLabels.IgnoreIndex"/>.</summary>
    public void ReadLabels(int row, Span<int> target)
    {
        if (_settings.IsWhole)
        {
            target.Fill(TokenLabels.IgnoreIndex);
            return;
        }

        var rest = Fill(_first[row], target, Label);
        if (HasSecond)
            Fill(_second[row], rest, Label);

        static void Label(ReadOnlySpan<int> coded, Span<int> result)
        {
            for (var i = 0; i < result.Length; i++)
                result[i] = (coded[i + 1] & 1) == 1 ? coded[i + 1] >> 1 : TokenLabels.IgnoreIndex;
        }
    }

    /// <summary>Reads which text each token belongs to: 1 the first, 2 the second.</summary>
    public void ReadSegments(int row, Span<int> target)
    {
        var first = Length(_first[row]);
        target[..first].Fill(1);
        target[first..].Fill(2);
    }

    /// <summary>Counts the rows that another store has, too.</summary>
    public int CountShared(PreferenceStore other) => _hashes.Count(other._hashes.Contains);

    /// <summary>What is known about the rows.</summary>
    public ExampleReport Report()
    {
        var lengths = Enumerable.Range(0, Count).Select(Length).ToArray();
        return new ExampleReport
        {
            Rows = _rows,
            Kept = Count,
            Truncated = _cutter.Truncated,
            TooLong = _cutter.TooLong,
            Empty = _cutter.Empty,
            LostEnd = _lostEnd,
            WithEnd = _end is null ? null : _withEnd,
            WithoutEnd = FoundRows.None,
            WithBegin = null,
            SeveralBegins = FoundRows.None,
            WithHoles = FoundRows.None,
            UnfilledHoles = new Dictionary<string, FoundRows>(),
            Unreadable = FoundRows.None,
            Repeated = Count - _hashes.Count,
            DistinctAnswers = _hashes.Count,
            Tokens = lengths.Sum(l => (long)l),
            LearnedTokens = _learned,
            LengthPercentiles = ExampleReport.PercentilesOf(lengths),
            LearnedPerRow = [],
            Preview = "",
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _fingerprint.Dispose();
        _tokens.Dispose();
    }

    private int Length(Place place) => place.Length == 0 ? 0 : place.Length - (_settings.IsWhole ? 0 : 1);

    private Span<int> Fill(Place place, Span<int> target, Action<ReadOnlySpan<int>, Span<int>> fill)
    {
        var length = Length(place);
        Span<int> coded = place.Length <= 1024 ? stackalloc int[place.Length] : new int[place.Length];
        _tokens.Read(place.Start, coded);
        fill(coded, target[..length]);
        return target[length..];
    }

    private void Keep(double number)
    {
        _first.Add(Append(_cutter.First));
        if (_settings.SecondTokens is not null)
            _second.Add(Append(_cutter.Second));
        _numbers.Add(number);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha.AppendData(MemoryMarshal.AsBytes(_cutter.First));
        sha.AppendData([0xFF]);
        sha.AppendData(MemoryMarshal.AsBytes(_cutter.Second));
        sha.GetHashAndReset(hash);
        _hashes.Add(BinaryPrimitives.ReadUInt64LittleEndian(hash));
        _fingerprint.AppendData(hash);
        if (_end is not { } end)
            return;
        var ends = _cutter.First[^1] >> 1 == end;
        _withEnd += ends ? 1 : 0;
        if (!ends && _cutter.FirstWasCut)
            _lostEnd = _lostEnd.With(Count - 1);
    }

    private Place Append(ReadOnlySpan<int> coded)
    {
        var place = new Place(_tokens.Count, coded.Length);
        foreach (var token in coded)
            _learned += token & 1;
        _tokens.Append(coded);
        return place;
    }

    // Another row's answer to each prompt: what the model thinks of it says how far it has gone from its reference (KTO).
    private void PairWithOthers()
    {
        _tokens.Flush();
        for (var row = 0; row < _first.Count; row++)
        {
            var own = Coded(_first[row]);
            var other = Coded(_first[(row + 1) % _first.Count]);
            int[] mixed = [.. own.AsSpan(0, AnswerStart(own)), .. other.AsSpan(AnswerStart(other))];
            _second.Add(new Place(_tokens.Count, Math.Min(mixed.Length, _settings.MostTokens)));
            _tokens.Append(mixed.AsSpan(0, _second[^1].Length));
        }

        static int AnswerStart(int[] coded) => Array.FindIndex(coded, c => (c & 1) == 1);
    }

    private int[] Coded(Place place)
    {
        var coded = new int[place.Length];
        _tokens.Read(place.Start, coded);
        return coded;
    }
}

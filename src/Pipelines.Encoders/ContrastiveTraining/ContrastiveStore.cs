using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Pipelines.Training;

namespace Pipelines.Encoders;

/// <summary>Rows of an anchor, its positive and hard negatives, each different text once, as tokens in a temporary file.</summary>
internal sealed class ContrastiveStore : IDisposable
{
    private readonly TokenRows _texts = new();
    private readonly Dictionary<UInt128, int> _numbers = [];
    private readonly List<int[]> _rows = [];
    private readonly List<bool> _isCut = [];
    private readonly TrainEmbedderOptions _options;
    private readonly Embedder _embedder;
    private FoundRows _truncated = FoundRows.None, _empty = FoundRows.None;
    private long _read;

    private ContrastiveStore(TrainEmbedderOptions options, Embedder embedder) => (_options, _embedder) = (options, embedder);

    public int RowCount => _rows.Count;

    /// <summary>How many different texts there are.</summary>
    public int TextCount => _texts.Count;

    public static ContrastiveStore Read(
        IDataView data, TrainEmbedderOptions options, Embedder embedder, CancellationToken cancellationToken)
    {
        var store = new ContrastiveStore(options, embedder);
        try
        {
            using var reader = new ContrastiveRowReader(data, options);
            while (reader.MoveNext())
            {
                cancellationToken.ThrowIfCancellationRequested();
                store.Add(reader);
            }

            store._texts.Flush();
            return store;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>The texts of a row: anchor, positive, negatives.</summary>
    public int[] Texts(int row) => _rows[row];

    public int Length(int text) => _texts.Length(text);

    public void Read(int text, Span<int> tokens) => _texts.Read(text, tokens);

    /// <summary>How many rows have an anchor with a positive that another store has, too.</summary>
    public int CountShared(ContrastiveStore other)
    {
        var texts = new Dictionary<int, UInt128>();
        foreach (var (hash, number) in _numbers)
            texts[number] = hash;
        var pairs = new HashSet<(int, int)>();
        foreach (var row in other._rows)
            pairs.Add((row[0], row[1]));
        var shared = 0;
        foreach (var row in _rows)
        {
            if (other._numbers.TryGetValue(texts[row[0]], out var anchor) && other._numbers.TryGetValue(texts[row[1]], out var positive))
                shared += pairs.Contains((anchor, positive)) ? 1 : 0;
        }

        return shared;
    }

    public ExampleReport Report()
    {
        long tokens = 0;
        foreach (var row in _rows)
            tokens += row.Sum(Length);
        var (pairs, positives) = (new HashSet<(int, int)>(), new HashSet<int>());
        foreach (var row in _rows)
        {
            pairs.Add((row[0], row[1]));
            positives.Add(row[1]);
        }

        return new ExampleReport
        {
            Rows = _read,
            Kept = RowCount,
            Truncated = _truncated,
            TooLong = FoundRows.None,
            Empty = _empty,
            LostEnd = FoundRows.None,
            WithEnd = null,
            WithoutEnd = FoundRows.None,
            WithBegin = null,
            SeveralBegins = FoundRows.None,
            WithHoles = FoundRows.None,
            UnfilledHoles = new Dictionary<string, FoundRows>(),
            Unreadable = FoundRows.None,
            Repeated = RowCount - pairs.Count,
            DistinctAnswers = positives.Count,
            Tokens = tokens,
            LearnedTokens = tokens,
            LengthPercentiles = ExampleReport.PercentilesOf(_rows.Select(row => Length(row[1]))),
            LearnedPerRow = ExampleReport.LearnedOf(_rows.Select(row => row.Sum(Length))),
            Preview = "",
        };
    }

    public void Dispose() => _texts.Dispose();

    private void Add(ContrastiveRowReader reader)
    {
        var position = _read++;
        if (string.IsNullOrWhiteSpace(reader.Anchor) || string.IsNullOrWhiteSpace(reader.Positive))
        {
            if (_options.Empty == EmptyExampleHandling.Drop)
            {
                _empty = _empty.With(position);
                return;
            }

            var column = string.IsNullOrWhiteSpace(reader.Anchor) ? _options.AnchorColumn : _options.PositiveColumn;
            throw new CellException(
                position, column,
                "there is no text, so there is nothing to bring near to the other. Give it one, or drop such rows (Empty = " +
                $"{nameof(EmptyExampleHandling)}.{nameof(EmptyExampleHandling.Drop)}).");
        }

        var row = new int[2 + reader.Negatives.Count];
        row[0] = AddText(reader.Anchor, position, _options.AnchorColumn);
        row[1] = AddText(reader.Positive, position, _options.PositiveColumn);
        for (var i = 2; i < row.Length; i++)
        {
            row[i] = AddText(reader.Negatives[i - 2], position, _options.NegativesColumn!);
            if (row[i] == row[1])
                throw new CellException(
                    position, _options.NegativesColumn!,
                    $"negative {i - 2} is the positive itself, as far as the embedder reads it. Take it out.");
        }

        var isCut = false;
        foreach (var text in row)
            isCut |= _isCut[text];
        _truncated = isCut ? _truncated.With(position) : _truncated;
        _rows.Add(row);
    }

    private int AddText(string text, long position, string column)
    {
        var tokens = _embedder.Tokenize(text, out var count);
        if (tokens.Length == 0)
            throw new CellException(
                position, column, "the text has no token of the embedder's vocabulary. Take the row out, or use another tokenizer.");
        if (count > tokens.Length && !_options.AllowTruncation)
            throw new CellException(
                position, column,
                $"the text has {count} tokens, but the embedder takes {tokens.Length}. Chunk it, or allow it to be cut (AllowTruncation).");
        var hash = BinaryPrimitives.ReadUInt128LittleEndian(SHA256.HashData(MemoryMarshal.AsBytes<int>(tokens)));
        if (_numbers.TryGetValue(hash, out var number))
        {
            _isCut[number] |= count > tokens.Length;
            return number;
        }

        _numbers.Add(hash, number = _texts.Count);
        _texts.Append(tokens);
        _isCut.Add(count > tokens.Length);
        return number;
    }
}

using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Pipelines.Tokenizers;

namespace Pipelines.Training;

/// <summary>Examples cut to length, in a temporary file; for each the tokens to read and the labels to learn.</summary>
public sealed class ExampleStore : IDisposable
{
    private const int PreviewLength = 200;

    // A token and whether it is learned, in one number.
    private readonly TokenStore _tokens = new(int.MaxValue);
    private readonly List<long> _starts = [0];
    private readonly HashSet<ulong> _hashes = [];
    private readonly ExampleSettings _settings;
    private readonly Tokenizer? _tokenizer;
    private int[] _buffer = [];
    private long _rows, _truncated, _tooLong, _empty, _lostEnd, _withEnd, _severalBegins, _learned;
    private long _firstWithSeveralBegins = -1;
    private readonly List<int> _learnedPerRow = [];

    private ExampleStore(ExampleSettings settings, Tokenizer? tokenizer)
    {
        _settings = settings;
        _tokenizer = tokenizer;
    }

    /// <summary>How many examples were kept.</summary>
    public int Count => _starts.Count - 1;

    /// <summary>Reads all rows of a view.</summary>
    /// <param name="data">The view, with the columns that the settings name.</param>
    /// <param name="settings">What is kept of it.</param>
    /// <param name="cancellationToken">Stops between rows.</param>
    /// <exception cref="CellException">A row cannot be used, and the settings do not say to leave it out.</exception>
    public static ExampleStore Read(IDataView data, ExampleSettings settings, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(settings);
        var tokens = data.Schema.RequireColumn<VBuffer<int>>(settings.TokensColumn);
        var mask = data.Schema.RequireColumn<VBuffer<int>>(settings.LossMaskColumn);
        var store = new ExampleStore(settings, tokens.GetTokenizer());
        try
        {
            using var cursor = data.GetRowCursor([tokens, mask]);
            var getTokens = cursor.GetGetter<VBuffer<int>>(tokens);
            var getMask = cursor.GetGetter<VBuffer<int>>(mask);
            VBuffer<int> ids = default;
            VBuffer<int> marks = default;
            while (cursor.MoveNext())
            {
                cancellationToken.ThrowIfCancellationRequested();
                getTokens(ref ids);
                getMask(ref marks);
                store.Add(cursor.Position, ids.GetValues(), marks.GetValues());
            }

            store._tokens.Flush();
            return store;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>Tokens that the model reads of an example.</summary>
    public int Length(int example) => checked((int)(_starts[example + 1] - _starts[example])) - 1;

    /// <summary>Reads an example.</summary>
    /// <param name="example">Which.</param>
    /// <param name="inputIds">Receives the tokens to read, <see cref="Length"/> of them; empty where they are not wanted.</param>
    /// <param name="labels">Receives for each the token to predict, or <see cref="TokenLabels.IgnoreIndex"/>; empty where not wanted.</param>
    public void Read(int example, Span<int> inputIds, Span<int> labels)
    {
        var length = Length(example);
        Span<int> coded = length < 1024 ? stackalloc int[length + 1] : new int[length + 1];
        _tokens.Read(_starts[example], coded);
        for (var i = 0; i < inputIds.Length; i++)
            inputIds[i] = coded[i] >> 1;
        for (var i = 0; i < labels.Length; i++)
            labels[i] = (coded[i + 1] & 1) == 1 ? coded[i + 1] >> 1 : TokenLabels.IgnoreIndex;
    }

    /// <summary>Counts the examples that another store has, too: what is measured on must not have been learned.</summary>
    public int CountShared(ExampleStore other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return _hashes.Count(other._hashes.Contains);
    }

    /// <summary>What is known about the examples.</summary>
    public ExampleReport Report()
    {
        var lengths = Enumerable.Range(0, Count).Select(i => Length(i) + 1).Order().ToArray();
        var learned = _learnedPerRow.Order().ToArray();
        return new ExampleReport
        {
            Rows = _rows,
            Kept = Count,
            Truncated = _truncated,
            TooLong = _tooLong,
            Empty = _empty,
            LostEnd = _lostEnd,
            WithEnd = _tokenizer?.EndOfTextId is null ? null : _withEnd,
            SeveralBegins = _severalBegins,
            FirstWithSeveralBegins = _firstWithSeveralBegins,
            Tokens = _tokens.Count - Count,
            LearnedTokens = _learned,
            LengthPercentiles = [At(lengths, 0.5), At(lengths, 0.9), At(lengths, 0.99), At(lengths, 1)],
            LearnedPerRow = [At(learned, 0), At(learned, 0.5), At(learned, 1)],
            Preview = Count == 0 || _tokenizer is null ? "" : Preview(_tokenizer),
        };
    }

    /// <summary>Deletes the file.</summary>
    public void Dispose() => _tokens.Dispose();

    private static int At(int[] sorted, double share) =>
        sorted.Length == 0 ? 0 : sorted[(int)Math.Min(sorted.Length - 1, Math.Ceiling(share * sorted.Length))];

    private void Add(long row, ReadOnlySpan<int> tokens, ReadOnlySpan<int> mask)
    {
        _rows++;
        if (tokens.Length != mask.Length)
        {
            throw new CellException(
                row, _settings.LossMaskColumn, $"there are {mask.Length} marks for {tokens.Length} tokens in '{_settings.TokensColumn}'; each token needs one.");
        }

        var whole = tokens;
        var most = _settings.MaximumLength + 1;
        var keepsBegin = false;
        if (tokens.Length > most)
        {
            switch (_settings.Truncation)
            {
                case ExampleTruncation.Drop:
                    _tooLong++;
                    return;
                case ExampleTruncation.Refuse:
                    throw new CellException(
                        row, _settings.TokensColumn, $"the example has {tokens.Length} tokens; at most {most} were expected. Shorten it, raise MaximumLength, or choose another Truncation.");
                case ExampleTruncation.CutStart:
                    keepsBegin = tokens[0] == (_tokenizer?.BeginOfTextId ?? -1) && most > 1;
                    tokens = tokens[^(keepsBegin ? most - 1 : most)..];
                    mask = mask[^tokens.Length..];
                    break;
                default:
                    tokens = tokens[..most];
                    mask = mask[..most];
                    break;
            }
        }

        var count = tokens.Length + (keepsBegin ? 1 : 0);
        if (_buffer.Length < count)
            _buffer = new int[Math.Max(count, 2 * _buffer.Length)];
        var coded = _buffer.AsSpan(0, count);
        if (keepsBegin)
            coded[0] = whole[0] << 1;
        var rest = coded[(keepsBegin ? 1 : 0)..];
        for (var i = 0; i < tokens.Length; i++)
            rest[i] = tokens[i] << 1 | (_settings.Loss == LossScope.Everything || mask[i] != 0 ? 1 : 0);
        var learned = 0;
        for (var i = 1; i < count; i++)
            learned += coded[i] & 1;
        if (learned == 0)
        {
            if (_settings.Empty == EmptyExampleHandling.Drop)
            {
                _empty++;
                return;
            }

            var cause = count < whole.Length ? $" after it was cut from {whole.Length} to {count} tokens" : "";
            throw new CellException(
                row, _settings.LossMaskColumn,
                $"no token of the example is to be learned{cause}: the loss would be 0 whatever the model says. Give it a completion, raise MaximumLength, or drop such rows (Empty = {nameof(EmptyExampleHandling)}.{nameof(EmptyExampleHandling.Drop)}).");
        }

        Keep(row, whole, coded, learned);
    }

    private void Keep(long row, ReadOnlySpan<int> whole, ReadOnlySpan<int> coded, int learned)
    {
        _truncated += coded.Length < whole.Length ? 1 : 0;
        _learned += learned;
        _learnedPerRow.Add(learned);
        _hashes.Add(BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(MemoryMarshal.AsBytes(coded))));
        if (_tokenizer?.EndOfTextId is { } end)
        {
            var ends = coded[^1] >> 1 == end;
            _withEnd += ends ? 1 : 0;
            _lostEnd += !ends && whole[^1] == end ? 1 : 0;
        }

        // Where one token both begins and ends texts, twice is as it should be.
        if (_tokenizer?.BeginOfTextId is { } begin && begin != _tokenizer.EndOfTextId && whole.Count(begin) > 1)
        {
            _severalBegins++;
            if (_firstWithSeveralBegins < 0)
                _firstWithSeveralBegins = row;
        }

        _tokens.Append(coded);
        _starts.Add(_tokens.Count);
    }

    private string Preview(Tokenizer tokenizer)
    {
        var coded = new int[Math.Min(Length(0) + 1, PreviewLength)];
        _tokens.Read(0, coded);
        var text = new StringBuilder();
        for (var i = 0; i < coded.Length;)
        {
            var j = i;
            while (j < coded.Length && (coded[j] & 1) == (coded[i] & 1))
                j++;
            var part = tokenizer.Decode(coded[i..j].Select(c => c >> 1).ToArray());
            text.Append((coded[i] & 1) == 1 ? $"⟦{part}⟧" : part);
            i = j;
        }

        return text.ToString();
    }
}

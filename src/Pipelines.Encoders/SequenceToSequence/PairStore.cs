using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines.Encoders;

/// <summary>Sources and targets as tokens in a temporary file, with what is known about them.</summary>
internal sealed class PairStore : IDisposable
{
    private const int PreviewLength = 200;

    private readonly TokenRows _rows = new();
    private readonly List<int> _sourceLengths = [];
    private readonly HashSet<ulong> _hashes = [];
    private readonly FineTuneT5Options _options;
    private readonly T5Encoder _encoder;
    private readonly HashSet<ulong> _answers = [];
    private FoundRows _truncated = FoundRows.None, _tooLong = FoundRows.None, _empty = FoundRows.None, _lostEnd = FoundRows.None;
    private FoundRows _withoutEnd = FoundRows.None;
    private long _read, _withEnd, _learned;

    private PairStore(FineTuneT5Options options, T5Encoder encoder) => (_options, _encoder) = (options, encoder);

    public int Count => _rows.Count;

    public static PairStore Read(IDataView data, FineTuneT5Options options, T5Encoder encoder, CancellationToken cancellationToken)
    {
        var source = data.Schema.RequireColumn<ReadOnlyMemory<char>>(options.SourceColumn);
        var target = data.Schema.RequireColumn<ReadOnlyMemory<char>>(options.TargetColumn);
        var store = new PairStore(options, encoder);
        try
        {
            using var cursor = data.GetRowCursor([source, target]);
            var getSource = cursor.GetGetter<ReadOnlyMemory<char>>(source);
            var getTarget = cursor.GetGetter<ReadOnlyMemory<char>>(target);
            ReadOnlyMemory<char> question = default;
            ReadOnlyMemory<char> answer = default;
            while (cursor.MoveNext())
            {
                cancellationToken.ThrowIfCancellationRequested();
                getSource(ref question);
                getTarget(ref answer);
                store.Add(cursor.Position, question.ToString(), answer.ToString());
            }

            store._rows.Flush();
            return store;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    public int SourceLength(int pair) => _sourceLengths[pair];

    public int Length(int pair) => _rows.Length(pair);

    /// <summary>Reads source and target, one behind the other.</summary>
    public void Read(int pair, Span<int> tokens) => _rows.Read(pair, tokens);

    public int CountShared(PairStore other) => _hashes.Count(other._hashes.Contains);

    public ExampleReport Report(Tokenizer tokenizer)
    {
        var rows = Enumerable.Range(0, Count);
        return new ExampleReport
        {
            Rows = _read,
            Kept = Count,
            Truncated = _truncated,
            TooLong = _tooLong,
            Empty = _empty,
            LostEnd = _lostEnd,
            WithEnd = _encoder.EndOfTextId is null ? null : _withEnd,
            WithoutEnd = _encoder.EndOfTextId is null ? FoundRows.None : _withoutEnd,
            WithBegin = null,
            SeveralBegins = FoundRows.None,
            WithHoles = FoundRows.None,
            UnfilledHoles = new Dictionary<string, FoundRows>(),
            Unreadable = FoundRows.None,
            Repeated = Count - _hashes.Count,
            DistinctAnswers = _answers.Count,
            Tokens = _rows.TokenCount,
            LearnedTokens = _learned,
            LengthPercentiles = ExampleReport.PercentilesOf(rows.Select(Length)),
            LearnedPerRow = ExampleReport.LearnedOf(rows.Select(row => Length(row) - SourceLength(row))),
            Preview = Preview(tokenizer),
        };
    }

    public void Dispose() => _rows.Dispose();

    private void Add(long row, string question, string answer)
    {
        _read++;
        var source = _encoder.Source(question, _options.Truncation == ExampleTruncation.CutStart);
        var target = _encoder.Target(answer);
        if (source.Length == 0 || string.IsNullOrWhiteSpace(answer))
        {
            if (_options.Empty == EmptyExampleHandling.Drop)
            {
                _empty = _empty.With(row);
                return;
            }

            var column = source.Length == 0 ? _options.SourceColumn : _options.TargetColumn;
            throw new CellException(
                row, column,
                $"there is no text, so there is nothing to {(source.Length == 0 ? "read" : "learn")}. Give it one, or drop such rows " +
                $"(Empty = {nameof(EmptyExampleHandling)}.{nameof(EmptyExampleHandling.Drop)}).");
        }

        var isCut = _encoder.SourceLength > source.Length || _encoder.TargetLength > target.Length;
        if (isCut && _options.Truncation == ExampleTruncation.Drop)
        {
            _tooLong = _tooLong.With(row);
            return;
        }

        if (isCut && _options.Truncation == ExampleTruncation.Refuse)
            throw new CellException(
                row, _encoder.SourceLength > source.Length ? _options.SourceColumn : _options.TargetColumn,
                $"source and target have {_encoder.SourceLength} and {_encoder.TargetLength} tokens; at most " +
                $"{_options.MaximumSourceLength} and {_options.MaximumTargetLength} were expected. Shorten the texts, raise the " +
                "limits, or choose another Truncation.");
        if (isCut)
            _truncated = _truncated.With(row);
        if (target[^1] == _encoder.EndOfTextId)
            _withEnd++;
        else if (_encoder.TargetLength > target.Length)
            _lostEnd = _lostEnd.With(row);
        else
            _withoutEnd = _withoutEnd.With(row);
        _answers.Add(BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(MemoryMarshal.AsBytes<int>(target))));
        _learned += target.Length;
        int[] both = [.. source, .. target];
        _hashes.Add(BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(MemoryMarshal.AsBytes<int>([source.Length, .. both]))));
        _sourceLengths.Add(source.Length);
        _rows.Append(both);
    }

    private string Preview(Tokenizer tokenizer)
    {
        if (Count == 0)
            return "";
        var tokens = new int[Length(0)];
        Read(0, tokens);
        var source = tokens.AsSpan(0, SourceLength(0));
        var target = tokens.AsSpan(SourceLength(0));
        var text = new StringBuilder(tokenizer.Decode(source[..Math.Min(source.Length, PreviewLength)]));
        return text.Append(" → ⟦").Append(tokenizer.Decode(target[..Math.Min(target.Length, PreviewLength)])).Append('⟧').ToString();
    }
}

using Pipelines.Tokenizers;

namespace Pipelines.Training;

/// <summary>Examples cut to length, in a temporary file; for each the tokens to read and the labels to learn.</summary>
public sealed class ExampleStore : IDisposable
{
    // A token and whether it is learned, in one number.
    private readonly TokenStore _tokens = new(int.MaxValue);
    private readonly List<long> _starts = [0];
    private readonly ExampleSettings _settings;
    private readonly Tokenizer? _tokenizer;
    private readonly ExampleStatistics _statistics;
    private int[] _buffer = [];

    private ExampleStore(ExampleSettings settings, Tokenizer? tokenizer, IEnumerable<string> columns)
    {
        _settings = settings;
        _tokenizer = tokenizer;
        _statistics = new ExampleStatistics(tokenizer, columns);
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
        var store = new ExampleStore(settings, tokens.GetTokenizer(), data.Schema.Select(column => column.Name));
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
    /// <param name="labels">
    /// Receives for each the token to predict, or <see cref="TokenLabels.IgnoreIndex"/>; empty where not wanted.
    /// </param>
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

    /// <summary>The examples that another store has, too: what is measured on must not have been learned.</summary>
    public FoundRows FindShared(ExampleStore other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return _statistics.Shared(other._statistics);
    }

    /// <summary>What is known about the examples.</summary>
    public ExampleReport Report() => _statistics.Report(Count == 0 || _tokenizer is null ? "" : Preview(_tokenizer));

    /// <summary>The last answers of examples with what is before them, to be asked; where only the completion is learned.</summary>
    /// <param name="count">How many at most, spread over all.</param>
    /// <exception cref="PipelineException">The tokens have no tokenizer.</exception>
    public IReadOnlyList<AnswerQuestion> Questions(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        var tokenizer = _tokenizer ?? throw new PipelineException("Answers are texts, "
            + $"but column '{_settings.TokensColumn}' has no tokenizer. Train behind a tokenize stage.");
        var questions = new List<AnswerQuestion>();
        count = Math.Min(count, Count);
        for (var i = 0; i < count; i++)
        {
            var example = (int)((long)i * Count / count);
            var coded = new int[Length(example) + 1];
            _tokens.Read(_starts[example], coded);
            var end = Array.FindLastIndex(coded, c => (c & 1) == 1) + 1;
            var start = Array.FindLastIndex(coded, end - 1, c => (c & 1) == 0) + 1;
            int[] tokens = [.. coded.Select(c => c >> 1)];
            if (start > 0)
                questions.Add(new AnswerQuestion(
                    tokens[..start], tokenizer.Decode(tokens.AsSpan(start, end - start), skipSpecialTokens: true)));
        }

        return questions;
    }

    /// <summary>Deletes the file.</summary>
    public void Dispose() => _tokens.Dispose();

    private void Add(long row, ReadOnlySpan<int> tokens, ReadOnlySpan<int> mask)
    {
        _statistics.Rows++;
        if (tokens.Length != mask.Length)
        {
            throw new CellException(
                row, _settings.LossMaskColumn, $"there are {mask.Length} marks for {tokens.Length} tokens in '{_settings.TokensColumn}'; "
                    + "each token needs one.");
        }

        var whole = tokens;
        var wholeMask = mask;
        var most = _settings.MaximumLength + 1;
        var keepsBegin = false;
        if (tokens.Length > most)
        {
            switch (_settings.Truncation)
            {
                case ExampleTruncation.Drop:
                    _statistics.LeaveOutTooLong(row);
                    return;
                case ExampleTruncation.Refuse:
                    throw new CellException(
                        row, _settings.TokensColumn, $"the example has {tokens.Length} tokens; at most {most} were expected. "
                            + "Shorten it, raise MaximumLength, or choose another Truncation.");
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
        if (learned == 0 || SaysNothing(coded))
        {
            if (_settings.Empty == EmptyExampleHandling.Drop)
            {
                _statistics.LeaveOutEmpty(row);
                return;
            }

            var cause = count < whole.Length ? $" after it was cut from {whole.Length} to {count} tokens" : "";
            var remedy = "Give it a completion, raise MaximumLength, "
                + $"or drop such rows (Empty = {nameof(EmptyExampleHandling)}.{nameof(EmptyExampleHandling.Drop)}).";
            throw new CellException(
                row, _settings.LossMaskColumn,
                learned == 0
                    ? $"no token of the example is to be learned{cause}: the loss would be 0 whatever the model says. {remedy}"
                    : $"the answer is empty{cause}: nothing is to be learned but to stop. {remedy}");
        }

        _statistics.Keep(row, whole, wholeMask, coded, learned);
        _tokens.Append(coded);
        _starts.Add(_tokens.Count);
    }

    // White space and special tokens alone are no answer.
    private bool SaysNothing(ReadOnlySpan<int> coded)
    {
        if (_tokenizer is null || _settings.Loss == LossScope.Everything)
            return false;
        Span<int> part = stackalloc int[16];
        var count = 0;
        for (var i = 1; i < coded.Length; i++)
        {
            if ((coded[i] & 1) == 1 && !_tokenizer.IsSpecial(coded[i] >> 1))
                part[count++] = coded[i] >> 1;
            if (count < part.Length && i < coded.Length - 1)
                continue;
            // Most answers have something to say in their first few tokens.
            if (!string.IsNullOrWhiteSpace(_tokenizer.Decode(part[..count])))
                return false;
            count = 0;
        }

        return true;
    }

    private string Preview(Tokenizer tokenizer)
    {
        var coded = new int[Length(0) + 1];
        _tokens.Read(0, coded);
        return ExamplePreview.Create(tokenizer, Array.ConvertAll(coded, c => c >> 1), i => (coded[i] & 1) == 1);
    }
}

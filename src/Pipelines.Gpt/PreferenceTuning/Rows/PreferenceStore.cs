using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines.Gpt;

/// <summary>
/// Preference rows cut to length, in a temporary file: the chosen and the rejected text of each, or a single one. Beside them lie the
/// numbers of each row, as the log-probabilities of the reference.
/// </summary>
internal sealed class PreferenceStore : IDisposable
{
    private readonly record struct Place(long Start, int Length);

    // A token and whether it is learned, in one number.
    private readonly TokenStore _tokens = new(int.MaxValue);
    private readonly List<Place> _first = [];
    private readonly List<Place> _second = [];
    private readonly List<double> _numbers = [];
    private readonly PreferenceRowSettings _settings;
    private readonly PreferenceRowCutter _cutter;
    private readonly PreferenceStatistics _statistics;
    private readonly Tokenizer? _tokenizer;
    private double[] _values = [];

    private PreferenceStore(PreferenceRowSettings settings, Tokenizer? tokenizer, IEnumerable<string> columns)
    {
        _settings = settings;
        _tokenizer = tokenizer;
        _cutter = new PreferenceRowCutter(settings, tokenizer?.BeginOfTextId);
        _statistics = new PreferenceStatistics(settings, tokenizer, columns);
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
        var tokenizer = data.Schema[settings.FirstTokens].GetTokenizer();
        var store = new PreferenceStore(settings, tokenizer, data.Schema.Select(column => column.Name));
        try
        {
            using var rows = new PreferenceRowReader(data, settings);
            while (rows.MoveNext())
            {
                cancellationToken.ThrowIfCancellationRequested();
                store._statistics.Rows++;
                if (store._cutter.Cut(rows))
                    store.Keep(rows);
            }

            if (settings.PairsWithOthers)
                store.PairWithOthers();
            store._tokens.Flush();
            store.Fingerprint = store._statistics.Fingerprint();
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

    /// <summary>Tokens that the model reads of the longer of a row's texts: what a batch is padded to.</summary>
    public int LongerLength(int row) => Math.Max(Length(_first[row]), HasSecond ? Length(_second[row]) : 0);

    /// <inheritdoc cref="PreferenceStatistics.RowsPerToken"/>
    public double RowsPerToken(bool withPrompts) => _statistics.RowsPerToken(withPrompts);

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

    /// <summary>The rows that another store has, too.</summary>
    public FoundRows FindShared(PreferenceStore other) => _statistics.Shared(other._statistics);

    /// <summary>What is known about the rows.</summary>
    public ExampleReport Report() => _statistics.Report(_cutter, Preview());

    /// <inheritdoc/>
    public void Dispose()
    {
        _statistics.Dispose();
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

    private void Keep(PreferenceRowReader row)
    {
        _first.Add(Append(_cutter.First));
        if (_settings.SecondTokens is not null)
            _second.Add(Append(_cutter.Second));
        _numbers.Add(row.Number);
        _statistics.Keep(row, _cutter);
    }

    private Place Append(ReadOnlySpan<int> coded)
    {
        var place = new Place(_tokens.Count, coded.Length);
        _tokens.Append(coded);
        return place;
    }

    // The first row's texts, with the answers marked.
    private string Preview()
    {
        if (Count == 0 || _tokenizer is not { } tokenizer)
            return "";
        var first = Text(_first[0]);
        return _settings.SecondTokens is null ? first : $"better: {first} worse: {Text(_second[0])}";

        string Text(Place place)
        {
            var coded = Coded(place);
            return ExamplePreview.Create(tokenizer, Array.ConvertAll(coded, c => c >> 1), i => _settings.IsWhole || (coded[i] & 1) == 1);
        }
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

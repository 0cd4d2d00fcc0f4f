namespace Pipelines.Gpt;

/// <summary>Reads the columns of preference rows, one row at a time.</summary>
internal sealed class PreferenceRowReader : IDisposable
{
    private readonly DataViewRowCursor _cursor;
    private readonly PreferenceRowSettings _settings;
    private readonly ValueGetter<VBuffer<int>> _first;
    private readonly ValueGetter<VBuffer<int>>? _firstMask, _second, _secondMask;
    private readonly ValueGetter<float>? _margin;
    private readonly ValueGetter<bool>? _desirable;
    private VBuffer<int> _firstTokens, _firstMarks, _secondTokens, _secondMarks;

    public PreferenceRowReader(IDataView data, PreferenceRowSettings settings)
    {
        _settings = settings;
        var schema = data.Schema;
        string?[] names =
        [
            settings.FirstTokens, settings.FirstMask, settings.SecondTokens, settings.SecondMask, settings.Margin, settings.Desirable,
        ];
        _cursor = data.GetRowCursor(names.Where(n => n is not null).Select(n => schema[n!]).Distinct());
        _first = Getter(settings.FirstTokens)!;
        _firstMask = Getter(settings.FirstMask);
        _second = Getter(settings.SecondTokens);
        _secondMask = Getter(settings.SecondMask);
        _margin = settings.Margin is { } margin ? _cursor.GetGetter<float>(schema[margin]) : null;
        _desirable = settings.Desirable is { } desirable ? _cursor.GetGetter<bool>(schema[desirable]) : null;

        ValueGetter<VBuffer<int>>? Getter(string? name) => name is null ? null : _cursor.GetGetter<VBuffer<int>>(schema[name]);
    }

    public long Row => _cursor.Position;

    public ReadOnlySpan<int> First => _firstTokens.GetValues();

    public ReadOnlySpan<int> FirstMask => _firstMarks.GetValues();

    public ReadOnlySpan<int> Second => _secondTokens.GetValues();

    public ReadOnlySpan<int> SecondMask => _secondMarks.GetValues();

    /// <summary>The margin, or 1 where the answer is desirable; 0 where there is neither.</summary>
    public double Number { get; private set; }

    /// <exception cref="CellException">Marks and tokens are not as many, or the margin is not a number.</exception>
    public bool MoveNext()
    {
        if (!_cursor.MoveNext())
            return false;
        _first(ref _firstTokens);
        _firstMask?.Invoke(ref _firstMarks);
        _second?.Invoke(ref _secondTokens);
        _secondMask?.Invoke(ref _secondMarks);
        if (_firstMask is not null)
            CheckMarks(_firstTokens, _firstMarks, _settings.FirstTokens, _settings.FirstMask!);
        if (_secondMask is not null)
            CheckMarks(_secondTokens, _secondMarks, _settings.SecondTokens!, _settings.SecondMask!);
        Number = ReadNumber();
        return true;
    }

    public void Dispose() => _cursor.Dispose();

    private double ReadNumber()
    {
        if (_desirable is not null)
        {
            var desirable = false;
            _desirable(ref desirable);
            return desirable ? 1 : 0;
        }

        if (_margin is null)
            return 0;
        var margin = 0f;
        _margin(ref margin);
        return float.IsFinite(margin)
            ? margin
            : throw new CellException(Row, _settings.Margin!, $"the margin is {margin}; a finite number was expected.");
    }

    private void CheckMarks(in VBuffer<int> tokens, in VBuffer<int> marks, string tokensColumn, string maskColumn)
    {
        if (tokens.Length != marks.Length)
        {
            throw new CellException(
                Row, maskColumn, $"there are {marks.Length} marks for {tokens.Length} tokens in '{tokensColumn}'; each token needs one.");
        }
    }
}

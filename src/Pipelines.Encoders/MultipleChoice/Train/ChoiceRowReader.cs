namespace Pipelines.Encoders;

/// <summary>Reads questions as tokens from a row's columns.</summary>
internal sealed class ChoiceRowReader
{
    private readonly DataViewRow _row;
    private readonly ChoiceScoring _columns;
    private readonly ValueGetter<VBuffer<int>> _getIds;
    private readonly ValueGetter<VBuffer<int>> _getSegments;
    private readonly ValueGetter<VBuffer<int>>? _getTypes;
    private VBuffer<int> _ids, _segments, _types;

    public ChoiceRowReader(DataViewRow row, DataViewSchema schema, ChoiceScoring columns)
    {
        (_row, _columns) = (row, columns);
        _getIds = row.GetGetter<VBuffer<int>>(schema[columns.InputIds]);
        _getSegments = row.GetGetter<VBuffer<int>>(schema[columns.Segments]);
        _getTypes = schema.GetColumnOrNull(columns.TokenTypes) is { } types ? row.GetGetter<VBuffer<int>>(types) : null;
    }

    /// <summary>Reads the question of the row at its position; its label is not known here.</summary>
    public ChoiceQuestion Read()
    {
        _getIds(ref _ids);
        _getSegments(ref _segments);
        _getTypes?.Invoke(ref _types);
        if (_ids.Length != _segments.Length || (_getTypes is not null && _ids.Length != _types.Length))
            throw Error(
                _columns.Segments,
                $"there are {_segments.Length} segments{(_getTypes is null ? "" : $" and {_types.Length} token types")} for " +
                $"{_ids.Length} token ids in '{_columns.InputIds}'; each id needs one");
        var ids = _ids.GetValues();
        var segments = _segments.GetValues();
        var (options, types) = (new List<int[]>(), _getTypes is null ? null : new List<int[]>());
        for (var start = 0; start < ids.Length;)
        {
            var end = start;
            while (end < ids.Length && segments[end] == segments[start])
                end++;
            if (segments[start] != options.Count + 1)
                throw Error(
                    _columns.Segments,
                    $"the segment behind option {options.Count} is {segments[start]}; options are counted from 1, one behind the other");
            options.Add(ids[start..end].ToArray());
            types?.Add(_types.GetValues()[start..end].ToArray());
            start = end;
        }

        if (options.Count < 2)
            throw Error(_columns.InputIds, $"the question has {options.Count} options; at least 2 were expected");
        if (types is not null && types.Exists(t => t.AsSpan().ContainsAnyExceptInRange(0, 1)))
            throw Error(_columns.TokenTypes, "a token type is neither 0 nor 1");
        return options.Count <= ChoiceLetters.Count
            ? new ChoiceQuestion(options, TokenTypes: types)
            : throw Error(_columns.InputIds, $"the question has {options.Count} options; there are letters for {ChoiceLetters.Count}");
    }

    private CellException Error(string column, string what) =>
        new(_row.Position, column, $"{what}. The stage FormatMultipleChoice makes the columns that go together.");
}

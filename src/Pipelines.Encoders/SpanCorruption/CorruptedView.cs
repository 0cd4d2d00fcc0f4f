using Pipelines.Training;

namespace Pipelines.Encoders;

/// <summary>Blocks of joined token ids with spans taken out.</summary>
internal sealed class CorruptedView : TrainingRowsView
{
    private readonly CorruptSpansTransformer _settings;
    private readonly SentinelRange _sentinels;
    private readonly int _endOfText;
    private readonly int _length;
    private readonly Lazy<TokenRows> _tokens;

    public CorruptedView(
        IDataView input, CorruptSpansTransformer settings, DataViewSchema schema, SentinelRange sentinels, int endOfText) : base(schema)
    {
        (_settings, _sentinels, _endOfText) = (settings, sentinels, endOfText);
        _length = settings.Noise.LengthsFor(settings.InputLength).Tokens;
        _tokens = new Lazy<TokenRows>(() => ReadTokens(input));
        if (settings.Noise.Count(_length).Spans is var spans && spans > settings.SentinelCount)
        {
            throw new OptionsException(nameof(CorruptSpansOptions),
                [$"{spans} spans are taken out of a row, but there are {settings.SentinelCount} sentinels; raise SentinelCount."]);
        }
    }

    // A last block of a single token has nothing to take out and to keep.
    public override int RowCount => checked((int)((_tokens.Value.TokenCount + _length - 2) / _length));

    public override long? GetRowCount() => _tokens.IsValueCreated ? RowCount : null;

    public override void Read(int row, int pass, TrainingRow target)
    {
        var start = (long)row * _length;
        var tokens = new int[(int)Math.Min(_length, _tokens.Value.TokenCount - start)];
        _tokens.Value.ReadAcross(start, tokens);
        var spans = _settings.Noise.Draw(tokens.Length, RowRandom.Of(_settings.Seed, pass, row));
        target.Reset(tokens.Length + spans.Length + 2);

        // Each kept span goes into the source with a sentinel behind it, each taken one into the target with the sentinel before it.
        var (noise, _) = _settings.Noise.Count(tokens.Length);
        var (source, goal, from) = (0, tokens.Length - noise + spans.Length / 2 + 1, 0);
        target.Segments[goal..].Fill(2);
        for (var i = 0; i < spans.Length; i += 2)
        {
            tokens.AsSpan(from, spans[i]).CopyTo(target.InputIds[source..]);
            source += spans[i];
            target.InputIds[source++] = target.InputIds[goal++] = _sentinels.IdOf(i / 2);
            from += spans[i];
            tokens.AsSpan(from, spans[i + 1]).CopyTo(target.InputIds[goal..]);
            goal += spans[i + 1];
            from += spans[i + 1];
        }

        target.InputIds[source] = target.InputIds[goal] = _endOfText;
        target.InputIds[(source + 1)..].CopyTo(target.Labels[(source + 1)..]);
    }

    private TokenRows ReadTokens(IDataView input)
    {
        var column = input.Schema.RequireColumn<VBuffer<int>>(_settings.Column);
        var store = new TokenRows();
        try
        {
            using var cursor = input.GetRowCursor([column]);
            var getter = cursor.GetGetter<VBuffer<int>>(column);
            VBuffer<int> value = default;
            while (cursor.MoveNext())
            {
                getter(ref value);
                foreach (var id in value.GetValues())
                {
                    if (_sentinels.Contains(id))
                        throw new CellException(
                            cursor.Position, column.Name,
                            $"the id {id} is one of the sentinels {_sentinels.FirstId - _sentinels.Count + 1} to {_sentinels.FirstId}, " +
                            "which must not occur in texts. Give FirstSentinelId and SentinelCount ids that are spare.");
                }

                store.Append(value.GetValues());
            }

            store.Flush();
            return store;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }
}

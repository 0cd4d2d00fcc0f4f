using Microsoft.Extensions.Logging;
using Pipelines.Nn;

namespace Pipelines.Encoders;

/// <summary>Rows of tokens with some hidden.</summary>
internal sealed partial class MaskedView(IDataView input, MaskTokensTransformer settings, DataViewSchema schema, MaskVocabulary vocabulary)
    : TrainingRowsView(schema)
{
    private readonly Lazy<TokenRows> _rows = new(() => ReadRows(input, settings, vocabulary));

    public override int RowCount => _rows.Value.Count;

    public override long? GetRowCount() => _rows.IsValueCreated ? RowCount : null;

    public override void Read(int row, int pass, TrainingRow target)
    {
        target.Reset(_rows.Value.Length(row));
        _rows.Value.Read(row, target.InputIds);
        var ids = target.InputIds;
        var (words, tokens) = Words(ids);
        var random = RowRandom.Of(settings.Seed, pass, row);
        RowRandom.Shuffle(words.AsSpan(), random);

        // A word that would be more than is left is passed over, as in the original code; the last resort is the shortest.
        var wanted = Math.Max(1, (int)Math.Round(tokens * settings.Probability));
        var hidden = 0;
        foreach (var word in words)
        {
            if (hidden + word.Length > wanted)
                continue;
            Hide(word, target, random);
            hidden += word.Length;
            if (hidden == wanted)
                break;
        }

        if (hidden == 0)
            Hide(words.MinBy(word => word.Length), target, random);
    }

    private void Hide((int Start, int Length) word, TrainingRow target, RandomGenerator random)
    {
        for (var i = word.Start; i < word.Start + word.Length; i++)
        {
            target.Labels[i] = target.InputIds[i];
            var fate = random.NextDouble();
            if (fate < settings.MaskShare)
                target.InputIds[i] = vocabulary.MaskId;
            else if (fate < settings.MaskShare + settings.RandomShare)
                target.InputIds[i] = vocabulary.Draw(random);
        }
    }

    // What can be hidden: words or single tokens, and how many tokens these are.
    private ((int Start, int Length)[] Words, int Tokens) Words(ReadOnlySpan<int> ids)
    {
        var words = new List<(int Start, int Length)>(ids.Length);
        var tokens = 0;
        for (var i = 0; i < ids.Length; i++)
        {
            if (vocabulary.IsSpecial(ids[i]))
                continue;
            tokens++;
            if (i > 0 && words.Count > 0 && vocabulary.Continues(ids[i - 1], ids[i]))
                words[^1] = (words[^1].Start, words[^1].Length + 1);
            else
                words.Add((i, 1));
        }

        return ([.. words], tokens);
    }

    private static TokenRows ReadRows(IDataView input, MaskTokensTransformer settings, MaskVocabulary vocabulary)
    {
        var column = input.Schema.RequireColumn<VBuffer<int>>(settings.Column);
        var rows = new TokenRows();
        try
        {
            using var cursor = input.GetRowCursor([column]);
            var getter = cursor.GetGetter<VBuffer<int>>(column);
            VBuffer<int> value = default;
            long read = 0, cut = 0, empty = 0;
            while (cursor.MoveNext())
            {
                getter(ref value);
                read++;
                var ids = value.GetValues();
                if (ids.Length > settings.MaximumLength)
                {
                    cut++;
                    var shorter = ids[..settings.MaximumLength].ToArray();
                    if (vocabulary.IsSpecial(ids[^1]))
                        shorter[^1] = ids[^1];
                    ids = shorter;
                }

                if (HasTokens(ids, vocabulary))
                    rows.Append(ids);
                else
                    empty++;
            }

            rows.Flush();
            if (cut + empty > 0)
                LogChanged(settings.Logger, cut, empty, read, settings.Column, settings.MaximumLength);
            return rows;
        }
        catch
        {
            rows.Dispose();
            throw;
        }
    }

    private static bool HasTokens(ReadOnlySpan<int> ids, MaskVocabulary vocabulary)
    {
        foreach (var id in ids)
        {
            if (!vocabulary.IsSpecial(id))
                return true;
        }

        return false;
    }

    [LoggerMessage(EventId = 3110, Level = LogLevel.Warning,
        Message = "{Cut} and {Empty} of {Total} rows in '{Column}' were cut to {Limit} tokens and left out with nothing to hide.")]
    private static partial void LogChanged(ILogger logger, long cut, long empty, long total, string column, int limit);
}

using System.Text.Json.Serialization;
using Pipelines.Testing;

namespace Pipelines.Tests;

/// <summary>A transformer that breaks one promise: it adds 1 to column N, nearly.</summary>
public sealed record FlawedTransformer(Flaw Flaw) : ITransformer
{
    private static int _passes;

    [JsonIgnore]
    public int Amount { get; init; } = 1;

    public bool IsRowToRowMapper => true;

    private AddTransformer Sound => new("N", Amount);

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) =>
        Flaw == Flaw.SaysOtherColumns ? inputSchema.With("Other", TextDataViewType.Instance) : Sound.GetOutputSchema(inputSchema);

    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) =>
        (Flaw == Flaw.MapsOtherwise ? new AddTransformer("N", 5) : Sound).GetRowToRowMapper(inputSchema);

    public IDataView Transform(IDataView input)
    {
        if (Flaw == Flaw.ReadsInTransform)
            _ = input.GetRowCursor(input.Schema).MoveNext();
        if (Flaw == Flaw.FailsWithoutRows && input.GetRowCount() == 0)
            throw new InvalidOperationException("no rows");
        if (Flaw == Flaw.ChecksTooLate && input.Schema.GetColumnOrNull("N") is null)
            return input;
        if (Flaw == Flaw.TakesTheFirstColumnOfTheName)
        {
            var first = input.Schema.First(c => c.Name == "N");
            return first.IsHidden ? new AddTransformer("N", 7).Transform(input) : Sound.Transform(input);
        }

        return new View(this, input, (RowMapper)Sound.GetRowToRowMapper(input.Schema));
    }

    private sealed class View(FlawedTransformer stage, IDataView input, RowMapper mapper) : IDataView
    {
        private readonly RowMappedDataView _sound = new(input, mapper);

        public bool CanShuffle => stage.Flaw != Flaw.LosesOrderInShuffle;

        public DataViewSchema Schema => mapper.OutputSchema;

        public long? GetRowCount() => stage.Flaw == Flaw.CountsWrongly ? 99 : _sound.GetRowCount();

        public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, int? shuffleSeed = null)
        {
            var asked = columnsNeeded.ToArray();
            switch (stage.Flaw)
            {
                case Flaw.AsksForAllColumns or Flaw.GivesInactiveGetters:
                    return _sound.GetRowCursor(Schema, shuffleSeed);
                case Flaw.ComputesUnasked:
                    _ = ViewRows.Read(_sound);
                    break;
                case Flaw.ChangesFromPassToPass:
                    return new AddTransformer("N", Interlocked.Increment(ref _passes)).Transform(input).GetRowCursor(asked, shuffleSeed);
            }

            return _sound.GetRowCursor(asked, shuffleSeed);
        }

        public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int count, int? shuffleSeed = null)
        {
            var asked = columnsNeeded.ToArray();
            return stage.Flaw == Flaw.PartsTwice
                ? [.. Enumerable.Range(0, count).Select(_ => _sound.GetRowCursor(asked, shuffleSeed))]
                : _sound.GetRowCursorSet(asked, count, shuffleSeed);
        }
    }
}

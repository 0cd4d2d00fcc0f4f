namespace Pipelines.Retrieval;

/// <summary>Takes generated texts apart: the answer, the passages that it cites, and numbers that no source has.</summary>
/// <param name="Options">Columns; they must not change afterwards.</param>
public sealed record CiteSourcesTransformer(CiteSourcesOptions Options) : RowToRowTransformer
{
    /// <inheritdoc/>
    protected override void Map(RowMapperBuilder map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var text = map.Require<ReadOnlyMemory<char>>(Options.InputColumn);
        var sources = map.Require<VBuffer<int>>(Options.SourcesColumn);
        var ids = map.Require<VBuffer<long>>(Options.IdColumn);
        var answers = map.Compute<CitedAnswer>([text, sources], row =>
        {
            var getText = row.GetGetter<ReadOnlyMemory<char>>(text);
            var getSources = row.GetGetter<VBuffer<int>>(sources);
            ReadOnlyMemory<char> generated = default;
            VBuffer<int> numbered = default;
            return () =>
            {
                getText(ref generated);
                getSources(ref numbered);
                return Read(generated.ToString(), numbered, row.Position);
            };
        });
        map.Add<CitedAnswer, ReadOnlyMemory<char>>(
            Options.AnswerColumn, TextDataViewType.Instance, answers,
            (CitedAnswer answer, ref ReadOnlyMemory<char> value) => value = answer.Text.AsMemory());
        AddCited(map, text, sources, ids);
        AddNumbers(map, Options.NumbersColumn, answers, answer => answer.Citations.Count, (answer, i) => answer.Citations[i].Number);
        AddNumbers(map, Options.SpansColumn, answers, answer => 2 * answer.Citations.Count, (answer, i) =>
            i % 2 == 0 ? answer.Citations[i / 2].Start : answer.Citations[i / 2].Length);
        AddNumbers(map, Options.UnknownColumn, answers, answer => answer.Unknown.Count, (answer, i) => answer.Unknown[i]);
    }

    private static void AddNumbers(
        RowMapperBuilder map, string column, RowComputation<CitedAnswer> answers, Func<CitedAnswer, int> count,
        Func<CitedAnswer, int, int> select) => map.Add<CitedAnswer, VBuffer<int>>(
            column, new VectorDataViewType(NumberDataViewType.Int32), answers, (CitedAnswer answer, ref VBuffer<int> value) =>
            {
                var editor = VBufferEditor.Create(ref value, count(answer));
                for (var i = 0; i < editor.Values.Length; i++)
                    editor.Values[i] = select(answer, i);
                value = editor.Commit();
            });

    private void AddCited(RowMapperBuilder map, DataViewSchema.Column text, DataViewSchema.Column sources, DataViewSchema.Column ids) =>
        map.Add<VBuffer<long>>(Options.CitedColumn, new VectorDataViewType(NumberDataViewType.Int64), [text, sources, ids], row =>
        {
            var getText = row.GetGetter<ReadOnlyMemory<char>>(text);
            var getSources = row.GetGetter<VBuffer<int>>(sources);
            var getIds = row.GetGetter<VBuffer<long>>(ids);
            ReadOnlyMemory<char> generated = default;
            VBuffer<int> numbered = default;
            VBuffer<long> known = default;
            return (ref VBuffer<long> value) =>
            {
                getText(ref generated);
                getSources(ref numbered);
                getIds(ref known);
                var passages = Read(generated.ToString(), numbered, row.Position).Passages;
                var editor = VBufferEditor.Create(ref value, passages.Count);
                for (var i = 0; i < passages.Count; i++)
                {
                    if (passages[i] < 0 || passages[i] >= known.Length)
                    {
                        throw new CellException(
                            row.Position, Options.SourcesColumn,
                            $"it names the passage at {passages[i]}, but '{Options.IdColumn}' has {known.Length}. Take both columns of the "
                            + "same passages.");
                    }

                    editor.Values[i] = known.GetItemOrDefault(passages[i]);
                }

                value = editor.Commit();
            };
        });

    private CitedAnswer Read(string text, in VBuffer<int> sources, long row)
    {
        var answer = CitedAnswer.Read(text, sources.DenseValues(), Options.KeepMarkers);
        if (answer.Unknown.Count == 0 || Options.AllowUnknown)
            return answer;
        throw new CellException(
            row, Options.InputColumn,
            $"the text cites [{answer.Unknown[0]}], but the context has {sources.Length} sources. Let such numbers be reported "
            + "(AllowUnknown), or check the prompt.");
    }
}

namespace Pipelines.Retrieval;

/// <summary>The columns in which passages lie: texts, scores and ids.</summary>
internal static class PassageColumns
{
    public static void Add(
        RowMapperBuilder map, RowComputation<IReadOnlyList<RetrievedPassage>> passages, string texts, string scores, string ids)
    {
        Add(map, texts, TextDataViewType.Instance, passages, passage => passage.Text.AsMemory());
        Add(map, scores, NumberDataViewType.Double, passages, passage => passage.Score);
        Add(map, ids, NumberDataViewType.Int64, passages, passage => passage.Id);
    }

    private static void Add<T>(
        RowMapperBuilder map, string column, PrimitiveDataViewType type, RowComputation<IReadOnlyList<RetrievedPassage>> passages,
        Func<RetrievedPassage, T> select) => map.Add<IReadOnlyList<RetrievedPassage>, VBuffer<T>>(
            column, new VectorDataViewType(type), passages, (IReadOnlyList<RetrievedPassage> found, ref VBuffer<T> value) =>
            {
                var editor = VBufferEditor.Create(ref value, found.Count);
                for (var i = 0; i < found.Count; i++)
                    editor.Values[i] = select(found[i]);
                value = editor.Commit();
            });
}

namespace Pipelines;

/// <summary>How a column of a mapper's output comes about: from one input column as it is, or computed.</summary>
internal abstract class MappedColumn(string name, DataViewType type, DataViewSchema.Annotations? annotations)
{
    public string Name { get; } = name;

    public DataViewType Type { get; } = type;

    public DataViewSchema.Annotations? Annotations { get; } = annotations;

    public abstract IReadOnlyList<DataViewSchema.Column> Inputs { get; }

    public abstract ValueGetter<TValue> GetGetter<TValue>(MappedRow row);
}

internal sealed class CopiedColumn(string name, DataViewSchema.Column source) : MappedColumn(name, source.Type, source.Annotations)
{
    public override IReadOnlyList<DataViewSchema.Column> Inputs { get; } = [source];

    public override ValueGetter<TValue> GetGetter<TValue>(MappedRow row) => row.Input.GetGetter<TValue>(Inputs[0]);
}

internal sealed class ComputedColumn<T>(
    string name,
    DataViewType type,
    DataViewSchema.Annotations? annotations,
    DataViewSchema.Column[] inputs,
    Func<MappedRow, ValueGetter<T>> make)
    : MappedColumn(name, type, annotations)
{
    public override IReadOnlyList<DataViewSchema.Column> Inputs => inputs;

    public override ValueGetter<TValue> GetGetter<TValue>(MappedRow row) => (ValueGetter<TValue>)(object)make(row);
}

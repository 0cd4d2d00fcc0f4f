using System.Text.Json;

namespace Pipelines;

/// <summary>The current row's value of a column of a JSON file.</summary>
internal abstract class JsonCell
{
    /// <summary>Whether the row had the property.</summary>
    public bool Assigned { get; private set; }

    /// <summary>A cell for a type of column.</summary>
    public static JsonCell Create(DataViewType type, bool missingAsDefault) => ColumnVisitor.Visit(type, new Factory(missingAsDefault));

    /// <summary>Forgets the row before.</summary>
    public void Reset()
    {
        Assigned = false;
        Clear();
    }

    /// <summary>Reads the property's value, leaving the reader on its last token; null, or what was expected.</summary>
    public string? Read(ref Utf8JsonReader reader)
    {
        Assigned = true;
        return ReadCore(ref reader);
    }

    /// <summary>There is no value; null, or what was expected.</summary>
    public abstract string? SetMissing();

    /// <summary>A getter of the value.</summary>
    public abstract Delegate CreateGetter(Func<bool> onRow);

    /// <summary>The row has the property.</summary>
    public void MarkAssigned() => Assigned = true;

    protected abstract void Clear();

    protected abstract string? ReadCore(ref Utf8JsonReader reader);

    private sealed class Factory(bool missingAsDefault) : IColumnVisitor<JsonCell>
    {
        public JsonCell Scalar<T>(DataViewType type) where T : struct, IEquatable<T> => new ScalarJsonCell<T>(missingAsDefault);

        public JsonCell Text() => new TextJsonCell();

        public JsonCell Vector<T>(VectorDataViewType type) where T : struct, IEquatable<T> => new VectorJsonCell<T>(type, missingAsDefault);

        public JsonCell TextVector(VectorDataViewType type) => new TextVectorJsonCell(type);
    }
}

namespace Pipelines;

/// <summary>Work that differs by the kind of a column, with the value types known at compile time.</summary>
internal interface IColumnVisitor<out TResult>
{
    /// <summary>A column of numbers, booleans, dates or row ids.</summary>
    TResult Scalar<T>(DataViewType type) where T : struct, IEquatable<T>;

    /// <summary>A column of text.</summary>
    TResult Text();

    /// <summary>A column of vectors of such scalars.</summary>
    TResult Vector<T>(VectorDataViewType type) where T : struct, IEquatable<T>;

    /// <summary>A column of vectors of text.</summary>
    TResult TextVector(VectorDataViewType type);
}

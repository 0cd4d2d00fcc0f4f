namespace Pipelines.Tensors;

/// <summary>What every operation checks of its arguments; messages name the operation, what was given and what was expected.</summary>
internal static class Check
{
    /// <summary>A live Float32 tensor.</summary>
    public static void Float(string operation, Tensor? tensor, string name) => Type(operation, tensor, name, ElementType.Float32);

    /// <summary>A live tensor of weights: Float32, or BFloat16, which kernels widen part by part.</summary>
    public static void Weight(string operation, Tensor? tensor, string name)
    {
        if (tensor is not { IsDisposed: false, ElementType: ElementType.BFloat16 })
            Float(operation, tensor, name);
    }

    /// <summary>A live Float32 tensor, or null.</summary>
    public static void OptionalFloat(string operation, Tensor? tensor, string name)
    {
        if (tensor is not null)
            Float(operation, tensor, name);
    }

    /// <summary>A live tensor of one element type.</summary>
    public static void Type(string operation, Tensor? tensor, string name, ElementType type)
    {
        ArgumentNullException.ThrowIfNull(tensor, name);
        if (tensor.IsDisposed)
            throw tensor.Gone();
        if (tensor.ElementType != type)
            throw new TensorException(operation, $"{name} is {tensor.ElementType} {tensor.Shape}; {type} elements were expected.");
    }

    /// <summary>All tensors on the backend of the first.</summary>
    public static void Backend(string operation, Tensor first, params ReadOnlySpan<Tensor?> others)
    {
        foreach (var other in others)
        {
            if (other is not null && other.Backend != first.Backend)
            {
                throw new TensorException(
                    operation, $"its tensors are on two backends, {first.Backend.Name} and {other.Backend.Name}; one was expected.");
            }
        }
    }

    /// <summary>A shape.</summary>
    public static void Shape(string operation, Tensor? tensor, string name, Shape expected)
    {
        if (tensor is not null && tensor.Shape != expected)
            throw new TensorException(operation, $"{name} has shape {tensor.Shape}; {expected} was expected.");
    }

    /// <summary>A least number of dimensions.</summary>
    public static void MinimumRank(string operation, Tensor tensor, string name, int rank)
    {
        if (tensor.Shape.Rank < rank)
            throw new TensorException(operation, $"{name} has shape {tensor.Shape}; at least {rank} dimensions were expected.");
    }

    /// <summary>A vector over the rows of a tensor: an optional gain or bias.</summary>
    public static void RowVector(string operation, Tensor? vector, string name, Tensor rows, string rowsName)
    {
        OptionalFloat(operation, vector, name);
        if (vector is not null && (vector.Shape.Rank != 1 || vector.Shape[0] != rows.Shape[-1]))
        {
            throw new TensorException(
                operation, $"{name} has shape {vector.Shape}; [{rows.Shape[-1]}] was expected for {rowsName} of shape {rows.Shape}.");
        }
    }

    /// <summary>Int32 indices, all in [0, <paramref name="limit"/>), one for each of <paramref name="count"/> rows.</summary>
    public static void Indices(string operation, Tensor indices, string name, long count, int limit, string limitName)
    {
        Type(operation, indices, name, ElementType.Int32);
        if (indices.ElementCount != count)
            throw new TensorException(operation, $"{name} has shape {indices.Shape}; one element for each of {count} rows was expected.");
        IndexRange(operation, indices, name, limit, limitName);
    }

    /// <summary>Int32 indices, all in [0, <paramref name="limit"/>).</summary>
    public static void IndexRange(string operation, Tensor indices, string name, int limit, string limitName)
    {
        var values = indices.AsSpan<int>();
        for (var i = 0; i < values.Length; i++)
        {
            if ((uint)values[i] >= (uint)limit)
            {
                throw new TensorException(
                    operation, $"{name}[{i}] is {values[i]}; it must be at least 0 and less than {limit}, the {limitName}.");
            }
        }
    }
}

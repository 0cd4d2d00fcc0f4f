namespace Pipelines.Tensors;

/// <summary>A tensor to be written.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Tensor">Its values and, unless transposed, its shape in the file.</param>
/// <param name="IsTransposed">Whether the file holds the transpose of the tensor, which is a Float32 matrix then (GPT-2's Conv1D).</param>
public readonly record struct SafetensorsItem(string Name, Tensor Tensor, bool IsTransposed = false)
{
    /// <summary>Whether it is stored in Float32 if it is in Float32, whatever others are stored as.</summary>
    public bool KeepsType { get; init; }
}

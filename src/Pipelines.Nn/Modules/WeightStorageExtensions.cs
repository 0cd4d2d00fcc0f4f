using Pipelines.Tensors;

namespace Pipelines.Nn;

/// <summary>Changes how a model's weights are stored.</summary>
public static class WeightStorageExtensions
{
    /// <summary>
    /// Stores the weights of every <see cref="Linear"/> and <see cref="Embedding"/> from a module down in this form, rounding where it has
    /// fewer bits. Biases, gains of norms and whatever other modules have stay as they are. To be done before an optimizer is made.
    /// </summary>
    public static void StoreWeights(this Module module, WeightStorage storage)
    {
        ArgumentNullException.ThrowIfNull(module);
        var type = storage switch
        {
            WeightStorage.Float32 => ElementType.Float32,
            WeightStorage.BFloat16 => ElementType.BFloat16,
            _ => throw new ArgumentOutOfRangeException(nameof(storage), storage, "Float32 or BFloat16 was expected."),
        };
        foreach (var (_, part) in module.NamedModules())
        {
            if (part is Linear linear)
                linear.Weight.StoreAs(type);
            else if (part is Embedding embedding)
                embedding.Weight.StoreAs(type);
        }
    }
}

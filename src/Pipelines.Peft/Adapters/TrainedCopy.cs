using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Peft;

/// <summary>
/// An adapter's own values of a parameter of the base. While the adapter acts they are in the parameter and the base's are here; otherwise
/// the other way round, so that the base comes back bit for bit.
/// </summary>
internal sealed class TrainedCopy : IDisposable
{
    private readonly Tensor _other;

    /// <summary>Starts with the parameter's values.</summary>
    /// <param name="name">The name in files.</param>
    /// <param name="parameter">The parameter.</param>
    /// <param name="isTrained">Whether it is trained with the adapter, not only replaced.</param>
    /// <exception cref="PeftException">The parameter is read from a file whenever it is needed.</exception>
    public TrainedCopy(string name, Parameter parameter, bool isTrained)
    {
        if (parameter.Value.IsStreamed)
        {
            throw new PeftException(
                $"'{name}' is read from its file whenever it is needed (MemoryBudget), so it cannot be trained along. Leave it out, " +
                "or load the model without a budget.");
        }

        Name = name;
        Parameter = parameter;
        IsTrained = isTrained;
        _other = parameter.Value.Clone().TakeOwnership();
    }

    public string Name { get; }

    public Parameter Parameter { get; }

    public bool IsTrained { get; }

    /// <summary>Whether the parameter holds the adapter's values.</summary>
    public bool IsActive { get; private set; }

    /// <summary>The adapter's values, wherever they are.</summary>
    public Tensor Own => IsActive ? Parameter.Value : _other;

    /// <summary>The base's values, wherever they are.</summary>
    public Tensor Original => IsActive ? _other : Parameter.Value;

    public void SetActive(bool value)
    {
        if (value == IsActive)
            return;
        using var live = Parameter.Value.Clone();
        Parameter.Value.Backend.Copy(_other, Parameter.Value);
        Parameter.Value.Backend.Copy(live, _other);
        IsActive = value;
    }

    public void Dispose() => _other.Dispose();
}

using Pipelines.Tensors;

namespace Pipelines.Nn;

/// <summary>A table with one row for each id.</summary>
public sealed class Embedding : Lookup
{
    /// <summary>
    /// Makes a table, initialised from a standard normal distribution as PyTorch does, or with zeros if no generator is given.
    /// </summary>
    /// <param name="backend">Where it computes.</param>
    /// <param name="count">How many ids there are.</param>
    /// <param name="size">Elements in a row.</param>
    /// <param name="random">Draws the initial values; null leaves zeros, to be loaded.</param>
    public Embedding(ITensorBackend backend, int count, int size, RandomGenerator? random = null)
        : this(new Parameter(backend.Zeros(new Shape(count, size))))
    {
        if (random is not null)
            Initialize.Normal(Weight.Value, 0f, 1f, random);
    }

    /// <summary>Makes a table of an existing parameter.</summary>
    /// <param name="weight">[count, size]. Registered elsewhere too (a tied head), it is listed once, under its first name.</param>
    /// <exception cref="ModuleException">The parameter is no matrix.</exception>
    public Embedding(Parameter weight)
    {
        ArgumentNullException.ThrowIfNull(weight);
        if (weight.Shape.Rank != 2)
            throw new ModuleException($"An Embedding needs a weight [count, size]; {weight.Shape} was given.");
        Weight = AddParameter("weight", weight);
    }

    /// <summary>[count, size].</summary>
    public Parameter Weight { get; }

    /// <inheritdoc/>
    public override int Count => Weight.Shape[0];

    /// <inheritdoc/>
    public override int Size => Weight.Shape[1];

    /// <inheritdoc/>
    public override Tensor Forward(Tensor ids, Tensor? addTo = null) => Functional.Embedding(ids, Weight, addTo);
}

namespace Pipelines.Tensors;

public sealed partial class Tensor
{
    private ITensorSource? _source;

    /// <summary>
    /// Whether the elements come from a source whenever they are needed. Such a tensor is a constant: what is written to it is lost.
    /// </summary>
    public bool IsStreamed => _source is not null;

    /// <summary>Whether the elements are in memory now.</summary>
    public bool IsResident => _storage is not null;

    /// <summary>Throws the source's error if there is one: what is to be done needs a tensor that stays in memory.</summary>
    /// <param name="purpose">What is to be done, to follow "cannot".</param>
    public void ThrowIfStreamed(string purpose)
    {
        if (_source is not null)
            throw _source.Refuse(this, purpose);
    }

    /// <summary>Lets the memory go; from now on a source loads the elements whenever they are needed.</summary>
    /// <param name="source">The source.</param>
    /// <exception cref="InvalidOperationException">The tensor has a source, or is computed with gradients.</exception>
    public void StreamFrom(ITensorSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (_source is not null || RequiresGradient)
            throw new InvalidOperationException($"{this} cannot be streamed: it has a source already, or requires a gradient.");
        _source = source;
        Vacate();
    }

    /// <summary>Lets the memory of a streamed tensor go until the elements are needed again.</summary>
    public void Vacate()
    {
        if (_source is null)
            throw new InvalidOperationException($"{this} has no source to load it again.");
        var storage = _storage;
        _storage = null;
        storage?.Release();
    }

    /// <summary>Gives a streamed tensor the memory of another one of its shape and type, which is left without.</summary>
    public void Provide(Tensor loaded)
    {
        ArgumentNullException.ThrowIfNull(loaded);
        if (_source is null || _storage is not null || loaded.Shape != Shape || loaded.ElementType != ElementType)
            throw new InvalidOperationException($"{this} cannot take the memory of {loaded}.");
        _storage = loaded.HandOver(nameof(Provide))._storage;
    }

    private TensorStorage Fetch()
    {
        if (_source is null)
            throw Gone();
        _source.Load(this);
        return _storage ?? throw new InvalidOperationException($"The source of {this} gave it no memory.");
    }

    private void ForgetSource()
    {
        var source = _source;
        _source = null;
        source?.Forget(this);
    }
}

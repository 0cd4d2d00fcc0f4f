namespace Pipelines.Nn;

/// <summary>
/// A named place for a child. A model keeps the slot and asks it for the module at each use, so that another module of the right type
/// (an adapter around a <see cref="Linear"/>) can take the place.
/// </summary>
/// <typeparam name="T">What the parent needs the child to be.</typeparam>
public sealed class ModuleSlot<T> : IModuleSlot where T : Module
{
    private T _module;

    internal ModuleSlot(string name, T module)
    {
        Name = name;
        _module = module;
    }

    /// <summary>The child's name in its parent.</summary>
    public string Name { get; }

    /// <summary>The child.</summary>
    public T Module => _module;

    Type IModuleSlot.ModuleType => typeof(T);

    Module IModuleSlot.Module
    {
        get => _module;
        set => _module = (T)value;
    }
}

/// <summary>A slot without its type.</summary>
internal interface IModuleSlot
{
    string Name { get; }

    Type ModuleType { get; }

    Module Module { get; set; }
}

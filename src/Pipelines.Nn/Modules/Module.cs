using Pipelines.Tensors;

namespace Pipelines.Nn;

/// <summary>
/// A part of a model: parameters of its own and child modules, each with a name. Paths are dotted as in PyTorch. A module owns its
/// parameters, buffers and children and disposes them.
/// </summary>
/// <example>
/// <code>
/// public sealed class FeedForward : Module
/// {
///     private readonly ModuleSlot&lt;Projection&gt; _up, _down;
///
///     public FeedForward(ITensorBackend backend, int size, RandomGenerator random)
///     {
///         _up = AddModule&lt;Projection&gt;("c_fc", new Linear(backend, size, 4 * size, random: random));
///         _down = AddModule&lt;Projection&gt;("c_proj", new Linear(backend, 4 * size, size, random: random));
///     }
///
///     public Tensor Forward(Tensor x, Tensor residual) =>
///         _down.Module.Forward(_up.Module.Forward(x, Activation.GeluTanh), residual: residual);
/// }
/// </code>
/// </example>
public abstract partial class Module : IDisposable
{
    private readonly List<(string Name, Parameter Parameter)> _parameters = [];
    private readonly List<IModuleSlot> _children = [];
    private readonly List<Tensor> _buffers = [];

    /// <summary>Whether the module is being trained: dropout acts only then. New modules are in evaluation mode.</summary>
    public bool IsTraining { get; private set; }

    /// <summary>The children, in the order they were added.</summary>
    public IEnumerable<NamedModule> Children
    {
        get
        {
            foreach (var slot in _children)
                yield return new NamedModule(slot.Name, slot.Module);
        }
    }

    /// <summary>This module and all below it, depth first, parents before children.</summary>
    public IEnumerable<NamedModule> NamedModules() => ModulesFrom("");

    /// <summary>
    /// All parameters, depth first, a module's own before its children's. A parameter shared by several modules is listed once, under the
    /// first name.
    /// </summary>
    public IEnumerable<NamedParameter> NamedParameters()
    {
        var seen = new HashSet<Parameter>(ReferenceEqualityComparer.Instance);
        foreach (var (path, module) in ModulesFrom(""))
        {
            foreach (var (name, parameter) in module._parameters)
            {
                if (seen.Add(parameter))
                    yield return new NamedParameter(Join(path, name), parameter);
            }
        }
    }

    /// <summary>All parameters, as <see cref="NamedParameters"/> lists them.</summary>
    public IEnumerable<Parameter> Parameters()
    {
        foreach (var named in NamedParameters())
            yield return named.Parameter;
    }

    /// <summary>How many numbers the parameters hold.</summary>
    /// <param name="trainableOnly">Counts only parameters that require a gradient.</param>
    public long CountParameters(bool trainableOnly = false)
    {
        long count = 0;
        foreach (var parameter in Parameters())
            count += trainableOnly && !parameter.RequiresGradient ? 0 : parameter.Value.ElementCount;
        return count;
    }

    /// <summary>Switches this module and all below it to training.</summary>
    public void ToTraining() => SetTraining(true);

    /// <summary>Switches this module and all below it to evaluation.</summary>
    public void ToEvaluation() => SetTraining(false);

    /// <summary>Stops the training of all parameters; their gradients are released.</summary>
    public void Freeze() => SetRequiresGradient(false);

    /// <summary>Makes all parameters trainable.</summary>
    public void Unfreeze() => SetRequiresGradient(true);

    /// <summary>Forgets the gradients of all parameters; their memory is kept.</summary>
    public void ZeroGradients()
    {
        foreach (var parameter in Parameters())
            parameter.ZeroGradient();
    }

    /// <summary>The module at a dotted path; the empty path is this module.</summary>
    /// <exception cref="ModuleException">There is none; the message lists the children that are there.</exception>
    public Module GetModule(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return path.Length == 0 ? this : FindSlot(path, out _).Module;
    }

    /// <summary>
    /// Puts another module into a child's place. The old child is the caller's: the new one may hold it, or it is disposed.
    /// </summary>
    /// <param name="path">The child's dotted path.</param>
    /// <param name="module">The new child; it takes over the mode (training or evaluation) of its parent.</param>
    /// <returns>The old child.</returns>
    /// <exception cref="ModuleException">There is no such child, or its parent needs another type there.</exception>
    public Module ReplaceModule(string path, Module module)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(module);
        var slot = FindSlot(path, out var parent);
        if (!slot.ModuleType.IsInstanceOfType(module))
        {
            throw new ModuleException(
                $"'{path}' must be a {slot.ModuleType.Name} for {parent.GetType().Name}; {module.GetType().Name} is not one.");
        }

        var old = slot.Module;
        slot.Module = module;
        module.SetTraining(parent.IsTraining);
        return old;
    }

    /// <summary>Disposes parameters, buffers and children.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Registers a parameter of this module. Registering one parameter in several places ties them.</summary>
    /// <returns>The parameter.</returns>
    /// <exception cref="ModuleException">The name is taken or not a plain name.</exception>
    protected Parameter AddParameter(string name, Parameter parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        CheckName(name);
        _parameters.Add((name, parameter));
        return parameter;
    }

    /// <summary>Registers a child.</summary>
    /// <typeparam name="T">What this module needs the child to be; a replacement must be one too.</typeparam>
    /// <exception cref="ModuleException">The name is taken or not a plain name.</exception>
    protected ModuleSlot<T> AddModule<T>(string name, T module) where T : Module
    {
        ArgumentNullException.ThrowIfNull(module);
        CheckName(name);
        var slot = new ModuleSlot<T>(name, module);
        _children.Add(slot);
        return slot;
    }

    /// <summary>
    /// Takes over a tensor that is neither trained nor saved (tables, caches): it leaves its scope and is disposed with the module.
    /// </summary>
    /// <param name="tensor">Of any shape.</param>
    /// <returns>The same tensor, in its shape.</returns>
    protected Tensor AddBuffer(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        _buffers.Add(tensor.TakeOwnership());
        return tensor;
    }

    /// <summary>Takes a parameter or child out again; it is the caller's then.</summary>
    /// <exception cref="ModuleException">There is none of that name.</exception>
    protected void Remove(string name)
    {
        if (_parameters.RemoveAll(entry => entry.Name == name) + _children.RemoveAll(slot => slot.Name == name) == 0)
            throw new ModuleException($"{GetType().Name} has no parameter or child '{name}'.");
    }

    /// <summary>Disposes what the module owns.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (!disposing)
            return;
        foreach (var (_, parameter) in _parameters)
            parameter.Dispose();
        foreach (var buffer in _buffers)
            buffer.Dispose();
        foreach (var slot in _children)
            slot.Module.Dispose();
    }

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private IEnumerable<NamedModule> ModulesFrom(string path)
    {
        yield return new NamedModule(path, this);
        foreach (var slot in _children)
        {
            foreach (var named in slot.Module.ModulesFrom(Join(path, slot.Name)))
                yield return named;
        }
    }

    private void SetTraining(bool value)
    {
        foreach (var (_, module) in ModulesFrom(""))
            module.IsTraining = value;
    }

    private void SetRequiresGradient(bool value)
    {
        foreach (var parameter in Parameters())
            parameter.RequiresGradient = value;
    }

    private IModuleSlot FindSlot(string path, out Module parent)
    {
        parent = this;
        IModuleSlot? found = null;
        foreach (var name in path.Split('.'))
        {
            if (found is not null)
                parent = found.Module;
            found = parent._children.Find(slot => slot.Name == name);
            if (found is null)
            {
                var names = string.Join(", ", parent._children.ConvertAll(slot => slot.Name));
                throw new ModuleException($"There is no module '{path}': {parent.GetType().Name} has no child '{name}', only [{names}].");
            }
        }

        return found!;
    }

    private void CheckName(string name)
    {
        if (string.IsNullOrEmpty(name) || name.Contains('.', StringComparison.Ordinal))
            throw new ModuleException($"'{name}' cannot name a parameter or child: a name is not empty and has no dot.");
        if (_parameters.Exists(entry => entry.Name == name) || _children.Exists(slot => slot.Name == name))
            throw new ModuleException($"{GetType().Name} has a parameter or child '{name}' already.");
    }
}

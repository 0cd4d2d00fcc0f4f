using Pipelines.Nn;

namespace Pipelines.Peft;

/// <summary>The parts of one kind of all adapters on a module, by the adapters' names.</summary>
internal sealed class AdapterParts : Module
{
    public void Add(string adapter, Module part) => AddModule(adapter, part);

    public void Add(string adapter, Parameter part) => AddParameter(adapter, part);

    /// <summary>Takes an adapter's part out, where it has one.</summary>
    public void Drop(string adapter, IDisposable? part)
    {
        if (part is null)
            return;
        Remove(adapter);
        part.Dispose();
    }
}

using Pipelines.Nn;

namespace Pipelines.Peft;

/// <summary>The encoders of a model's soft prompts by name: the model's child <c>prompt_encoder</c>, as in PEFT.</summary>
internal sealed class SoftPromptBank(AdapterSet adapters) : Module, IAdapterLayer
{
    public AdapterSet Adapters { get; } = adapters;

    public void Add(string name, SoftPromptEncoder encoder) => AddModule(name, encoder);

    public SoftPromptEncoder Get(string name) => (SoftPromptEncoder)GetModule(name);

    public void Drop(string name)
    {
        var encoder = Get(name);
        Remove(name);
        encoder.Dispose();
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
            Adapters.ReleaseMemory();
    }
}

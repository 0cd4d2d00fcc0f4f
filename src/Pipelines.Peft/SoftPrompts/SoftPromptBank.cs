using Pipelines.Nn;
using Pipelines.Training;

namespace Pipelines.Peft;

/// <summary>The encoders of a model's soft prompts by name: the model's child <c>prompt_encoder</c>, as in PEFT.</summary>
internal sealed class SoftPromptBank(AdapterSet adapters) : Module, IAdapterLayer, ISoftPromptSource
{
    public AdapterSet Adapters { get; } = adapters;

    public IReadOnlyCollection<string> RowAdapterNames => [.. Children.Select(c => c.Name)];

    public ISoftPrompt? FindSoftPrompt(string name)
    {
        foreach (var (own, encoder) in Children)
        {
            if (own == name)
                return (SoftPromptEncoder)encoder;
        }

        return null;
    }

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

using Pipelines.Nn;

namespace Pipelines.Encoders;

/// <summary>Keeps BERT's pooler from being trained where it has no part in the loss: decay would shrink it all the same.</summary>
internal sealed class HeldPooler : IDisposable
{
    private readonly List<Parameter> _held = [];

    public HeldPooler(TextEncoder encoder)
    {
        foreach (var (name, parameter) in encoder.NamedParameters())
        {
            if (!name.StartsWith("pooler.", StringComparison.Ordinal) || !parameter.RequiresGradient)
                continue;
            parameter.RequiresGradient = false;
            _held.Add(parameter);
        }
    }

    public void Dispose()
    {
        foreach (var parameter in _held)
            parameter.RequiresGradient = true;
    }
}

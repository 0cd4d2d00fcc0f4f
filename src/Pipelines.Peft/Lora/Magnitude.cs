using Pipelines.Nn;

namespace Pipelines.Peft;

/// <summary>DoRA's lengths of the weight's rows.</summary>
internal sealed class Magnitude : Module
{
    public Magnitude(Parameter weight) => Weight = AddParameter("weight", weight);

    public Parameter Weight { get; }
}

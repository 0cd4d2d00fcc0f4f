using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Peft;

/// <summary>The adapted projections of a model, whatever adapters have on them.</summary>
internal interface IAdaptedProjections
{
    bool IsMerged { get; }

    void Activate(IReadOnlyList<Adapter> adapters);

    void Remove(Adapter adapter);

    void Detach();

    void ShowBase(bool isShown);

    IEnumerable<NamedParameter> TensorsOf(Adapter adapter);

    void Merge();

    void MergeForGood();

    void Unmerge();

    Tensor? OriginalOf(Parameter parameter);

    void ForgetOriginals();
}

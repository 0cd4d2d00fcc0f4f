using Pipelines.Nn;

namespace Pipelines.Encoders;

/// <summary>A module that only gives its children the names of a family's files.</summary>
internal sealed class NamedParts : Module
{
    public ModuleSlot<T> Add<T>(string name, T module) where T : Module => AddModule(name, module);

    public Parameter Add(string name, Parameter parameter) => AddParameter(name, parameter);
}

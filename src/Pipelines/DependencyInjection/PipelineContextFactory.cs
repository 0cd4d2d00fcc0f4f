using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace Pipelines;

internal sealed class PipelineContextFactory(
    IServiceProvider services, IOptionsMonitor<PipelineContextOptions> options, IEnumerable<ContextName> names)
    : IPipelineContextFactory
{
    private readonly ConcurrentDictionary<string, Lazy<PipelineContext>> _contexts = new(
        names.Select(added => added.Name).Append("").Distinct()
            .ToDictionary(name => name,
                name => new Lazy<PipelineContext>(() => new PipelineContext(services, name, options.Get(name).Seed))),
        StringComparer.Ordinal);

    public PipelineContext Get(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (_contexts.TryGetValue(name, out var context))
            return context.Value;
        var added = _contexts.Keys.Where(n => n.Length > 0).Order(StringComparer.Ordinal).ToArray();
        var near = NameSuggestion.Nearest(name, added);
        throw new PipelineException(
            $"There is no pipeline context named '{name}'. "
            + (near is not null ? $"Did you mean '{near}'? " : added.Length > 0 ? $"Names there: {string.Join(", ", added)}. " : "")
            + $"Add it with AddPipelines().AddContext(\"{name}\").");
    }
}

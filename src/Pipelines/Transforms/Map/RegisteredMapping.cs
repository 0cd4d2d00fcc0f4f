using Microsoft.Extensions.DependencyInjection;

namespace Pipelines;

/// <summary>A function registered under an id by AddMapping.</summary>
internal sealed record RegisteredMapping(string Id, Delegate Function, Func<string, string, ITransformer> Create)
{
    /// <exception cref="PipelineException">There is none.</exception>
    public static RegisteredMapping Find(PipelineContext context, string id)
    {
        var all = context.Services.GetServices<RegisteredMapping>().ToArray();
        if (Array.Find(all, mapping => mapping.Id == id) is { } found)
            return found;
        var near = NameSuggestion.Nearest(id, all.Select(mapping => mapping.Id));
        throw new PipelineException(
            $"No function is registered as mapping '{id}'. {(near is null ? "" : $"Did you mean '{near}'? ")}Register it: "
            + $"builder.AddMapping(\"{id}\", function).");
    }
}

using Microsoft.Extensions.DependencyInjection;

namespace Pipelines;

/// <summary>An embedder in the state of a stage: itself where it can be saved, or else the name it is registered under.</summary>
public static class TextEmbedderState
{
    private const string File = "text-embedder.json";

    /// <summary>The embedder that is registered under a name.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The name; empty for the one without.</param>
    /// <exception cref="PipelineException">There is none.</exception>
    public static ITextEmbedder Find(IServiceProvider services, string name)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(name);
        return services.GetKeyedService<ITextEmbedder>(name)
            ?? (name.Length == 0 ? services.GetService<ITextEmbedder>() : null)
            ?? throw new PipelineException(
                $"There is no embedder {(name.Length == 0 ? "without a name" : $"'{name}'")}. Register one: "
                + "builder.AddEmbedder(o => o.ModelPath = …) or builder.AddTextEmbedder(name, services => …), or give the stage one.");
    }

    /// <summary>Writes an embedder.</summary>
    /// <param name="context">Where to.</param>
    /// <param name="embedder">The embedder.</param>
    /// <param name="name">The name it is registered under; null where the stage was given it.</param>
    /// <exception cref="PipelineException">It can neither be saved nor be found by a name.</exception>
    public static void Save(ModelSaveContext context, ITextEmbedder embedder, string? name)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(embedder);
        if (embedder is ISavableTextEmbedder savable)
        {
            context.WriteJson(new Reference(savable.FormatId, null), File);
            savable.Save(context);
            return;
        }

        if (name is null)
        {
            throw new PipelineException(
                $"The stage was given an embedder that cannot be saved ({embedder.GetType().Name}). Register it "
                + "(builder.AddTextEmbedder(name, services => …)), name it in the options, and save again.");
        }

        context.WriteJson(new Reference(null, name), File);
    }

    /// <summary>Reads back what <see cref="Save"/> wrote.</summary>
    /// <param name="context">Where from.</param>
    /// <param name="isOwned">
    /// Whether the embedder was read from the file, so that whoever holds it disposes it; a registered one is the services'.
    /// </param>
    /// <exception cref="PipelineException">The embedder is not registered, or its format is not known.</exception>
    public static ITextEmbedder Load(ModelLoadContext context, out bool isOwned)
    {
        ArgumentNullException.ThrowIfNull(context);
        var reference = context.ReadJson<Reference>(File);
        isOwned = reference.Format is not null;
        if (reference.Format is not { } id)
            return Find(context.Services, reference.Name ?? "");
        var format = context.Services.GetKeyedService<TextEmbedderFormat>(id) ?? throw new ModelFormatException(
            $"The pipeline holds an embedder of the format '{id}', which no package has registered. Add the package that it was saved "
            + "with (builder.AddEncoders(), builder.AddRetrieval(), or a guest's).");
        return format.Load(context);
    }

    private sealed record Reference(string? Format, string? Name);
}

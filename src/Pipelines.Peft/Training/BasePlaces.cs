using Microsoft.Extensions.DependencyInjection;
using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines.Peft;

/// <summary>
/// Where the base of an adapter in a pipeline file lies: in a folder that the application gives, where it lay as seen from the file, or
/// under its full path. The first that has the fingerprint in the file is taken.
/// </summary>
internal static class BasePlaces
{
    /// <summary>The way from a pipeline file's folder to the base's; null where there is no file or only a full path leads there.</summary>
    public static string? FromFile(string? file, string folder)
    {
        if (Path.GetDirectoryName(file) is not { } from)
            return null;
        var way = Path.GetRelativePath(from, folder);
        return Path.IsPathRooted(way) ? null : way.Replace(Path.DirectorySeparatorChar, '/');
    }

    /// <summary>Loads the base of an adapter.</summary>
    /// <typeparam name="TSet">The method's adapters.</typeparam>
    /// <param name="context">The pipeline file.</param>
    /// <param name="state">What it says of the base.</param>
    /// <param name="weights">The adapter's weights, with the base's fingerprint.</param>
    /// <exception cref="ModelFormatException">No folder is there, or none can be read.</exception>
    /// <exception cref="PeftException">A folder is there, but of another model.</exception>
    public static IModelSource Load<TSet>(ModelLoadContext context, AdapterState state, string weights)
        where TSet : AdapterSet, IAdapterSet<TSet>
    {
        var problems = new List<string>();
        Exception? first = null;
        var isAnother = false;
        foreach (var (place, origin) in Places(context, state))
        {
            if (!Directory.Exists(place))
            {
                problems.Add($"{place} ({origin}): it is not there");
                continue;
            }

            try
            {
                return Load<TSet>(context.Context, place, state.BaseStorage, weights);
            }
            catch (PipelineException e)
            {
                first ??= e;
                isAnother |= e is PeftException;
                problems.Add($"{place} ({origin}): {e.Message.TrimEnd('.')}");
            }
        }

        var message = $"the base of the adapter was not found. Tried: {string.Join("; ", problems)}. Put the base that it was trained on "
            + "in one of these places, say where it is with AddAdapterBase, or fit with SaveBase so that pipeline files hold it.";
        var name = context.FilePath ?? "pipeline file";
        throw isAnother ? new PeftException($"{name}: {message}", first) : new ModelFormatException(message, name, innerException: first);
    }

    private static IModelSource Load<TSet>(PipelineContext context, string place, ModelStorage? storage, string weights)
        where TSet : AdapterSet, IAdapterSet<TSet>
    {
        var source = ModelSources.Load(context, place, storage);
        try
        {
            var problem = ModelFolderGuard.Run(() =>
            {
                using var file = SafetensorsFile.Open(weights);
                return AdapterSet.On<TSet>(source.Model.Module).AnotherBase(file);
            });
            return problem is null ? source : throw new PeftException(problem);
        }
        catch
        {
            (source as IDisposable)?.Dispose();
            throw;
        }
    }

    private static IEnumerable<(string Place, string Origin)> Places(ModelLoadContext context, AdapterState state)
    {
        var places = context.Services.GetServices<AdapterBaseFolder>().Select(f => (f.Path, "given by AddAdapterBase"));
        if (state.BaseFromFile is { } way && Path.GetDirectoryName(context.FilePath) is { } from)
        {
            if (Path.IsPathRooted(way))
                throw new ModelFormatException($"the way from the file to the adapter's base is a full path: '{way}'.", context.FilePath);
            places = places.Append((Path.Combine(from, way), $"'{way}' from the file"));
        }

        return places.Append((state.BasePath!, "its full path when it was saved")).Select(p => (Path.GetFullPath(p.Item1), p.Item2))
            .DistinctBy(p => p.Item1);
    }
}

using System.Reflection;
using System.Runtime.CompilerServices;

namespace Pipelines.Documentation.Tests;

/// <summary>A registered stage, with the ways to make it in C#.</summary>
/// <param name="Descriptor">What was registered.</param>
/// <param name="Methods">The catalog methods, the one that is called like the stage first.</param>
internal sealed record StageEntry(StageDescriptor Descriptor, IReadOnlyList<MethodInfo> Methods)
{
    private static readonly Dictionary<Type, string> Catalogs = new()
    {
        [typeof(TransformsCatalog)] = "Transforms",
        [typeof(TrainersCatalog)] = "Trainers",
    };

    /// <summary>The stage's id.</summary>
    public string Id => Descriptor.Id;

    /// <summary>What its heading is called in links.</summary>
    public string Anchor => Id.Replace(".", "", StringComparison.Ordinal);

    /// <summary>The package it is in.</summary>
    public string Package => (Descriptor.EstimatorType ?? Descriptor.TransformerType).Assembly.GetName().Name!;

    /// <summary>The catalog methods, as calls.</summary>
    public IEnumerable<string> Calls => Methods.Select(Call).Distinct();

    /// <summary>
    /// What is said of it: of the estimator; of the method where several stages share that; of the transformer where the estimator leaves
    /// it to
    /// that.
    /// </summary>
    public string Summary(IEnumerable<StageEntry> all)
    {
        var documentation = XmlDocumentation.OfPackages.Value;
        if (Descriptor.EstimatorType is not { } estimator)
            return documentation.Summary(Descriptor.TransformerType);
        if (all.Count(stage => stage.Descriptor.EstimatorType == estimator) > 1)
            return documentation.Summary(Methods[0]);
        var (summary, reference) = (documentation.Summary(estimator), $"The stage that gives `{Descriptor.TransformerType.Name}`.");
        return summary.StartsWith(reference, StringComparison.Ordinal)
            ? documentation.Summary(Descriptor.TransformerType) + summary[reference.Length..]
            : summary;
    }

    /// <summary>Finds the catalog methods of a stage.</summary>
    public static StageEntry Of(StageDescriptor descriptor, IEnumerable<Assembly> packages)
    {
        if (descriptor.EstimatorType is not { } estimator)
            return new StageEntry(descriptor, []);
        var methods = packages.SelectMany(package => package.GetExportedTypes()).Where(type => type is { IsAbstract: true, IsSealed: true })
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static))
            .Where(method => method.IsDefined(typeof(ExtensionAttribute)) && Returns(method, estimator)
                && Catalogs.ContainsKey(method.GetParameters()[0].ParameterType))
            .ToList();
        // An estimator of several stages is made by methods of several names: those that take this one's options, or none.
        var configured = methods.Where(method => Options(method) is { } options && options == descriptor.OptionsType).ToList();
        var fitting = configured.Count == 0
            ? methods
            : [.. configured, .. methods.Where(method => Options(method) is null && configured.Exists(other => other.Name == method.Name))];
        var name = descriptor.Id.Split('.')[^1].Replace("-", "", StringComparison.Ordinal);
        return new StageEntry(descriptor,
        [
            .. fitting.OrderBy(method => method.Name.Equals(name, StringComparison.OrdinalIgnoreCase) ? 0 : 1)
                .ThenBy(method => Call(method).Length)
                .ThenBy(Call, StringComparer.Ordinal).ThenBy(method => method.ToString(), StringComparer.Ordinal),
        ]);
    }

    private static bool Returns(MethodInfo method, Type estimator) => method.ReturnType == estimator;

    private static Type? Options(MethodInfo method) => method.GetParameters().Select(parameter => parameter.ParameterType)
        .FirstOrDefault(IsConfigure)?.GetGenericArguments()[0];

    private static bool IsConfigure(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Action<>);

    private static string Call(MethodInfo method)
    {
        var parameters = method.GetParameters();
        var arguments = parameters.Skip(1).Where(parameter => !parameter.IsOptional || IsConfigure(parameter.ParameterType))
            .Select(Argument);
        return $"context.{Catalogs[parameters[0].ParameterType]}.{method.Name}({string.Join(", ", arguments)})";
    }

    private static string Argument(ParameterInfo parameter) =>
        IsConfigure(parameter.ParameterType) ? "o => …" : parameter.IsDefined(typeof(ParamArrayAttribute)) ? parameter.Name + ", …"
            : parameter.Name!;
}

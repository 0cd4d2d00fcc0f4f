using System.Reflection;
using System.Runtime.CompilerServices;

namespace Pipelines.Documentation.Tests;

/// <summary>A registered stage, with the ways to make it in C#.</summary>
/// <param name="Descriptor">What was registered.</param>
/// <param name="Calls">The catalog methods, as calls.</param>
internal sealed record StageEntry(StageDescriptor Descriptor, IReadOnlyList<string> Calls)
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

    /// <summary>What is said of it: of the estimator, unless several stages share that, and then of the options.</summary>
    public string Summary(IEnumerable<StageEntry> all) =>
        Descriptor.EstimatorType is not { } estimator ? XmlDocumentation.OfPackages.Value.Summary(Descriptor.TransformerType)
        : all.Count(stage => stage.Descriptor.EstimatorType == estimator) > 1
            ? XmlDocumentation.OfPackages.Value.Summary(Descriptor.OptionsType!)
            : XmlDocumentation.OfPackages.Value.Summary(estimator);

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
        // Other packages may have further ways to make it; the stage's own come first.
        var calls = fitting.Select(method => (method, Call: Call(method)))
            .OrderBy(made => made.method.DeclaringType!.Assembly == estimator.Assembly ? 0 : 1)
            .ThenBy(made => made.Call.Length).ThenBy(made => made.Call, StringComparer.Ordinal);
        return new StageEntry(descriptor, [.. calls.Select(made => made.Call).Distinct()]);
    }

    private static bool Returns(MethodInfo method, Type estimator) => method.ReturnType == estimator;

    private static Type? Options(MethodInfo method) => method.GetParameters().Select(parameter => parameter.ParameterType)
        .FirstOrDefault(IsConfigure)?.GetGenericArguments()[0];

    private static bool IsConfigure(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Action<>);

    private static string Call(MethodInfo method)
    {
        var parameters = method.GetParameters();
        var arguments = parameters.Skip(1).Where(parameter => !parameter.IsOptional || IsConfigure(parameter.ParameterType)).Select(Argument);
        return $"context.{Catalogs[parameters[0].ParameterType]}.{method.Name}({string.Join(", ", arguments)})";
    }

    private static string Argument(ParameterInfo parameter) =>
        IsConfigure(parameter.ParameterType) ? "o => …" : parameter.IsDefined(typeof(ParamArrayAttribute)) ? parameter.Name + ", …" : parameter.Name!;
}

using System.Reflection;
using System.Runtime.CompilerServices;

namespace Pipelines.Documentation.Tests;

/// <summary>All packages, registered as an application registers them.</summary>
internal static class Packages
{
    /// <summary>The packages' assemblies.</summary>
    public static IReadOnlyList<Assembly> Assemblies { get; } =
    [
        .. Directory.EnumerateDirectories(Repository.Combine("src")).Select(Path.GetFileName).Order(StringComparer.Ordinal)
            .Where(name => File.Exists(Path.Combine(AppContext.BaseDirectory, name + ".dll"))).Select(name => Assembly.Load(name!)),
    ];

    /// <summary>The methods that register packages: <c>AddGpt()</c> and so on, by the assembly that has them.</summary>
    public static IReadOnlyList<MethodInfo> Registrations { get; } =
    [
        .. Assemblies.SelectMany(assembly => assembly.GetExportedTypes())
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static))
            .Where(method => method.IsDefined(typeof(ExtensionAttribute)) && !method.IsGenericMethod
                && method.GetParameters() is [var builder]
                && builder.ParameterType == typeof(IPipelinesBuilder) && method.Name.StartsWith("Add", StringComparison.Ordinal)),
    ];

    /// <summary>Makes a context with every stage that there is.</summary>
    /// <param name="configure">Adds services.</param>
    public static PipelineContext CreateContext(Action<IPipelinesBuilder>? configure = null) => PipelineContext.Create(builder =>
    {
        foreach (var registration in Registrations)
            registration.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [builder], null);
        configure?.Invoke(builder);
    });

    /// <summary>What an application calls to register the stages of a package.</summary>
    public static string RegistrationOf(string package)
    {
        var method = Registrations.FirstOrDefault(method => method.DeclaringType!.Assembly.GetName().Name == package
            && method.Name == "Add" + package.Split('.')[^1]);
        return method is null ? "AddPipelines()" : $"AddPipelines().{method.Name}()";
    }
}

using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;

namespace Pipelines;

internal sealed partial class PipelinesBuilder(IServiceCollection services) : IPipelinesBuilder
{
    public IServiceCollection Services => services;

    public IPipelinesBuilder AddStage(StageDescriptor descriptor)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        if (!IdPattern().IsMatch(descriptor.Id))
        {
            throw new InvalidOperationException(
                $"'{descriptor.Id}' is not a stage id. Use package.stage, lower case with dashes, such as 'contoso.length-filter'.");
        }

        if (descriptor.Version < 1)
            throw new InvalidOperationException($"Stage '{descriptor.Id}' has version {descriptor.Version}; versions start at 1.");
        if (typeof(ISavableTransformer).IsAssignableFrom(descriptor.TransformerType) && descriptor.Load is null)
        {
            throw new InvalidOperationException(
                $"Stage '{descriptor.Id}': {descriptor.TransformerType.Name} writes its own state, so it must be read back the same way. "
                + "Give a load function to AddStage.");
        }

        if (descriptor.TransformerType.IsGenericTypeDefinition && descriptor.Load is null)
            throw new InvalidOperationException($"Stage '{descriptor.Id}': {descriptor.TransformerType.Name} is generic, so JSON alone "
                + "cannot tell which to make. Give a load function.");

        var registered = services.Where(s => !s.IsKeyedService && s.ServiceType == typeof(StageDescriptor))
            .Select(s => s.ImplementationInstance)
            .OfType<StageDescriptor>().FirstOrDefault(s => s.Id == descriptor.Id);
        if (registered is null)
        {
            services.AddSingleton(descriptor);
            return this;
        }

        // The same package added twice is one package.
        if (registered.EstimatorType == descriptor.EstimatorType && registered.TransformerType == descriptor.TransformerType
            && registered.OptionsType == descriptor.OptionsType && registered.Version == descriptor.Version)
        {
            return this;
        }

        throw new InvalidOperationException(
            $"The stage id '{descriptor.Id}' is taken by {Describe(registered)}; {Describe(descriptor)} needs another id.");
    }

    private static string Describe(StageDescriptor stage)
    {
        var type = stage.EstimatorType ?? stage.TransformerType;
        return $"{type.FullName} (version {stage.Version}, {type.Assembly.GetName().Name})";
    }

    [GeneratedRegex(@"^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)+$")]
    private static partial Regex IdPattern();
}

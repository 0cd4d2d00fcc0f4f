using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Pipelines;

/// <summary>Makes a chain of the stages that a configuration lists.</summary>
internal static class PipelineConfiguration
{
    private const string Stages = "Stages";
    private const string Stage = "Stage";
    private const string Options = "Options";
    private const string Scope = "Scope";
    private const string Cache = "cache";

    public static EstimatorChain<ITransformer> Create(PipelineContext context, IConfiguration configuration)
    {
        RefuseOtherKeys(configuration, "a pipeline", Stages);
        var stages = configuration.GetSection(Stages).GetChildren().ToArray();
        if (stages.Length == 0)
            throw new PipelineException($"{configuration.GetSection(Stages).Path}: a pipeline needs a list of stages: "
                + $"{{ \"Stages\": [ {{ \"Stage\": \"package.stage\" }} ] }}.");
        var chain = new EstimatorChain<ITransformer>(context.LoggerFactory);
        foreach (var stage in stages)
            chain = Append(chain, context, stage);
        return chain;
    }

    private static EstimatorChain<ITransformer> Append(
        EstimatorChain<ITransformer> chain, PipelineContext context, IConfigurationSection section)
    {
        RefuseOtherKeys(section, "a stage", Stage, Options, Scope);
        var id = section[Stage];
        if (string.IsNullOrEmpty(id))
            throw new PipelineException($"{section.Path}: '{Stage}' is missing; it is the stage's id.");
        if (id == Cache)
        {
            RefuseOtherKeys(section, $"'{Cache}'", Stage);
            return chain.Count > 0
                ? chain.AppendCacheCheckpoint(context)
                : throw new PipelineException($"{section.Path}: '{Cache}' keeps what the stage before it gives; there is none.");
        }

        return chain.Append(CreateStage(context, section, id), ReadScope(section.GetSection(Scope)));
    }

    private static IEstimator<ITransformer> CreateStage(PipelineContext context, IConfigurationSection section, string id)
    {
        if (!context.Stages.TryGet(id, out var descriptor))
        {
            var ids = context.Stages.Stages.Where(stage => stage.Create is not null).Select(stage => stage.Id).Append(Cache).ToArray();
            var near = NameSuggestion.Nearest(id, ids);
            throw new PipelineException(
                $"{section.GetSection(Stage).Path}: no stage '{id}' is registered. {(near is null ? "" : $"Did you mean '{near}'? ")}"
                + $"Stages there: {string.Join(", ", ids)}. Others come with their package's Add method after AddPipelines().");
        }

        if (descriptor.Create is null)
        {
            throw new PipelineException(
                $"{section.GetSection(Stage).Path}: '{id}' cannot be made from configuration: it is registered as a transformer without "
                + "an estimator.");
        }

        var options = section.GetSection(Options);
        if (descriptor.OptionsType is null && options.GetChildren().Any())
            throw new PipelineException($"{options.Path}: stage '{id}' has no options.");
        try
        {
            var bound = descriptor.OptionsType is null
                ? null
                : context.Services.GetRequiredService<IStageOptionsFactory>().Create(
                    context, descriptor.OptionsType, target => OptionsBinder.Bind(options, target));
            return descriptor.Create(context, bound);
        }
        catch (OptionsException e)
        {
            throw new OptionsException($"{options.Path}, {e.Stage}", e.Failures);
        }
        catch (PipelineException e) when (!e.Message.StartsWith(section.Path, StringComparison.Ordinal))
        {
            throw new PipelineException($"{section.Path}, {id}: {e.Message}", e);
        }
    }

    private static TransformerScope ReadScope(IConfigurationSection section)
    {
        if (section.Value is not { } text)
            return section.GetChildren().Any() ? throw ConfigurationError.WrongType(section, "a scope") : TransformerScope.Everything;
        return Enum.TryParse<TransformerScope>(text, ignoreCase: true, out var scope) && scope != TransformerScope.None
            && !text.Any(char.IsAsciiDigit)
            ? scope
            : throw ConfigurationError.WrongType(
                section,
                "Training, Testing, Scoring, several of them with commas, TrainTest or Everything",
                NameSuggestion.Nearest(text, Enum.GetNames<TransformerScope>()));
    }

    private static void RefuseOtherKeys(IConfiguration section, string of, params string[] known)
    {
        foreach (var child in section.GetChildren())
        {
            if (!known.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
                throw ConfigurationError.UnknownKey(child, of, known);
        }
    }
}

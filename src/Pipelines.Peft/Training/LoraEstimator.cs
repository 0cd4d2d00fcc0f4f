using Microsoft.Extensions.Logging;
using Pipelines.Nn;
using Pipelines.Training;

namespace Pipelines.Peft;

/// <summary>Puts a low-rank adapter on a model and trains it on token rows. The base stays as it is, bit for bit.</summary>
/// <param name="options">How; validated already.</param>
/// <param name="context">Gives the seed where the options do not.</param>
/// <param name="logger">Receives the report on the examples and the course of the run.</param>
/// <param name="model">The base; null to load the folder that the options name.</param>
public sealed class LoraEstimator(
    LoraTrainerOptions options, PipelineContext context, ILogger<LoraEstimator> logger, IModelSource? model = null)
    : AdapterEstimator<LoraAdapters>(options, context, logger, model)
{
    /// <inheritdoc/>
    protected override LoraAdapters Attach(int seed) => Source.Model.Module.Attach(options.Adapter, options.AdapterName, seed);

    /// <inheritdoc/>
    protected override IReadOnlyList<ParameterRule> Rules()
    {
        List<ParameterRule> rules = [];
        if (options.LoraPlusRatio == 1)
            return rules;
        var forEmbeddings = options.LoraPlusEmbeddingLearningRate / options.LearningRate;
        Add("lora_B", options.LoraPlusRatio);
        Add("lora_magnitude_vector", options.LoraPlusRatio);
        Add("lora_embedding_A", forEmbeddings);
        Add("lora_embedding_B", forEmbeddings);
        return rules;

        void Add(string part, double factor)
        {
            var name = $".{part}.{options.AdapterName}";
            if (Source.Model.Module.NamedParameters().Any(p => p.Name.Contains(name, StringComparison.Ordinal)))
                rules.Add(new ParameterRule { Pattern = $"*{name}*", LearningRateFactor = factor });
        }
    }
}

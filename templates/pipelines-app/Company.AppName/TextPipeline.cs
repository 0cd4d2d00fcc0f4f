using Pipelines.Gpt;
using Pipelines.Tokenizers;

namespace Company.AppName;

/// <summary>The application's pipeline: characters, blocks of them, and a small GPT that learns which comes next.</summary>
public static class TextPipeline
{
    /// <summary>Makes the pipeline for rows with a column of text.</summary>
    /// <param name="context">Where stages come from.</param>
    /// <param name="steps">How long to train.</param>
    /// <param name="blockSize">How many characters it sees at once.</param>
    public static EstimatorChain<PretrainTransformer> Create(PipelineContext context, int steps, int blockSize = 32) =>
        context.Transforms.Tokenize(o => o.Kind = TokenizerKind.Characters)
            .Append(context.Transforms.Pack(o => { o.BlockSize = blockSize; o.Stride = 1; }), TransformerScope.Training)
            .Append(context.Trainers.Pretrain(
                GptConfig.Nano with { BlockSize = blockSize, LayerCount = 2 },
                o => { o.Steps = steps; o.BatchSize = 8; o.LearningRate = 1e-3; }));
}

using Pipelines.Tokenizers;

namespace Pipelines.Retrieval;

/// <summary>Puts passages together for a prompt. It learns nothing.</summary>
/// <param name="options">How; validated already.</param>
/// <param name="tokenizer">What counts tokens: given, or the services'; null where there is no budget.</param>
public sealed class BuildContextEstimator(BuildContextOptions options, Tokenizer? tokenizer = null)
    : TrivialEstimator<BuildContextTransformer>(new BuildContextTransformer(options, tokenizer));

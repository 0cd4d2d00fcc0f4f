using Microsoft.Extensions.Logging;
using Pipelines.Tokenizers;

namespace Pipelines.Retrieval;

/// <summary>Cuts documents into passages. It learns nothing.</summary>
/// <param name="options">How; validated already.</param>
/// <param name="logger">Where documents that were left out are reported.</param>
/// <param name="tokenizer">What counts tokens: given, or the services'; null where nothing is counted.</param>
public sealed class ChunkEstimator(ChunkOptions options, ILogger<ChunkEstimator> logger, Tokenizer? tokenizer = null)
    : TrivialEstimator<ChunkTransformer>(new ChunkTransformer(options, tokenizer, logger), logger);

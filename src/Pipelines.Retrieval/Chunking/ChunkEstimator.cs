using Microsoft.Extensions.Logging;
using Pipelines.Tokenizers;

namespace Pipelines.Retrieval;

/// <summary>Cuts documents into passages. It learns nothing.</summary>
public sealed class ChunkEstimator : TrivialEstimator<ChunkTransformer>
{
    /// <summary>Makes the stage.</summary>
    /// <param name="options">How; validated already.</param>
    /// <param name="logger">Where documents that were left out are reported.</param>
    /// <param name="tokenizer">What counts tokens: given, or the services'; null where nothing is counted.</param>
    public ChunkEstimator(ChunkOptions options, ILogger<ChunkEstimator> logger, Tokenizer? tokenizer = null)
        : base(Make(options, tokenizer, logger), logger)
    {
    }

    private static ChunkTransformer Make(ChunkOptions options, Tokenizer? tokenizer, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Embedder is { } embedder
            ? new ChunkTransformer(options, embedder, logger)
            : new ChunkTransformer(options, tokenizer, logger);
    }
}

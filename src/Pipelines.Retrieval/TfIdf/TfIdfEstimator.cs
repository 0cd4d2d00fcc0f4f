using Microsoft.Extensions.Logging;

namespace Pipelines.Retrieval;

/// <summary>
/// Learns from a column in how many rows each hashed feature occurs, and gives an embed stage whose embedder weighs by that
/// (<see cref="HashingTfIdfEmbedder"/>).
/// </summary>
/// <param name="options">How; validated already.</param>
/// <param name="logger">Where the fitted stage logs.</param>
public sealed class TfIdfEstimator(TfIdfOptions options, ILogger<TfIdfEstimator> logger) : Estimator<EmbedTransformer>(logger)
{
    /// <inheritdoc/>
    protected override EmbedTransformer FitCore(FitContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Stage(HashingTfIdfEmbedder.Fit(Texts(context.Data), options, context.CancellationToken));
    }

    /// <inheritdoc/>
    protected override DataViewSchema GetOutputSchemaCore(DataViewSchema input)
    {
        try
        {
            return Stage(new HashingTfIdfEmbedder(options)).GetOutputSchema(input);
        }
        catch (SchemaException e)
        {
            throw e.Renamed(Name);
        }
    }

    private EmbedTransformer Stage(HashingTfIdfEmbedder embedder)
    {
        var embed = new EmbedOptions { InputColumn = options.InputColumn, OutputColumn = options.OutputColumn, Embedder = embedder };
        return new EmbedTransformer(embedder, embed, Logger);
    }

    private IEnumerable<string> Texts(IDataView data)
    {
        var column = data.Schema[options.InputColumn];
        using var cursor = data.GetRowCursor([column]);
        var getText = cursor.GetGetter<ReadOnlyMemory<char>>(column);
        ReadOnlyMemory<char> text = default;
        while (cursor.MoveNext())
        {
            getText(ref text);
            yield return text.ToString();
        }
    }
}

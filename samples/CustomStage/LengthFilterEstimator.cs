using Microsoft.Extensions.Logging;

namespace Contoso.LengthFilter;

/// <summary>Learns the limit: the length at the quantile.</summary>
/// <param name="options">Validated already.</param>
/// <param name="logger">Is told the limit.</param>
public sealed class LengthFilterEstimator(LengthFilterOptions options, ILogger<LengthFilterEstimator> logger)
    : IEstimator<LengthFilterTransformer>
{
    /// <inheritdoc/>
    public DataViewSchema GetOutputSchema(DataViewSchema input) => input.Require<VBuffer<int>>(options.Column);

    /// <inheritdoc/>
    public LengthFilterTransformer Fit(IDataView data, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var column = data.Schema.RequireColumn<VBuffer<int>>(options.Column);
        var lengths = new List<int>();
        using var cursor = data.GetRowCursor([column]);
        var getTokens = cursor.GetGetter<VBuffer<int>>(column);
        VBuffer<int> tokens = default;
        while (cursor.MoveNext())
        {
            cancellationToken.ThrowIfCancellationRequested();
            getTokens(ref tokens);
            lengths.Add(tokens.Length);
        }

        lengths.Sort();
        var limit = lengths.Count == 0 ? int.MaxValue : lengths[(int)Math.Ceiling(options.Quantile * lengths.Count) - 1];
        logger.LogInformation("Rows of more than {Limit} tokens are dropped.", limit);
        return new LengthFilterTransformer(options.Column, limit);
    }
}

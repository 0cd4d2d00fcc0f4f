using Microsoft.Extensions.Logging;

namespace Company.StageName;

/// <summary>Learns how long texts are.</summary>
/// <param name="options">Validated already.</param>
/// <param name="logger">Receives what was learned.</param>
public sealed class StageClassEstimator(StageClassOptions options, ILogger<StageClassEstimator> logger)
    : Estimator<StageClassTransformer>(logger)
{
    /// <inheritdoc/>
    protected override DataViewSchema GetOutputSchemaCore(DataViewSchema input) =>
        input.Require<ReadOnlyMemory<char>>(options.InputColumn).With(options.OutputColumn, NumberDataViewType.Single);

    /// <inheritdoc/>
    protected override StageClassTransformer FitCore(FitContext context)
    {
        var column = context.Data.Schema.RequireColumn<ReadOnlyMemory<char>>(options.InputColumn);
        var longest = 1;
        using var cursor = context.Data.GetRowCursor([column]);
        var getText = cursor.GetGetter<ReadOnlyMemory<char>>(column);
        ReadOnlyMemory<char> text = default;
        while (cursor.MoveNext())
        {
            context.CancellationToken.ThrowIfCancellationRequested();
            getText(ref text);
            longest = Math.Max(longest, text.Length);
        }

        context.Logger.LogInformation("The longest text has {Longest} characters.", longest);
        return new StageClassTransformer(options.InputColumn, options.OutputColumn, longest, options.Maximum);
    }
}

namespace Pipelines.Evaluation;

/// <summary>Reads the mean loss, the number of tokens and the text of rows, as models' stages add them.</summary>
internal sealed class LikelihoodRows
{
    private readonly ScoreColumn _loss;
    private readonly ScoreColumn _tokens;
    private readonly DataViewSchema.Column? _text;

    public LikelihoodRows(DataViewSchema schema, string loss, string tokenCount, string? text)
    {
        _loss = ScoreColumn.Require(schema, loss);
        _tokens = ScoreColumn.Require(schema, tokenCount);
        _text = text is null ? null : schema.RequireColumn<ReadOnlyMemory<char>>(text);
    }

    public DataViewSchema.Column[] Columns =>
        _text is { } text ? NeededColumns.Of(_loss.Column, _tokens.Column, text) : NeededColumns.Of(_loss.Column, _tokens.Column);

    /// <summary>Reads the row at its position.</summary>
    public Func<TextLikelihood> Start(DataViewRow row)
    {
        var (readLoss, readTokens) = (_loss.StartOne(row), _tokens.StartOne(row));
        var getText = _text is { } column ? row.GetGetter<ReadOnlyMemory<char>>(row.Schema[column.Name]) : null;
        ReadOnlyMemory<char> text = default;
        return () =>
        {
            var (loss, tokens) = (readLoss(), readTokens());
            if (loss < 0)
                throw new CellException(row.Position, _loss.Column.Name, $"the loss is {loss}; that of tokens is not below 0.");
            if (tokens < 1 || tokens != Math.Floor(tokens))
            {
                throw new CellException(
                    row.Position, _tokens.Column.Name,
                    $"there are {tokens} tokens; a whole number from 1 is needed. Leave rows without a token to predict out.");
            }

            if (getText is null)
                return new TextLikelihood(-loss * tokens, (long)tokens, 0, 0, 0);
            getText(ref text);
            var likelihood = TextLikelihood.Of(text.ToString(), -loss * tokens, (long)tokens);
            return likelihood.Words > 0
                ? likelihood
                : throw new CellException(row.Position, _text!.Value.Name, "the text has no word. Leave the row out.");
        };
    }
}

using System.Text.Json.Serialization;

namespace Pipelines.Training;

/// <summary>Cuts the joined token ids of a view into blocks. Other columns do not survive: a block has tokens of several rows.</summary>
/// <param name="Column">The column of token ids.</param>
/// <param name="BlockSize">Tokens in a block.</param>
/// <param name="Stride">Tokens from the start of one block to the next; 0 means <paramref name="BlockSize"/>.</param>
/// <param name="Remainder">What becomes of tokens at the end that do not fill a block.</param>
public sealed record PackTransformer(string Column, int BlockSize, int Stride = 0, PackRemainder Remainder = PackRemainder.Drop)
    : ITransformer
{
    /// <summary>Where the temporary file is made; a matter of the machine, so it is not saved.</summary>
    [JsonIgnore]
    public string? TemporaryFolder { get; init; }

    /// <inheritdoc/>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => PackedView.SchemaFor(inputSchema, Column, BlockSize);

    /// <inheritdoc/>
    public IDataView Transform(IDataView input) => new PackedView(input, this);
}

using Pipelines.Tensors;
using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines.Gpt;

/// <summary>
/// A trained reward model as a stage: adds each row's reward as <see cref="ColumnNames.Score"/>. Disposing it disposes the model.
/// </summary>
public sealed record RewardTransformer : RowToRowTransformer, ISavableTransformer, IDisposable
{
    /// <summary>Makes the stage.</summary>
    /// <param name="model">The model; the stage owns it.</param>
    /// <param name="tokenizer">The tokenizer it was trained with, where known.</param>
    /// <param name="tokensColumn">The column of token ids to score.</param>
    /// <param name="result">How the training went; null for a model that was loaded.</param>
    public RewardTransformer(
        RewardModel model, Tokenizer? tokenizer, string tokensColumn = ColumnNames.Tokens, TrainingResult? result = null)
    {
        Model = model;
        Tokenizer = tokenizer;
        TokensColumn = tokensColumn;
        Result = result;
    }

    /// <summary>The model.</summary>
    public RewardModel Model { get; }

    /// <summary>The tokenizer it was trained with, where known.</summary>
    public Tokenizer? Tokenizer { get; }

    /// <summary>The column of token ids to score.</summary>
    public string TokensColumn { get; }

    /// <summary>How the training went; null for a model that was loaded.</summary>
    public TrainingResult? Result { get; }

    /// <inheritdoc/>
    public void Save(ModelSaveContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.WriteJson(new State(TokensColumn));
        SavedDecoder.Write(context, Model, Model.Decoder.Config, Tokenizer);
    }

    internal static RewardTransformer Load(ModelLoadContext context, ITensorBackend backend)
    {
        var state = context.ReadJson<State>();
        var (model, tokenizer) = SavedDecoder.Read(
            context, "reward model",
            (config, weights) => SavedDecoder.Load(weights, new RewardModel(new GptModel(backend, config, random: null), random: null)));
        return new RewardTransformer(model, tokenizer, state.TokensColumn);
    }

    /// <inheritdoc/>
    public void Dispose() => Model.Dispose();

    /// <inheritdoc/>
    protected override void Map(RowMapperBuilder map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var tokens = map.Require<VBuffer<int>>(TokensColumn);
        var rewards = map.Compute([tokens], row => Scorer(row, tokens));
        map.Add(ColumnNames.Score, NumberDataViewType.Single, rewards, (float reward, ref float value) => value = reward);
    }

    private Func<float> Scorer(DataViewRow row, DataViewSchema.Column column)
    {
        var getTokens = row.GetGetter<VBuffer<int>>(column);
        var batch = new TokenBatch();
        VBuffer<int> tokens = default;
        return () =>
        {
            getTokens(ref tokens);
            if (tokens.Length == 0 || tokens.Length > Model.Decoder.BlockSize)
            {
                throw new CellException(
                    row.Position, TokensColumn,
                    $"there are {tokens.Length} tokens; 1 to {Model.Decoder.BlockSize} were expected, as the reward is read at the " +
                    "last one. Cut or drop such rows.");
            }

            batch.Reset(1, tokens.Length);
            batch.SetRow(0, tokens.GetValues(), []);
            using var paused = GradientTape.Pause();
            using var scope = new TensorScope();
            return Model.Score(batch).AsSpan<float>()[0];
        };
    }

    private sealed record State(string TokensColumn);
}

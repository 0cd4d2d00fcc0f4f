using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines.Gpt;

/// <summary>
/// A trained reward model as a stage: adds each row's reward as <see cref="ColumnNames.Score"/>. Disposing it disposes the model.
/// </summary>
public sealed record RewardTransformer : RowToRowTransformer, ISavableTransformer, IDisposable
{
    private const string ConfigFile = "config.json";
    private const string WeightsFile = "model.safetensors";
    private const string TokenizerFile = "tokenizer.json";

    /// <summary>Makes the stage.</summary>
    /// <param name="model">The model; the stage owns it.</param>
    /// <param name="tokenizer">The tokenizer it was trained with, where known.</param>
    /// <param name="tokensColumn">The column of token ids to score.</param>
    /// <param name="result">How the training went; null for a model that was loaded.</param>
    public RewardTransformer(RewardModel model, Tokenizer? tokenizer, string tokensColumn = ColumnNames.Tokens, TrainingResult? result = null)
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
        context.WriteJson(Model.Decoder.Config, ConfigFile);
        using (var weights = context.CreateFile(WeightsFile))
            SafetensorsWriter.Write(weights, Model.GetState());
        if (Tokenizer is null)
            return;
        using var file = context.CreateFile(TokenizerFile);
        TokenizerSerializer.Default.Save(Tokenizer, file);
    }

    internal static RewardTransformer Load(ModelLoadContext context, ITensorBackend backend)
    {
        var state = context.ReadJson<State>();
        var config = context.ReadJson<GptConfig>(ConfigFile);
        Tokenizer? tokenizer = null;
        if (context.FileExists(TokenizerFile))
        {
            using var stream = context.OpenFile(TokenizerFile);
            tokenizer = TokenizerSerializer.From(context.Services).Load(stream, TokenizerFile);
        }

        RewardModel? model = null;
        try
        {
            using var weights = ModelWeights.OpenFile(context.ExtractFile(WeightsFile));
            GptFolder.CheckSize(config, weights, ConfigFile);
            model = new RewardModel(new GptModel(backend, config, random: null), random: null);
            var match = weights.LoadInto(model);
            if (match.Unused.Count > 0)
            {
                throw new ModelFormatException(
                    $"The reward model's weights hold what its config does not describe: {string.Join(", ", match.Unused.Take(5))}.");
            }

            return new RewardTransformer(model, tokenizer, state.TokensColumn);
        }
        catch (Exception e)
        {
            model?.Dispose();
            if (e is OptionsException or TensorFormatException or ModelFolderException)
                throw new ModelFormatException($"The reward model cannot be read: {e.Message}", innerException: e);
            throw;
        }
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
                    $"there are {tokens.Length} tokens; 1 to {Model.Decoder.BlockSize} were expected, as the reward is read at the last one. Cut or drop such rows.");
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

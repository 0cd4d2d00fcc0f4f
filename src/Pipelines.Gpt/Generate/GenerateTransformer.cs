using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines.Gpt;

/// <summary>Continues the text of each row. The row's identity decides its random numbers, so every pass gives the same texts.</summary>
public sealed record GenerateTransformer : RowToRowTransformer, ISavableTransformer
{
    private const string SourceFolder = "model";

    /// <summary>Makes the stage.</summary>
    /// <param name="model">The model; it stays its owner's.</param>
    /// <param name="tokenizer">The tokenizer it was trained with.</param>
    /// <param name="options">How to continue.</param>
    public GenerateTransformer(GptModel model, Tokenizer tokenizer, GenerateOptions options)
    {
        Model = model;
        Tokenizer = tokenizer;
        Options = options;
    }

    /// <summary>The model that continues the texts.</summary>
    public GptModel Model { get; }

    /// <summary>Its tokenizer.</summary>
    public Tokenizer Tokenizer { get; }

    /// <summary>The stage that has the model, where it is one of the chain's own; it is saved once for both.</summary>
    internal ITransformer? Carrier { get; init; }

    /// <summary>How it continues them.</summary>
    public GenerateOptions Options { get; }

    /// <inheritdoc/>
    public void Save(ModelSaveContext context)
    {
        context.WriteJson(Options);
        context.SaveChild(SourceFolder, Carrier ?? new PretrainTransformer(Model, Tokenizer, new ScoringColumns()));
    }

    internal static GenerateTransformer Load(ModelLoadContext context)
    {
        var options = context.ReadJson<GenerateOptions>();
        var stage = context.LoadChild(SourceFolder);
        return stage is IModelSource { Tokenizer: { } tokenizer, Model.Module: GptModel model }
            ? new GenerateTransformer(model, tokenizer, options) { Carrier = stage }
            : throw new ModelFormatException("The generate stage's model was saved without its tokenizer.");
    }

    /// <inheritdoc/>
    protected override void Map(RowMapperBuilder map)
    {
        var prompt = map.Require<ReadOnlyMemory<char>>(Options.PromptColumn);
        DataViewSchema.Column? adapter = Options.AdapterColumn is { } name ? map.Require<ReadOnlyMemory<char>>(name) : null;
        map.Add<ReadOnlyMemory<char>>(Options.OutputColumn, TextDataViewType.Instance, adapter is { } column ? [prompt, column] : [prompt], row =>
        {
            var generator = new TextGenerator(Model, Tokenizer);
            var getPrompt = row.GetGetter<ReadOnlyMemory<char>>(prompt);
            var getAdapter = adapter is { } named ? row.GetGetter<ReadOnlyMemory<char>>(named) : null;
            var getId = row.GetIdGetter();
            ReadOnlyMemory<char> adapterName = default;
            ReadOnlyMemory<char> text = default;
            DataViewRowId id = default;
            return (ref ReadOnlyMemory<char> value) =>
            {
                getPrompt(ref text);
                getId(ref id);
                getAdapter?.Invoke(ref adapterName);
                value = generator.Generate(
                    text.ToString(), Options, stream: id.Low ^ ulong.RotateLeft(id.High, 32),
                    adapter: getAdapter is null ? null : adapterName.ToString()).AsMemory();
            };
        });
    }
}

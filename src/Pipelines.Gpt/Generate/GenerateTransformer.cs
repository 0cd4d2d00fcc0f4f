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
        DataViewSchema.Column? adapter = Options.AdapterColumn is { } column ? map.Require<ReadOnlyMemory<char>>(column) : null;
        DataViewSchema.Column[] read = adapter is { } named ? [prompt, named] : [prompt];
        map.Add<ReadOnlyMemory<char>>(Options.OutputColumn, TextDataViewType.Instance, read, row =>
        {
            var generator = new TextGenerator(Model, Tokenizer);
            var getPrompt = row.GetGetter<ReadOnlyMemory<char>>(prompt);
            var getAdapter = adapter is { } own ? row.GetGetter<ReadOnlyMemory<char>>(own) : null;
            var getId = row.GetIdGetter();
            ReadOnlyMemory<char> text = default;
            ReadOnlyMemory<char> name = default;
            DataViewRowId id = default;
            return (ref ReadOnlyMemory<char> value) =>
            {
                getPrompt(ref text);
                getId(ref id);
                getAdapter?.Invoke(ref name);
                string?[] adapters = [getAdapter is null ? null : name.ToString()];
                value = generator.GenerateBatch([text.ToString()], Options, adapters, id.Low ^ ulong.RotateLeft(id.High, 32))[0].AsMemory();
            };
        });
    }
}

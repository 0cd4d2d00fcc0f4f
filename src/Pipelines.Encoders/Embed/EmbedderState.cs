using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Tokenizers;

namespace Pipelines.Encoders;

/// <summary>An embedder inside a pipeline file: configs as JSON, weights, tokenizer.</summary>
internal static class EmbedderState
{
    private const string ConfigFile = "embedder.json";
    private const string BertFile = "bert.json";
    private const string DebertaFile = "deberta.json";
    private const string WeightsFile = "model.safetensors";
    private const string TokenizerFile = "tokenizer.json";

    public static void Save(Embedder embedder, ModelSaveContext context)
    {
        context.WriteJson(embedder.Config, ConfigFile);
        switch (embedder.Encoder)
        {
            case BertModel bert:
                context.WriteJson(bert.Config, BertFile);
                break;
            case DebertaModel deberta:
                context.WriteJson(deberta.Config, DebertaFile);
                break;
            default:
                throw new PipelineException(
                    $"An embedder with a {embedder.Encoder.GetType().Name} cannot be saved in a pipeline file; BERT or DeBERTa was expected.");
        }

        using (var weights = context.CreateFile(WeightsFile))
            SafetensorsWriter.Write(weights, embedder.GetState());
        using var file = context.CreateFile(TokenizerFile);
        TokenizerSerializer.Default.Save(embedder.Tokenizer, file);
    }

    public static Embedder Load(ModelLoadContext context, ITensorBackend backend)
    {
        var config = context.ReadJson<EmbedderConfig>(ConfigFile);
        Tokenizer tokenizer;
        using (var stream = context.OpenFile(TokenizerFile))
            tokenizer = TokenizerSerializer.From(context.Services).Load(stream, TokenizerFile);
        using var weights = SafetensorsFile.Open(context.ExtractFile(WeightsFile));
        TextEncoder? encoder = null;
        try
        {
            encoder = context.FileExists(BertFile)
                ? new BertModel(
                    backend, context.ReadJson<BertConfig>(BertFile), random: null, weights.Entries.Keys.Any(name => name.Contains("pooler", StringComparison.Ordinal)))
                : new DebertaModel(backend, context.ReadJson<DebertaConfig>(DebertaFile), random: null);
            var embedder = new Embedder(encoder, tokenizer, config);
            using var scope = new TensorScope();
            embedder.LoadState(weights.Entries.Keys.ToDictionary(name => name, name => weights.Read(name, backend)));
            return embedder;
        }
        catch (Exception e)
        {
            encoder?.Dispose();
            if (e is TensorFormatException or ModuleException or ArgumentException)
                throw new ModelFormatException($"The embedder cannot be read: {e.Message}", innerException: e);
            throw;
        }
    }
}

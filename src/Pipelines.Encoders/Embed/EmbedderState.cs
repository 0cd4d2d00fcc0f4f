using System.Text;
using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines.Encoders;

/// <summary>An embedder inside a pipeline file: configs, weights, tokenizer.</summary>
internal static class EmbedderState
{
    /// <summary>Under which the reader is registered.</summary>
    public const string FormatId = "pipelines.embedder";

    private const string EmbedderFile = "embedder.json";
    private const string WeightsFile = "model.safetensors";
    private const string TokenizerFile = "tokenizer.json";

    public static void Save(Embedder embedder, ModelSaveContext context)
    {
        context.WriteJson(embedder.Config, EmbedderFile);
        using (var config = context.CreateFile(ModelFolder.ConfigFile))
            config.Write(Encoding.UTF8.GetBytes(embedder.Encoder.WriteConfig().ToJsonString()));
        using (var weights = context.CreateFile(WeightsFile))
            SafetensorsWriter.Write(weights, embedder.GetState());
        using var file = context.CreateFile(TokenizerFile);
        TokenizerSerializer.Default.Save(embedder.Tokenizer, file);
    }

    public static Embedder Load(ModelLoadContext context, ITensorBackend backend)
    {
        var config = context.ReadJson<EmbedderConfig>(EmbedderFile);
        Tokenizer tokenizer;
        using (var stream = context.OpenFile(TokenizerFile))
            tokenizer = TokenizerSerializer.From(context.Services).Load(stream, TokenizerFile);
        return ModelFolderGuard.Run(() => Load(config, tokenizer, context, backend));
    }

    private static Embedder Load(EmbedderConfig config, Tokenizer tokenizer, ModelLoadContext context, ITensorBackend backend)
    {
        using var weights = SafetensorsFile.Open(context.ExtractFile(WeightsFile));
        var stored = weights.Entries.Values.Sum(entry => (double)entry.ElementCount);
        if (config.Steps.Any(step => step.InputSize < 0 || step.OutputSize < 0 || (double)step.InputSize * step.OutputSize > stored))
            throw new ModelFormatException($"A projection of {EmbedderFile} is larger than the weights, which hold {stored:N0} numbers.");
        var section = ConfigSection.Read(context.ExtractFile(ModelFolder.ConfigFile));
        var hasPooler = weights.Entries.Keys.Any(name => name.Contains(".pooler.", StringComparison.Ordinal));
        var encoder = EncoderFamilies.Create(section, backend, stored, hasPooler);
        Embedder? embedder = null;
        try
        {
            embedder = new Embedder(encoder, tokenizer, config);
            using var scope = new TensorScope();
            embedder.LoadState(weights.Entries.Keys.ToDictionary(name => name, name => weights.Read(name, backend)));
            return embedder;
        }
        catch (Exception e)
        {
            ((Module?)embedder ?? encoder).Dispose();
            if (e is ArgumentException)
                throw new ModelFormatException($"The embedder cannot be read: {e.Message}", innerException: e);
            throw;
        }
    }
}

using System.Text.Json.Nodes;
using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Tokenizers;

namespace Pipelines.Encoders;

/// <summary>Writes the files of a model's folder.</summary>
internal static class ModelFiles
{
    /// <summary>Config and weights.</summary>
    public static void Write(ModelFolderWriter writer, Module model, JsonObject config, ModelWriteOptions? options)
    {
        config["torch_dtype"] = (options?.ElementType ?? ElementType.Float32) switch
        {
            ElementType.BFloat16 => "bfloat16",
            ElementType.Float16 => "float16",
            _ => "float32",
        };
        config["transformers_version"] = "4.45.1"; // whose form this is
        writer.WriteJson(ModelFolder.ConfigFile, config);
        writer.WriteWeights(model, options: options);
    }

    /// <summary>A tokenizer: in Hugging Face's form if it has one, else in ours, which reads back alike.</summary>
    public static void Write(ModelFolderWriter writer, Tokenizer? tokenizer)
    {
        if (tokenizer is HuggingFaceTokenizer known)
            known.Save(writer.Folder);
        else if (tokenizer is not null)
            TokenizerSerializer.Default.Save(tokenizer, Path.Combine(writer.Folder, "tokenizer.json"));
    }
}

using System.Text.Json.Nodes;
using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Encoders;

/// <summary>Writes a model's two files.</summary>
internal static class ModelFiles
{
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
}

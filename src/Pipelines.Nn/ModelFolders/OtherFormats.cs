namespace Pipelines.Nn;

/// <summary>What to say of folders without safetensors files: which format they have, and how it is converted.</summary>
internal static class OtherFormats
{
    private static readonly (string Pattern, string Format)[] Known =
    [
        ("*.bin", "PyTorch"), ("*.bin.index.json", "PyTorch"), ("*.pt", "PyTorch"), ("*.pth", "PyTorch"), ("*.ckpt", "PyTorch"),
        ("*.h5", "TensorFlow"), ("*.msgpack", "Flax"), ("*.gguf", "llama.cpp"), ("*.onnx", "ONNX"),
    ];

    public static ModelFolderException NoWeights(string folder, string baseName)
    {
        foreach (var (pattern, format) in Known)
        {
            // training_args.bin lies beside many models and holds no weights.
            var found = Directory.EnumerateFiles(folder, pattern).Select(Path.GetFileName)
                .FirstOrDefault(name => !string.Equals(name, "training_args.bin", StringComparison.Ordinal));
            if (found is not null)
                return Convertible(Path.Combine(folder, found), format);
        }

        return new ModelFolderException(
            folder, $"there is neither {baseName}.safetensors nor {baseName}.safetensors.index.json in the folder. " +
            "Download the model's weights into it.");
    }

    /// <summary>The error for a path that is a file of weights rather than a folder.</summary>
    public static ModelFolderException NoFolder(string path)
    {
        foreach (var (pattern, format) in Known)
        {
            if (path.EndsWith(pattern[1..], StringComparison.OrdinalIgnoreCase))
                return Convertible(path, format);
        }

        return new ModelFolderException(path, "this is a file; give the folder that holds config.json and model.safetensors.");
    }

    private static ModelFolderException Convertible(string path, string format) => new(
        path, $"this is a file in {format}'s format, which is not read" +
        (format == "PyTorch" ? " (it is a pickle: reading it could run code)" : "") +
        ". Convert the model once with Hugging Face's tools, in Python: " +
        "from transformers import AutoModel; " +
        "AutoModel.from_pretrained(\"FOLDER\").save_pretrained(\"NEW FOLDER\", safe_serialization=True) " +
        "(AutoModelForCausalLM for a decoder with its head), or download the model's .safetensors files if there are any.");
}

using Pipelines.Tokenizers;

namespace Pipelines.Samples;

/// <summary>The tokenizer of a model folder that was given with <c>--model</c>.</summary>
public static class ModelFolderTokenizer
{
    /// <summary>The tokenizer, which a model cannot read texts without.</summary>
    /// <param name="tokenizer">What was found in the folder; null for none.</param>
    /// <param name="folder">The folder, for the error.</param>
    /// <exception cref="PipelineException">There is none.</exception>
    public static Tokenizer Require(Tokenizer? tokenizer, string folder) => tokenizer
        ?? throw new PipelineException(
            $"{folder}: the folder has no tokenizer, so its model cannot read texts. Put its tokenizer.json there.");
}

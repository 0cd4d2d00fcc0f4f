namespace Pipelines.Documentation.Tests;

/// <summary>The order in which the catalogue shows stages: by what they are for, and as they follow each other in pipelines.</summary>
internal static class StageGroups
{
    public static IReadOnlyList<(string Title, string Text, string[] Stages)> All { get; } =
    [
        ("Columns", "Columns made of columns; rows stay as they are.",
        [
            "copy-columns", "rename-columns", "select-columns", "drop-columns", "convert-type", "concatenate", "map",
        ]),
        ("Prompts", "Texts made of columns: what a model is shown and what it shall say. [Prompts](prompts.md) tells more.",
            ["render-prompt", "render-completion", "render-alpaca", "render-chat"]),
        ("Tokens and rows to train on", "From texts to token ids, and from token ids to the rows that trainers read.",
        [
            "tokenize", "pack", "tokenize-examples", "tokenize-preferences", "mask-tokens", "corrupt-spans", "format-multiple-choice",
        ]),
        ("Training decoders", "[Fine-tuning](fine-tuning.md) and [tuning on preferences](preference-tuning.md) tell more.",
            ["pretrain", "supervised-fine-tuning", "preference-tuning", "reward-modeling"]),
        ("Training encoders and encoder-decoders",
            "[Encoders](encoders.md), [text classification](text-classification.md) and [multiple choice](multiple-choice.md) tell more.",
            ["masked-language-model", "train-embedder", "classify-text", "multiple-choice", "pretrain-t5", "fine-tune-t5"]),
        ("Adapters",
            "Few parameters beside a base that stays as it is. [Adapters](adapters.md) and [soft prompts](soft-prompts.md) tell more.",
        [
            "lora", "adalora", "ia3", "bottleneck", "prompt-tuning", "prefix-tuning", "p-tuning", "bitfit", "last-layer", "selective",
        ]),
        ("Generation", "[Generation](generation.md) tells more.", ["generate"]),
        ("Retrieval", "From documents to passages, vectors and answers with sources. [Retrieval](retrieval.md) tells more.",
            ["clean-text", "chunk", "embed", "tf-idf", "retrieve", "rerank", "build-context", "cite-sources"]),
        ("Evaluation", "Scores of single rows, as columns. [Evaluation](evaluation.md) tells more; metrics of whole views are no stages.",
            ["score-texts", "score-rankings", "score-likelihood", "score-repetition"]),
        ("In files only", "What nobody makes by id, but pipeline files hold.", ["chain"]),
    ];
}

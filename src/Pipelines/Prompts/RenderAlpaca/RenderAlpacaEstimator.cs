namespace Pipelines;

/// <summary>
/// Renders Stanford Alpaca's prompts (github.com/tatsu-lab/stanford_alpaca, <c>train.py</c>): one text for rows with an
/// input, one for rows without; the prompt ends with <c>### Response:</c>, and the completion is the answer as it is.
/// </summary>
/// <param name="options">The columns.</param>
public sealed class RenderAlpacaEstimator(RenderAlpacaOptions options) : PromptEstimator(new RenderPromptTransformer(
    TemplateOf(options), options.OutputColumn is { } output ? $"{{{output}}}" : null, options.PromptColumn, options.CompletionColumn, "\n"))
{
    private const string Task = "Below is an instruction that describes a task";
    private const string Request = "Write a response that appropriately completes the request.";

    private static string TemplateOf(RenderAlpacaOptions options)
    {
        var instruction = $"### Instruction:\n{{{options.InstructionColumn}}}\n\n";
        var without = $"{Task}. {Request}\n\n{instruction}### Response:";
        return options.InputColumn is not { } input
            ? without
            : $"{{?{input}}}{Task}, paired with an input that provides further context. {Request}\n\n"
                + $"{instruction}### Input:\n{{{input}}}\n\n### Response:{{/{input}}}{{!{input}}}{without}{{/{input}}}";
    }
}

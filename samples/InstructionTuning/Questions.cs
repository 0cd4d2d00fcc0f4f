using Pipelines;
using Pipelines.Samples;
using Pipelines.Tokenizers;
using Pipelines.Training;

namespace InstructionTuning;

/// <summary>Held-out prompts that every model is asked, before and after.</summary>
internal sealed class Questions
{
    private const int Shown = 6;
    private const int Checked = 60;
    private const int LongestAnswer = 48;
    private const int AskedAtOnce = 20;

    private readonly string[] _prompts;
    private readonly (string Prompt, string Completion)[] _tasks;
    private readonly SampleConsole _console;

    /// <summary>Takes the first rows that leave room for an answer.</summary>
    /// <param name="held">Prompts and completions.</param>
    /// <param name="tokenizer">The models' tokenizer.</param>
    /// <param name="blockSize">The models' context.</param>
    /// <param name="hasOneAnswer">Whether a completion is the only good answer, so that it can be compared.</param>
    /// <param name="console">Shows how far the answers are.</param>
    public Questions(IDataView held, Tokenizer tokenizer, int blockSize, bool hasOneAnswer, SampleConsole console)
    {
        _console = console;
        _tasks = [.. held.GetColumn<string>(ColumnNames.Prompt).Zip(held.GetColumn<string>(ColumnNames.Completion))
            .Where(row => tokenizer.CountTokens(row.First) + LongestAnswer <= blockSize)
            .Take(Checked)];
        _prompts = [.. _tasks.Take(Shown).Select(t => t.Prompt)];
        HasOneAnswer = hasOneAnswer;
    }

    /// <summary>The prompts.</summary>
    public IReadOnlyList<string> Prompts => _prompts;

    /// <summary>Whether a completion is the only good answer.</summary>
    public bool HasOneAnswer { get; }

    /// <summary>A model's answers to the prompts.</summary>
    public IReadOnlyList<string> Ask(TextGenerator generator, CancellationToken cancellationToken) =>
        Answer(generator, _prompts, cancellationToken);

    /// <summary>The share of tasks that a model answers word for word; null where there are other good answers.</summary>
    public double? ExactMatch(TextGenerator generator, CancellationToken cancellationToken)
    {
        if (!HasOneAnswer || _tasks.Length == 0)
            return null;
        var answers = Answer(generator, [.. _tasks.Select(t => t.Prompt)], cancellationToken);
        return (double)_tasks.Zip(answers).Count(pair => pair.Second.Trim() == pair.First.Completion.Trim()) / _tasks.Length;
    }

    private IReadOnlyList<string> Answer(TextGenerator generator, string[] prompts, CancellationToken cancellationToken)
    {
        var options = new GenerationOptions { MaximumNewTokens = LongestAnswer, Temperature = 0 };
        return _console.InParts(
            "Answer", prompts, AskedAtOnce, (part, first) => generator.GenerateBatch(part, options, (ulong)first, cancellationToken),
            cancellationToken);
    }
}

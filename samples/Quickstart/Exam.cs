using Pipelines;
using Pipelines.Gpt;
using Pipelines.Samples;
using Pipelines.Training;

namespace Quickstart;

/// <summary>The exam as a decoder takes it: it ranks the options by how likely it finds them, and answers in its own words.</summary>
internal sealed class Exam
{
    /// <summary>Tokens of an answer at most.</summary>
    public const int LongestAnswer = 24;

    private const int QuestionsAtOnce = 32;

    private readonly PipelineContext _context;
    private readonly IReadOnlyList<ExamQuestion> _questions;
    private readonly SampleConsole _console;
    private readonly CancellationToken _cancellationToken;
    private readonly (string Name, string[] Prompts)[] _papers;

    /// <summary>Writes the questions down twice, with passages and without.</summary>
    /// <param name="context">Makes stages, and measures.</param>
    /// <param name="questions">The questions.</param>
    /// <param name="asked">Their prompts with passages.</param>
    /// <param name="console">Shows the progress.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public Exam(
        PipelineContext context, IReadOnlyList<ExamQuestion> questions, IDataView asked, SampleConsole console,
        CancellationToken cancellationToken)
    {
        (_context, _questions, _console, _cancellationToken) = (context, questions, console, cancellationToken);
        var bare = context.Data.LoadFromEnumerable(questions.Select(q => new Bare(q.Question, Context: "")).ToArray());
        var unaided = context.Transforms.RenderPrompt(QuickstartPipelines.Template).Fit(bare, cancellationToken).Transform(bare);
        _papers = [("without retrieval", Prompts(unaided)), ("with retrieval", Prompts(asked))];

        static string[] Prompts(IDataView rows) => [.. rows.GetColumn<string>(ColumnNames.Prompt)];
    }

    /// <summary>Lets a decoder take it, without passages and with.</summary>
    /// <param name="name">What the decoder is called.</param>
    /// <param name="decoder">The decoder as it is now.</param>
    public IReadOnlyList<ExamResult> Take(string name, PretrainedGpt decoder)
    {
        using var model = CausalLanguageModel.Create(decoder);
        var (generator, greedy) = (decoder.CreateGenerator(), new GenerationOptions { Temperature = 0, MaximumNewTokens = LongestAnswer });
        return [.. _papers.Select(paper => ExamResult.Measure(_context, name, paper.Name, Ask(paper), _cancellationToken))];

        IReadOnlyList<ExamAnswer> Ask((string Name, string[] Prompts) paper) => _console.InParts<string, ExamAnswer>(
            $"{name}, {paper.Name}", paper.Prompts, QuestionsAtOnce,
            (prompts, first) =>
            {
                var asked = _questions.Skip(first).Take(prompts.Count).ToArray();
                var options = prompts.Zip(asked, (prompt, q) => new ContinuationRequest(prompt, [.. q.Options.Select(o => " " + o)]));
                var likely = model.Score([.. options], _cancellationToken);
                var texts = generator.GenerateBatch([.. prompts], greedy, _cancellationToken);
                return [.. asked.Select((q, i) => new ExamAnswer(
                    q.Question, q.Letter, [.. likely[i].Select(l => (float)l.LogLikelihood)], q.Answer, texts[i].Trim()))];
            },
            _cancellationToken);
    }

    private sealed record Bare(string Question, string Context);
}

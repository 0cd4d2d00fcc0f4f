namespace Pipelines.Evaluation;

/// <summary>Lets the model write answers, and finds and compares them.</summary>
internal sealed class GenerationScorer : IQuestionScorer
{
    private readonly TaskPlan _plan;
    private readonly ILanguageModel _model;
    private readonly TextGenerationSettings _settings;

    public GenerationScorer(TaskPlan plan, ILanguageModel model)
    {
        (_plan, _model) = (plan, model);
        _settings = new TextGenerationSettings(
            plan.Task.MaximumTokens, plan.Task.Stops, plan.Options.EffectiveTemperature, plan.Options.Seed);
    }

    public IReadOnlyList<TaskRow> Score(IReadOnlyList<int> questions, CancellationToken cancellationToken)
    {
        var samples = _plan.Options.Samples;
        var prompts = new TextPrompt[questions.Count * samples];
        for (var i = 0; i < prompts.Length; i++)
        {
            var question = questions[i / samples];
            prompts[i] = new TextPrompt(_plan.Prompts[question], _plan.Beginnings[question].Length, i % samples);
        }

        var answers = _plan.Options.Reasoning switch
        {
            ReasoningMode.StepByStep => StepByStep(prompts, cancellationToken),
            ReasoningMode.LeastToMost => LeastToMost(prompts, cancellationToken),
            _ => Generate(prompts, cancellationToken),
        };
        return [.. questions.Select((question, i) => Row(question, answers.AsSpan(i * samples, samples)))];
    }

    private TaskRow Row(int index, ReadOnlySpan<Output> outputs)
    {
        var found = new string?[outputs.Length];
        for (var i = 0; i < outputs.Length; i++)
            found[i] = _plan.Extractor.Extract(outputs[i].Answer);
        var answer = MajorityVote.Choose(found);
        var question = _plan.Questions[index];
        IReadOnlyList<string> accepted = question.Answers.Count > 0 ? question.Answers : [question.Answer];
        return _plan.Row(index, _plan.Comparison.Score(accepted, answer)) with
        {
            Outputs = [.. outputs.ToArray().Select(o => o.Text)],
            Answer = answer,
            Expected = accepted,
            IsUnparsed = answer is null,
            IsCutOff = outputs.ToArray().Any(o => o.IsCutOff),
            IsPromptCut = outputs.ToArray().Any(o => o.IsPromptCut),
        };
    }

    private Output[] Generate(TextPrompt[] prompts, CancellationToken cancellationToken, TextGenerationSettings? settings = null) =>
    [
        .. _model.Generate(prompts, settings ?? _settings, cancellationToken)
            .Select(text => new Output(text.Text, text.Text, text.IsCutOff, text.IsPromptCut)),
    ];

    // First the way, then what it leads to; the second is short.
    private Output[] StepByStep(TextPrompt[] prompts, CancellationToken cancellationToken)
    {
        var template = _plan.Task.Prompt;
        var asked = prompts.Select(prompt => prompt with { Text = prompt.Text + template.StepByStep }).ToArray();
        // A model that concludes in these very words is not asked twice.
        var untilConcluded = _settings with { StopStrings = [.. _settings.StopStrings, template.AnswerTrigger] };
        var ways = Generate(asked, cancellationToken, untilConcluded);
        var concluded = asked.Select((prompt, i) => prompt with { Text = prompt.Text + ways[i].Text + template.AnswerTrigger }).ToArray();
        var ends = Generate(concluded, cancellationToken);
        return
        [
            .. ways.Select((way, i) => new Output(
                way.Text + template.AnswerTrigger + ends[i].Text, ends[i].Text, ends[i].IsCutOff, way.IsPromptCut || ends[i].IsPromptCut)),
        ];
    }

    // The parts in turn, each behind those before it, and at last the question itself.
    private Output[] LeastToMost(TextPrompt[] prompts, CancellationToken cancellationToken)
    {
        const int mostParts = 8;
        var template = _plan.Task.Prompt;
        var plans = Generate([.. prompts.Select(prompt => prompt with { Text = prompt.Text + template.BreakDown })], cancellationToken);
        var outputs = new Output[prompts.Length];
        for (var i = 0; i < prompts.Length; i++)
        {
            var text = prompts[i].Text + template.BreakDown;
            var written = "";
            var isPromptCut = plans[i].IsPromptCut;
            var parts = plans[i].Text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Take(mostParts);
            foreach (var part in parts)
            {
                written += $"\n{part}\nAnswer:";
                var solved = Generate([prompts[i] with { Text = text + written }], cancellationToken)[0];
                written += solved.Text;
                isPromptCut |= solved.IsPromptCut;
            }

            written += template.AnswerTrigger;
            var end = Generate([prompts[i] with { Text = text + written }], cancellationToken)[0];
            outputs[i] = new Output(written + end.Text, end.Text, end.IsCutOff, isPromptCut || end.IsPromptCut);
        }

        return outputs;
    }

    private readonly record struct Output(string Text, string Answer, bool IsCutOff, bool IsPromptCut);
}

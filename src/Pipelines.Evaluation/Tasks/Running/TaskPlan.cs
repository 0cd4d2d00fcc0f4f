namespace Pipelines.Evaluation;

/// <summary>A task with its questions, and how they are put.</summary>
internal sealed class TaskPlan
{
    public TaskPlan(
        EvaluationTask task, TaskRunOptions options, IReadOnlyList<TaskExample> questions, FewShotSampler sampler,
        IAnswerExtractor extractor, AnswerComparison comparison)
    {
        (Task, Options, Questions, Extractor, Comparison) = (task, options, questions, extractor, comparison);
        var isReasoned = options.Reasoning != ReasoningMode.None;
        Beginnings = new string[questions.Count];
        Lengths = new int[questions.Count];
        Prompts = new string[questions.Count];
        for (var i = 0; i < questions.Count; i++)
        {
            if (task.Scoring is TaskScoring.OptionLetter or TaskScoring.OptionText && questions[i].CorrectOption is null)
                throw new PipelineException($"Question '{questions[i].Id}' has no options, but the task '{task.Name}' chooses among some.");
            Beginnings[i] = task.Prompt.RenderBeginning(questions[i], sampler.Choose(questions[i]), isReasoned);
            Prompts[i] = Beginnings[i] + task.Prompt.Render(questions[i]);
            Lengths[i] = Prompts[i].Length;
        }
    }

    public EvaluationTask Task { get; }

    public TaskRunOptions Options { get; }

    public IReadOnlyList<TaskExample> Questions { get; }

    public IAnswerExtractor Extractor { get; }

    public AnswerComparison Comparison { get; }

    /// <summary>What stands before each question: instruction and examples. Questions often share it.</summary>
    public string[] Beginnings { get; }

    /// <summary>Each question with what stands before it.</summary>
    public string[] Prompts { get; }

    /// <summary>The prompts' lengths.</summary>
    public int[] Lengths { get; }

    /// <summary>A row of a question, to be filled.</summary>
    public TaskRow Row(int index, double score)
    {
        if (!double.IsFinite(score))
            throw new PipelineException($"Question '{Questions[index].Id}' of '{Task.Name}' has the score {score}; a number was expected.");
        return new TaskRow
        {
            Index = index,
            Id = Questions[index].Id,
            Category = Questions[index].Category,
            Question = Questions[index].Question,
            Score = score,
        };
    }
}

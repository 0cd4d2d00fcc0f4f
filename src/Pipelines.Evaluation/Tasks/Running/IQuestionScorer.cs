namespace Pipelines.Evaluation;

/// <summary>Puts some questions to a model and scores what comes back.</summary>
internal interface IQuestionScorer
{
    IReadOnlyList<TaskRow> Score(IReadOnlyList<int> questions, CancellationToken cancellationToken);
}

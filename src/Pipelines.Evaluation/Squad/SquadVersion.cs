namespace Pipelines.Evaluation;

/// <summary>Which of the official scripts answers are scored as.</summary>
public enum SquadVersion
{
    /// <summary>That of SQuAD 1.1: every question has an answer; two texts without words have an F1 of 0.</summary>
    V1,

    /// <summary>
    /// That of SQuAD 2.0: a question may have no answer, which an empty prediction says; two texts without words have an F1 of 1.
    /// </summary>
    V2,
}

namespace Pipelines.Evaluation;

/// <summary>Which worked examples stand before a question.</summary>
public enum ShotSelection
{
    /// <summary>The first ones of the file, or of the question's category: the same for all questions.</summary>
    First,

    /// <summary>Some drawn at random: the same for all questions, or for all of a category.</summary>
    Random,

    /// <summary>Some drawn at random for each question.</summary>
    RandomEach,
}

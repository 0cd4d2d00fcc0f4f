using System.ComponentModel.DataAnnotations;

namespace Pipelines.Encoders;

/// <summary>The architecture of a fresh encoder as trainers' options give it, by properties named <c>Bert</c> and <c>Deberta</c>.</summary>
internal static class FreshEncoder
{
    /// <summary>What is wrong with the choice, or with one of the configs.</summary>
    public static IEnumerable<ValidationResult> Validate(BertConfig? bert, DebertaConfig? deberta)
    {
        if (bert is not null && deberta is not null)
            yield return new ValidationResult("Bert and Deberta are both given; one model is trained.", ["Bert", "Deberta"]);
        if (bert is not null && !Divides(bert.HeadCount, bert.HiddenSize))
            yield return NoDivisor("Bert", bert.HeadCount, bert.HiddenSize);
        if (deberta is not null && !Divides(deberta.HeadCount, deberta.HiddenSize))
            yield return NoDivisor("Deberta", deberta.HeadCount, deberta.HiddenSize);
    }

    private static bool Divides(int headCount, int hiddenSize) => headCount >= 1 && hiddenSize >= 1 && hiddenSize % headCount == 0;

    private static ValidationResult NoDivisor(string name, int headCount, int hiddenSize) =>
        new($"{name} has {headCount} heads for rows of {hiddenSize}; a divisor was expected.", [name]);
}

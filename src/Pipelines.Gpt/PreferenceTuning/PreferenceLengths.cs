namespace Pipelines.Gpt;

/// <summary>How long the rows of a stage may be.</summary>
internal static class PreferenceLengths
{
    /// <exception cref="OptionsException">The model cannot read as many tokens.</exception>
    public static int Effective(string stage, string options, int maximumLength, GptModel model)
    {
        if (maximumLength > model.BlockSize)
        {
            throw new OptionsException(
                options,
                [
                    $"{stage}: MaximumLength is {maximumLength}, but the model takes {model.BlockSize} tokens; lower it, " +
                    "or set 0 for the model's own."]);
        }

        return maximumLength == 0 ? model.BlockSize : maximumLength;
    }
}

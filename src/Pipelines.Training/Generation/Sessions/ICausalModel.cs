namespace Pipelines.Training;

/// <summary>A model that continues sequences of tokens.</summary>
public interface ICausalModel
{
    /// <summary>How many token ids it knows.</summary>
    int VocabularySize { get; }

    /// <summary>The longest context, in tokens.</summary>
    int BlockSize { get; }

    /// <summary>The model's own settings for generation; null for none.</summary>
    GenerationOptions? Generation => null;

    /// <summary>Begins a number of empty sequences.</summary>
    IDecodingSession StartDecoding(int sequenceCount);
}

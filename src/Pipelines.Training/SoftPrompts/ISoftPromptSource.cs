namespace Pipelines.Training;

/// <summary>A module of a model that has soft prompts by name, so that sequences can be given them as adapters.</summary>
public interface ISoftPromptSource
{
    /// <summary>The prompt of a name; null where it is no prompt of this source.</summary>
    ISoftPrompt? FindSoftPrompt(string name);
}

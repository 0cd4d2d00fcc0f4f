using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pipelines.Samples;

/// <summary>What a part of a run came to. It is written when the part is done, so that a resumed run need not repeat it.</summary>
public static class OutcomeFile
{
    private static readonly JsonSerializerOptions Json = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>Writes an outcome.</summary>
    /// <param name="folder">The output folder.</param>
    /// <param name="name">The file.</param>
    /// <param name="settings">What the part was run with.</param>
    /// <param name="outcome">What it came to.</param>
    public static void Save<T>(OutputFolder folder, string name, string settings, T outcome)
    {
        ArgumentNullException.ThrowIfNull(folder);
        folder.Write(name, JsonSerializer.Serialize(new Content<T>(settings, outcome), Json));
    }

    /// <summary>Reads an outcome; null where there is none yet.</summary>
    /// <param name="path">The file.</param>
    /// <param name="settings">What the part is to be run with.</param>
    /// <exception cref="CheckpointException">It was run with other settings, or cannot be read.</exception>
    public static T? Find<T>(string path, string settings) where T : class
    {
        if (!File.Exists(path))
            return null;
        Content<T>? content;
        try
        {
            content = JsonSerializer.Deserialize<Content<T>>(File.ReadAllText(path), Json);
        }
        catch (JsonException e)
        {
            throw new CheckpointException(
                $"What this part of the run came to cannot be read: {e.Message} Delete the file to run it again.", path, innerException: e);
        }

        if (content?.Settings == settings)
            return content.Outcome;
        throw new CheckpointException(
            $"The run was started with {content?.Settings}, not {settings}, so it cannot be resumed with these. Give the same options, or "
                + $"start afresh.", path);
    }

    private sealed record Content<T>(string Settings, T Outcome);
}

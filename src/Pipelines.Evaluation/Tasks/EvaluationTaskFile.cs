using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pipelines.Evaluation;

/// <summary>Tasks in JSON files.</summary>
public static class EvaluationTaskFile
{
    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter() },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowTrailingCommas = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
    };

    /// <summary>Reads a task.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DataFormatException">It is missing, no JSON, or has members that no task has.</exception>
    /// <exception cref="OptionsException">A value is out of range.</exception>
    public static EvaluationTask Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            var task = JsonSerializer.Deserialize<EvaluationTask>(File.ReadAllBytes(path), Json)
                ?? throw new DataFormatException("the file holds null; a task was expected.", path);
            return OptionsValidation.Validated(task);
        }
        catch (JsonException e)
        {
            throw new DataFormatException($"the task cannot be read: {e.Message}", path, (int?)e.LineNumber + 1, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataFormatException($"the file cannot be read: {e.Message}", path, null, e);
        }
    }

    /// <summary>Writes a task, whole or not at all.</summary>
    /// <param name="task">The task.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="PipelineException">It cannot be written.</exception>
    public static void Write(EvaluationTask task, string path)
    {
        ArgumentNullException.ThrowIfNull(task);
        AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, task, Json));
    }
}

using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pipelines.Evaluation;

/// <summary>Reports in JSON.</summary>
internal static class ReportJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        // The file is no part of a page: quotes and accents stay legible.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = false,
        Converters = { new JsonStringEnumConverter(), new PointsConverter() },
    };

    public static string Write(EvaluationReport report) => JsonSerializer.Serialize(report, Options) + "\n";

    public static EvaluationReport Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            var bytes = File.ReadAllBytes(path);
            CheckVersion(bytes, path);
            return (JsonSerializer.Deserialize<EvaluationReport>(bytes, Options)
                ?? throw new DataFormatException("the file holds null; a report was expected.", path)).Checked();
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new DataFormatException($"the report cannot be read: {e.Message}", path, (int?)(e as JsonException)?.LineNumber + 1, e);
        }
        catch (PipelineException e) when (e is not DataFormatException)
        {
            throw new DataFormatException($"the report does not fit together: {e.Message}", path, null, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataFormatException($"the file cannot be read: {e.Message}", path, null, e);
        }
    }

    // Before the rest, which a later version may have written otherwise.
    private static void CheckVersion(byte[] bytes, string path)
    {
        using var document = JsonDocument.Parse(bytes);
        if (document.RootElement is not { ValueKind: JsonValueKind.Object } root || !root.TryGetProperty("version", out var version)
            || !version.TryGetInt32(out var number))
        {
            throw new DataFormatException("there is no version in it; a report was expected.", path);
        }

        if (number is < 1 or > EvaluationReport.CurrentVersion)
        {
            throw new DataFormatException(
                $"the report is of version {number}; this package reads versions up to {EvaluationReport.CurrentVersion}.", path);
        }
    }
}

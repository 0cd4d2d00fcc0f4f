using InstructionTuning.Instructions;
using Pipelines;
using Pipelines.Samples;

namespace InstructionTuning;

/// <summary>Instructions as prompts and completions, whatever form their file has.</summary>
internal static class InstructionData
{
    /// <summary>Tokens that the template of conversations is written with.</summary>
    public static IReadOnlyList<string> ChatTokens { get; } = ["<|im_start|>", "<|im_end|>"];

    /// <summary>Reads a file and renders its rows.</summary>
    /// <param name="context">Loads and renders.</param>
    /// <param name="path">A JSON array or JSON Lines.</param>
    /// <returns>A view with columns <c>Prompt</c> and <c>Completion</c>.</returns>
    /// <exception cref="PipelineException">There is no such file, or it has no columns that are known.</exception>
    public static IDataView Load(PipelineContext context, string path)
    {
        var isArray = JsonShape.IsArray(path, "instructions");
        var inferred = Read(null);
        var names = inferred.Schema.Select(c => c.Name).ToHashSet();
        foreach (var (roles, contents) in (ReadOnlySpan<(string, string)>)
            [("messages.role", "messages.content"), ("conversations.from", "conversations.value")])
        {
            if (!names.Contains(roles) || !names.Contains(contents))
                continue;
            var texts = new VectorDataViewType(TextDataViewType.Instance);
            var rows = Read(DataViewSchema.Empty.With(roles, texts).With(contents, texts));
            return context.Transforms.RenderChat("chatml", o =>
            {
                o.Source = ChatSource.Vectors;
                (o.RolesColumn, o.ContentsColumn) = (roles, contents);
            }).Fit(rows).Transform(rows);
        }

        foreach (var (input, output) in (ReadOnlySpan<(string, string)>)[("input", "output"), ("context", "response")])
        {
            if (!names.Contains("instruction") || !names.Contains(output))
                continue;
            var schema = DataViewSchema.Empty.With("instruction", TextDataViewType.Instance).With(output, TextDataViewType.Instance);
            var rows = Read(names.Contains(input) ? schema.With(input, TextDataViewType.Instance) : schema);
            return context.Transforms.RenderAlpaca(o =>
            {
                o.InputColumn = names.Contains(input) ? input : null;
                o.OutputColumn = output;
            }).Fit(rows).Transform(rows);
        }

        throw new PipelineException(
            $"{path}: the rows have the columns {string.Join(", ", names)}; expected were instruction, input and output, or instruction, "
                + $"context "
            + "and response, or messages with role and content. Rename the properties.");

        IDataView Read(DataViewSchema? schema) => isArray
            ? context.Data.LoadFromJsonArray(path, o => o.Schema = schema)
            : context.Data.LoadFromJsonLines(path, o => o.Schema = schema);
    }

    /// <summary>Writes generated tasks as a file of JSON Lines.</summary>
    public static string Generate(PipelineContext context, string path, int rows, int seed)
    {
        context.Data.SaveAsJsonLines(context.Data.LoadFromEnumerable(new InstructionWriter(seed).WriteRows(rows)), path);
        return path;
    }
}

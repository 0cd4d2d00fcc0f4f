using Pipelines;
using Pipelines.Tokenizers;

// Registered like a built-in stage, the guest's stage goes wherever one goes.
using var context = PipelineContext.Create(pipelines => pipelines.AddTokenizers().AddLengthFilter());

string[] texts = ["once", "upon a time", "there was a pipeline", "so long that nobody would ever wish to read it to its end"];
var rows = context.Data.LoadFromEnumerable(texts.Select(text => new Row(text)).ToList());

// In C#.
var pipeline = context.Transforms.Tokenize(o => o.Kind = TokenizerKind.Characters)
    .Append(context.Transforms.FilterByLength(o => o.Quantile = 0.75));
var fitted = pipeline.Fit(rows);
Show("In C#", fitted);

// By its id, from configuration.
var configured = context.Model.CreatePipelineFromJson(
    """
    { "Stages": [
        { "Stage": "pipelines.tokenize", "Options": { "Kind": "Characters" } },
        { "Stage": "contoso.length-filter", "Options": { "Quantile": 0.5 } } ] }
    """);
Show("From configuration", configured.Fit(rows));

// In a pipeline file, opened as another application would open it.
var file = Path.Combine(args.Length > 0 ? args[0] : Path.GetTempPath(), "custom-stage.pipeline");
context.Model.Save(fitted, rows.Schema, file);
using var elsewhere = PipelineContext.Create(pipelines => pipelines.AddTokenizers().AddLengthFilter());
Show("From a file", elsewhere.Model.Load(file));
Console.WriteLine($"Saved: {file}");

void Show(string how, ITransformer transformer) =>
    Console.WriteLine($"{how}: {string.Join(" | ", transformer.Transform(rows).GetColumn<string>(ColumnNames.Text))}");

internal sealed record Row(string Text);

using Company.AppName;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

// Everything comes from dependency injection; options from the command line, appsettings.json or the environment.
var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddPipelines().AddGpt();
using var host = builder.Build();
var context = host.Services.GetRequiredService<PipelineContext>();
var steps = builder.Configuration.GetValue("steps", 200);
var file = builder.Configuration["data"];

var lines = file is not null
    ? context.Data.LoadFromTextFile(file, o => o.KeepLineEnds = true)
    : context.Data.LoadFromEnumerable(Nursery.Lines.Select(line => new { Text = line + "\n" }).ToList());

// Schemas are checked before a row is read.
using var fitted = TextPipeline.Create(context, steps).Fit(lines);
Console.WriteLine(fitted.LastTransformer.CreateGenerator().Generate("One"));

// One file: tokenizer, weights, settings.
context.Model.Save(fitted, "model.pipeline");
var opened = context.Model.Load("model.pipeline");
Console.WriteLine($"{opened.Transform(lines).GetColumn<float>(ColumnNames.Loss).Average():F2} nats per character");

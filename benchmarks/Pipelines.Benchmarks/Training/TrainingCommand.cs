using System.CommandLine;

namespace Pipelines.Benchmarks.Training;

/// <summary>The command line of the training benchmark.</summary>
internal static class TrainingCommand
{
    public static Command Create()
    {
        var shapes = new Option<string>("--shapes") { Description = "Which shapes, by letter.", DefaultValueFactory = _ => "ABC" };
        shapes.Validators.Add(result =>
        {
            foreach (var letter in result.GetValueOrDefault<string>() ?? "")
            {
                if (TrainingShape.All.All(s => s.Name[0] != letter))
                    result.AddError($"There is no shape '{letter}'; there are {string.Join(", ", TrainingShape.All.Select(s => s.Name))}.");
            }
        });
        var rounds = Positive("--rounds", "Rounds for each side; the table has their medians.", 5);
        var seconds = new Option<double>("--seconds")
        {
            Description = "About how long a round is, in seconds; it is at least one step.",
            DefaultValueFactory = _ => 3,
        };
        var threads = new Option<int>("--threads") { Description = "Our threads; 0 means one per core.", DefaultValueFactory = _ => 0 };
        var python = new Option<string?>("--python") { Description = "A Python that has torch; found by itself where it is usual." };
        var noPyTorch = new Option<bool>("--no-pytorch") { Description = "Measures our side alone." };
        var noTuning = new Option<bool>("--no-tuning")
        {
            Description = "Runs PyTorch as it is installed, without looking for its best settings.",
        };
        var savings = new Option<bool>("--savings")
        {
            Description = "Measures our side with gradient checkpointing and with weights in bfloat16, too.",
        };
        var file = new Option<string?>("--out") { Description = "Writes the results as JSON, too.", HelpName = "FILE" };
        var command = new Command("training", "Training steps at three shapes, in turn with PyTorch.")
        {
            shapes, rounds, seconds, threads, python, noPyTorch, noTuning, savings, file,
        };
        command.SetAction(arguments =>
        {
            var chosen = arguments.GetRequiredValue(shapes);
            var interpreter = arguments.GetValue(noPyTorch) ? null : PyTorchContender.FindPython(arguments.GetValue(python));
            if (interpreter is null && !arguments.GetValue(noPyTorch))
            {
                Console.Out.WriteLine(
                    "PyTorch was not found, so there is nothing to compare with; --python names an interpreter that has it.");
            }

            var options = new TrainingBenchmarkOptions(
                [.. TrainingShape.All.Where(s => chosen.Contains(s.Name[0]))], arguments.GetValue(rounds), arguments.GetValue(seconds),
                arguments.GetValue(threads), interpreter, !arguments.GetValue(noTuning), arguments.GetValue(savings));
            var benchmark = new TrainingBenchmark(options, Console.Out);
            benchmark.Run();
            if (arguments.GetValue(file) is { } path)
                benchmark.Save(path);
        });
        return command;
    }

    private static Option<int> Positive(string name, string description, int value)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => value };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
                result.AddError($"{name} takes a whole number above 0.");
        });
        return option;
    }
}

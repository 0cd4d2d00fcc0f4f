using System.ComponentModel.DataAnnotations;
using Pipelines.Peft;

namespace Contoso.OutputGain;

public sealed class OutputGainTrainerOptions : AdapterTrainerOptions
{
    [MinLength(1)] public IReadOnlyList<string> TargetModules { get; set; } = [];
}

using Pipelines.Nn;

namespace Pipelines.Peft;

/// <summary>Which parameters of the base an adapter trains along: whole modules (<c>modules_to_save</c>) and biases.</summary>
internal static class TrainedCopies
{
    /// <summary>The adapter's own values of them, which are the base's at first.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">What is asked for.</param>
    /// <param name="targets">The modules that are adapted, whose biases have a name of their own in files.</param>
    /// <param name="isOfBase">Whether a parameter is the model's own.</param>
    /// <exception cref="PeftException">A name matches nothing, or the output head would be trained unasked.</exception>
    public static List<TrainedCopy> Find(
        Module model, LoraOptions options, IEnumerable<NamedModule> targets, Func<Parameter, bool> isOfBase)
    {
        var adapted = targets.Select(t => t.Name).ToHashSet(StringComparer.Ordinal);
        var tied = (model as IOutputHead)?.TiedWeight;
        var names = new Dictionary<Parameter, string>(ReferenceEqualityComparer.Instance);
        foreach (var (path, module) in AdapterTargets.FindSaved(model, options))
        {
            foreach (var (name, parameter) in module.NamedParameters())
            {
                if (ReferenceEquals(parameter, tied) && !options.EnsureWeightTying)
                {
                    throw new PeftException(
                        $"ModulesToSave names '{path}', whose weight is the output head too. PEFT would train a copy and leave the head. " +
                        "Leave it out, or set EnsureWeightTying, where the method has it, to train both as one.");
                }

                if (isOfBase(parameter))
                    names.TryAdd(parameter, AdapterNames.WithoutBase($"{path}.{name}"));
            }
        }

        if (options.Bias != LoraBias.None)
        {
            foreach (var (name, parameter) in model.NamedParameters())
            {
                var plain = AdapterNames.WithoutBase(name);
                if (!plain.Contains("bias", StringComparison.Ordinal) || !isOfBase(parameter))
                    continue;
                var module = plain[..Math.Max(0, plain.LastIndexOf('.'))];
                if (adapted.Contains(module))
                    names.TryAdd(parameter, $"{module}.{AdapterNames.BaseLayer}.bias");
                else if (options.Bias == LoraBias.All)
                    names.TryAdd(parameter, plain);
            }
        }

        return [.. names.Select(n => new TrainedCopy(n.Value, n.Key, isTrained: true))];
    }
}

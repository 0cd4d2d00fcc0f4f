using System.Text;
using Pipelines.Tensors;

namespace Pipelines.Nn;

public abstract partial class Module
{
    private const int ListedNames = 10;

    /// <summary>
    /// The values of all parameters by name, as <see cref="NamedParameters"/> lists them: the tensors themselves, not copies.
    /// </summary>
    public IReadOnlyDictionary<string, Tensor> GetState()
    {
        var state = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var (name, parameter) in NamedParameters())
            state.Add(name, parameter.Value);
        return state;
    }

    /// <summary>
    /// Copies values into the parameters, converting to their element types. Nothing is changed if anything does not fit. Streamed
    /// parameters have their values from elsewhere and are left out.
    /// </summary>
    /// <param name="state">Tensors by parameter name.</param>
    /// <param name="strict">Whether missing and unexpected names are errors; shapes are always checked.</param>
    /// <exception cref="ModuleException">Names are missing or unexpected, or shapes differ; the message lists them.</exception>
    public void LoadState(IReadOnlyDictionary<string, Tensor> state, bool strict = true)
    {
        ArgumentNullException.ThrowIfNull(state);
        var parameters = NamedParameters().ToList();
        CheckState(state, parameters, strict);
        foreach (var (name, parameter) in parameters)
        {
            if (state.TryGetValue(name, out var value))
                ElementConversion.Convert(value, parameter.Value);
        }
    }

    private void CheckState(IReadOnlyDictionary<string, Tensor> state, List<NamedParameter> parameters, bool strict)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        List<string> missing = [];
        List<string> misshapen = [];
        List<string> streamed = [];
        foreach (var (name, parameter) in parameters)
        {
            known.Add(name);
            var isGiven = state.TryGetValue(name, out var value);
            if (parameter.Value.IsStreamed)
            {
                // Its values are those of its file.
                if (isGiven)
                    streamed.Add(name);
            }
            else if (!isGiven)
            {
                missing.Add(name);
            }
            else if (value!.Shape != parameter.Shape)
            {
                misshapen.Add($"{name} is {value.Shape}, {parameter.Shape} was expected");
            }
        }

        var unexpected = state.Keys.Where(name => !known.Contains(name)).Order(StringComparer.Ordinal).ToList();
        if (misshapen.Count + streamed.Count == 0 && (!strict || (missing.Count == 0 && unexpected.Count == 0)))
            return;
        var message = new StringBuilder($"The state does not fit {GetType().Name}.");
        AppendNames(message, "Wrong shapes", misshapen);
        AppendNames(message, "Streamed from a file, so not to be set", streamed);
        if (strict)
        {
            AppendNames(message, "Missing", missing);
            AppendNames(message, "Unexpected", unexpected);
        }

        throw new ModuleException(message.ToString());
    }

    private static void AppendNames(StringBuilder message, string title, List<string> names)
    {
        if (names.Count == 0)
            return;
        message.Append(' ').Append(title).Append(": ").AppendJoin(", ", names.Take(ListedNames));
        if (names.Count > ListedNames)
            message.Append(", and ").Append(names.Count - ListedNames).Append(" more");
        message.Append('.');
    }
}

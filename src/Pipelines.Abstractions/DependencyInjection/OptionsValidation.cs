using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace Pipelines;

/// <summary>
/// Checks options against what their class says: validation attributes, <see cref="IValidatableObject"/>, no number that is NaN, and the
/// same for options inside options. Stages made through a catalog are checked already; a constructor that is called directly may check by
/// this.
/// </summary>
public static class OptionsValidation
{
    // Options are trees of a few levels; whatever is deeper refers back to itself.
    private const int MaxDepth = 8;

    /// <summary>What is wrong with the options: one sentence a failure, empty where they are valid.</summary>
    public static IReadOnlyList<string> Check(object options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var failures = new List<string>();
        Check(options, "", 0, failures);
        return failures;
    }

    /// <summary>The options, where they are valid.</summary>
    /// <exception cref="OptionsException">They are not.</exception>
    public static TOptions Validated<TOptions>(TOptions options) where TOptions : class
    {
        var failures = Check(options);
        return failures.Count == 0 ? options : throw new OptionsException(options.GetType().Name, failures);
    }

    private static void Check(object options, string path, int depth, List<string> failures)
    {
        var before = failures.Count;
        foreach (var property in options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.GetMethod is not { IsPublic: true } || property.GetIndexParameters().Length > 0)
                continue;
            var value = property.GetValue(options);
            var name = path + property.Name;
            if (value is double.NaN or float.NaN || (value is Half half && Half.IsNaN(half)))
            {
                failures.Add($"{name} is NaN; a number is needed.");
                continue;
            }

            var context = new ValidationContext(options) { MemberName = property.Name, DisplayName = name };
            foreach (var attribute in property.GetCustomAttributes<ValidationAttribute>(inherit: true))
            {
                if (attribute.GetValidationResult(value, context) is { } failure)
                    failures.Add($"{name} is {Show(value)}: {Sentence(failure.ErrorMessage)}");
            }

            if (depth < MaxDepth)
                CheckInside(value, name, depth, failures);
        }

        // Rules across options may rely on each option being in range.
        if (failures.Count > before || options is not IValidatableObject validatable)
            return;
        foreach (var failure in validatable.Validate(new ValidationContext(options)))
        {
            if (failure is not null && failure != ValidationResult.Success)
                failures.Add(path.Length == 0 ? Sentence(failure.ErrorMessage) : $"{path.TrimEnd('.')}: {Sentence(failure.ErrorMessage)}");
        }
    }

    private static void CheckInside(object? value, string name, int depth, List<string> failures)
    {
        if (value is null or string || !IsOptionsLike(value.GetType()))
        {
            if (value is not (IList items and not Array { Rank: > 1 }))
                return;
            for (var i = 0; i < items.Count; i++)
            {
                if (items[i] is { } item && IsOptionsLike(item.GetType()))
                    Check(item, $"{name}[{i}].", depth + 1, failures);
            }

            return;
        }

        Check(value, name + ".", depth + 1, failures);
    }

    // Options nest classes of settings. Delegates, services, views and models are handed through options, but are not settings themselves.
    private static bool IsOptionsLike(Type type) =>
        type.IsClass && type.GetConstructor(Type.EmptyTypes) is not null
            && type.Namespace?.StartsWith("System", StringComparison.Ordinal) != true
        && !typeof(IEnumerable).IsAssignableFrom(type) && !typeof(IDisposable).IsAssignableFrom(type);

    private static string Show(object? value) => value switch
    {
        null => "missing",
        "" => "empty",
        string text => $"'{text}'",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        ICollection { Count: var count } => $"a collection of {count}",
        _ => value.ToString() ?? "",
    };

    private static string Sentence(string? message) =>
        message is null ? "it is not valid." : message.EndsWith('.') ? message : message + ".";
}

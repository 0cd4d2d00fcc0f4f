using System.Reflection;

namespace Pipelines.Documentation.Tests;

/// <summary>An option.</summary>
/// <param name="Property">The property.</param>
/// <param name="Default">Its default as text; null where no object of its class could be made.</param>
internal sealed record OptionProperty(PropertyInfo Property, string? Default)
{
    /// <summary>The option's name.</summary>
    public string Name => Property.Name;

    /// <summary>The class that declares it.</summary>
    public Type Declaring => Property.DeclaringType!;
}

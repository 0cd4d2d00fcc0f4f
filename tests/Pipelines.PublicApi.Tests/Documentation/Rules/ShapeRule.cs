using System.Reflection;
using System.Text.RegularExpressions;
using Pipelines.Tensors;

namespace Pipelines.PublicApi.Documentation;

/// <summary>A tensor that a member takes or gives has a shape: in brackets, <c>[batch, length]</c>, or in words.</summary>
internal sealed partial class ShapeRule : IDocumentationRule
{
    public IEnumerable<string> Violations(MemberInfo member, MemberDocumentation? documentation)
    {
        if (documentation is null || documentation.IsForeign || documentation.IsInherited)
            yield break;
        if (member is MethodBase method)
        {
            foreach (var parameter in method.GetParameters())
            {
                if (Lacks(parameter.ParameterType, documentation.Parameter(parameter.Name!) ?? documentation.Prose) is { } lack)
                    yield return $"'{parameter.Name}' has no {lack}";
            }
        }

        var result = member switch
        {
            MethodInfo { ReturnType: var type } => type,
            PropertyInfo { PropertyType: var type } => type,
            FieldInfo { FieldType: var type } => type,
            _ => typeof(void),
        };
        // What is asked for by its shape has that shape.
        if (member is MethodInfo asked && asked.GetParameters().Any(p => p.ParameterType == typeof(Shape)))
            yield break;
        if (Lacks(result, documentation.Summary + " " + documentation.Returns) is { } missing)
            yield return $"what it gives has no {missing}";
    }

    private static string? Lacks(Type type, string text) =>
        Shaped().IsMatch(text) ? null : IsTensor(type) ? "shape" : IsNumbers(type) && !Length().IsMatch(text) ? "length or layout" : null;

    // Lists, spans and arrays of them too; not dictionaries, whose tensors have names and many shapes.
    private static bool IsTensor(Type type)
    {
        var plain = type.IsByRef ? type.GetElementType()! : type;
        var arguments = plain.IsGenericType ? plain.GetGenericArguments() : [];
        return plain == typeof(Tensor) || (plain.IsArray && IsTensor(plain.GetElementType()!))
            || (arguments.Length == 1 && IsTensor(arguments[0]));
    }

    // What may be one vector or many in a row.
    private static bool IsNumbers(Type type)
    {
        var plain = type.IsByRef ? type.GetElementType()! : type;
        var element = plain.IsArray ? plain.GetElementType()!
            : plain.IsGenericType && Blocks.Contains(plain.GetGenericTypeDefinition()) ? plain.GetGenericArguments()[0] : typeof(void);
        return element.IsArray ? IsNumbers(element) : element == typeof(float) || element == typeof(double) || element == typeof(Half);
    }

    private static readonly HashSet<Type> Blocks = [typeof(Span<>), typeof(ReadOnlySpan<>), typeof(Memory<>), typeof(ReadOnlyMemory<>)];

    private const string LengthWords =
        @"\b(each|every|lengths?|width|numbers?|as many|\d+|count|long"
        + @"|logits?|embeddings?|embedded|samples?|sizes?|a (row|text|token|query))\b";

    private const string ShapeWords =
        @"\[[^\]]+\]|\b(scalar|vector|matrix|matrices|shapes?|shaped|dimensions?|rank|rows?|columns?|elements?|one per)\b";

    [GeneratedRegex(LengthWords, RegexOptions.IgnoreCase)]
    private static partial Regex Length();

    [GeneratedRegex(ShapeWords, RegexOptions.IgnoreCase)]
    private static partial Regex Shaped();
}

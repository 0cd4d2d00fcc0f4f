using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace Pipelines.PublicApi.Documentation;

/// <summary>
/// The exceptions of these packages that a method makes in its own code, in that of non-public methods of its type, or in checks.
/// </summary>
internal static class ThrownExceptions
{
    private const BindingFlags All =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> OpCodes = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    public static IReadOnlySet<Type> Of(MethodBase method)
    {
        var (found, seen, open) = (new HashSet<Type>(), new HashSet<MethodBase> { method }, new Stack<MethodBase>([method]));
        while (open.TryPop(out var current))
        {
            var calls = Calls(current, out var throws);
            foreach (var called in calls)
            {
                // Made here, or by a helper that gives it back to be thrown here.
                var made = called is ConstructorInfo ? called.DeclaringType! : (called as MethodInfo)!.ReturnType;
                if (throws && IsOurs(made))
                    found.Add(made);
                if (IsFollowed(called, method) && Unbound(called) is { } own && seen.Add(own))
                    open.Push(own);
            }

            if (StateMachine(current) is { } moveNext && seen.Add(moveNext))
                open.Push(moveNext);
        }

        return found;
    }

    // Into what only this type calls, and into the checks that the types of an assembly share.
    private static bool IsFollowed(MethodBase called, MethodBase method)
    {
        if (called is not MethodInfo || called.DeclaringType is not { } type)
            return false;
        if (!called.IsPublic && Definition(type) == Definition(method.DeclaringType))
            return true;
        var isCheck = type.Name.Contains("Check", StringComparison.Ordinal)
            || called.Name.StartsWith("Check", StringComparison.Ordinal) || called.Name.StartsWith("Throw", StringComparison.Ordinal);
        return isCheck && type is { IsNotPublic: true, IsAbstract: true, IsSealed: true }
            && type.Assembly == method.DeclaringType!.Assembly;
    }

    private static bool IsOurs(Type type) =>
        typeof(Exception).IsAssignableFrom(type) && type is { IsPublic: true }
        && type.Assembly.GetName().Name!.StartsWith("Pipelines", StringComparison.Ordinal);

    // The code of async methods and iterators is in a type of its own.
    private static MethodBase? StateMachine(MethodBase method) =>
        method.GetCustomAttribute<StateMachineAttribute>()?.StateMachineType.GetMethod("MoveNext", All);

    private static Type? Definition(Type? type) => type is { IsGenericType: true } ? type.GetGenericTypeDefinition() : type;

    private static MethodBase? Unbound(MethodBase method) =>
        Definition(method.DeclaringType)!.GetMethods(All).FirstOrDefault(m => m.MetadataToken == method.MetadataToken);

    private static List<MethodBase> Calls(MethodBase method, out bool throws)
    {
        var (calls, code) = (new List<MethodBase>(), method.GetMethodBody()?.GetILAsByteArray() ?? []);
        throws = false;
        var typeArguments = method.DeclaringType is { IsGenericType: true } type ? type.GetGenericArguments() : null;
        var methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : null;
        for (var at = 0; at < code.Length;)
        {
            var value = code[at] == 0xFE ? BitConverter.ToInt16([code[at + 1], code[at]]) : code[at];
            at += code[at] == 0xFE ? 2 : 1;
            var opCode = OpCodes[value];
            if (opCode.OperandType == OperandType.InlineMethod && opCode != System.Reflection.Emit.OpCodes.Ldftn
                && method.Module.ResolveMethod(BitConverter.ToInt32(code, at), typeArguments, methodArguments) is { } called)
            {
                calls.Add(called);
            }

            throws |= opCode == System.Reflection.Emit.OpCodes.Throw;
            at += opCode.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, at)),
                _ => 4,
            };
        }

        return calls;
    }
}

using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace Pipelines.PublicApi.Documentation;

/// <summary>
/// The exceptions of these packages that a method makes in its own code or in what only its assembly can call. What it catches is left
/// out; so is what a delegate or an interface leads to.
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

    // Into what only this assembly can call: what is public has documentation of its own.
    private static bool IsFollowed(MethodBase called, MethodBase method)
    {
        if (called is not MethodInfo || called.DeclaringType is not { } type || type.Assembly != method.DeclaringType!.Assembly)
            return false;
        return !type.IsVisible || (!called.IsPublic && Definition(type) == Definition(method.DeclaringType));
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
        var (calls, body) = (new List<MethodBase>(), method.GetMethodBody());
        var code = body?.GetILAsByteArray() ?? [];
        throws = false;
        var isAsync = typeof(IAsyncStateMachine).IsAssignableFrom(method.DeclaringType);
        var typeArguments = method.DeclaringType is { IsGenericType: true } type ? type.GetGenericArguments() : null;
        var methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : null;
        for (var at = 0; at < code.Length;)
        {
            var value = code[at] == 0xFE ? BitConverter.ToInt16([code[at + 1], code[at]]) : code[at];
            at += code[at] == 0xFE ? 2 : 1;
            var opCode = OpCodes[value];
            var isCall = opCode.OperandType == OperandType.InlineMethod && opCode != System.Reflection.Emit.OpCodes.Ldftn;
            if (isCall && !IsCaught(body!, code, at, isAsync)
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

    // Within a try whose catch does not throw it on: what is made of it there is seen there.
    private static bool IsCaught(MethodBody body, byte[] code, int at, bool isAsync)
    {
        var catches = body.ExceptionHandlingClauses.Where(
            clause => clause.Flags is ExceptionHandlingClauseOptions.Clause or ExceptionHandlingClauseOptions.Filter);
        // The widest catch of an async method is the compiler's: it hands the exception to the task.
        return catches.OrderByDescending(clause => clause.TryLength).Skip(isAsync ? 1 : 0).Any(clause =>
            at >= clause.TryOffset && at < clause.TryOffset + clause.TryLength
            && !Rethrows(code.AsSpan(clause.HandlerOffset, clause.HandlerLength)));
    }

    private static bool Rethrows(ReadOnlySpan<byte> handler) => handler.IndexOf([(byte)0xFE, (byte)0x1A]) >= 0;
}

using System.Reflection;
using System.Reflection.Emit;
using NUnit.Framework.Internal;

namespace Pipelines.Tests;

/// <summary>Runs the tests of a suite over something flawed, which the runner must not see, and says which failed.</summary>
internal static class SuiteRun
{
    /// <summary>A class that is not abstract: the runner would run one that is compiled, and it is to fail.</summary>
    public static Type Concrete(Type suite) =>
        AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("Flawed"), AssemblyBuilderAccess.Run).DefineDynamicModule("Flawed")
            .DefineType("Flawed", TypeAttributes.Public, suite).CreateType();

    public static IReadOnlyList<string> Failures(object fixture) =>
    [
        .. from method in fixture.GetType().GetMethods()
           from arguments in Cases(method)
           where Fails(fixture, method, arguments)
           select method.Name,
    ];

    private static IEnumerable<object?[]> Cases(MethodInfo method) =>
        method.IsDefined(typeof(TestAttribute)) ? [[]] : method.GetCustomAttributes<TestCaseAttribute>().Select(test => test.Arguments);

    private static bool Fails(object fixture, MethodInfo method, object?[] arguments)
    {
        using var isolated = new TestExecutionContext.IsolatedContext();
        try
        {
            (method.Invoke(fixture, arguments) as Task)?.GetAwaiter().GetResult();
            return false;
        }
        catch (Exception)
        {
            // What is flawed may fail in any way.
            return true;
        }
    }
}

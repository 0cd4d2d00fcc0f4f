using System.Reflection;
using System.Xml.Linq;
using Pipelines.Tensors;

namespace Pipelines.PublicApi.Documentation;

/// <summary>The rules find what is missing, and only that.</summary>
[TestFixture]
public class RuleTests
{
    [TestCase("<summary>The learning rate.</summary>", ExpectedResult = 1)]
    [TestCase("<summary></summary>", ExpectedResult = 1)]
    [TestCase("<summary>The peak, greater than 0.</summary>", ExpectedResult = 0)]
    public int Summary_of_a_number(string xml) => Count(new SummaryRule(), nameof(Sample.LearningRate), xml);

    [TestCase("<summary>How long it waits.</summary>", ExpectedResult = 1)]
    [TestCase("<summary>How long it waits, in seconds.</summary>", ExpectedResult = 0)]
    public int Unit_of_a_time(string xml) => Count(new UnitRule(), nameof(Sample.Timeout), xml);

    [TestCase("<summary>Adds.</summary>", ExpectedResult = 3)]
    [TestCase("<summary>Adds.</summary><param name=\"left\">[rows, width].</param>", ExpectedResult = 2)]
    [TestCase("<summary>Adds tensors of one shape.</summary>", ExpectedResult = 0)]
    public int Shapes_of_tensors(string xml) => Count(new ShapeRule(), nameof(Sample.Add), xml);

    [TestCase("<summary>Runs.</summary>", ExpectedResult = 1)]
    [TestCase("<summary>Runs.</summary><exception cref=\"T:Pipelines.OptionsException\">Too fast.</exception>", ExpectedResult = 1)]
    [TestCase("<summary>Runs.</summary><exception cref=\"T:Pipelines.SchemaException\">No column.</exception>", ExpectedResult = 0)]
    [TestCase("<summary>Runs.</summary><exception cref=\"T:Pipelines.PipelineException\">No column.</exception>", ExpectedResult = 0)]
    public int Exceptions_thrown_by_private_code(string xml) => Count(new ExceptionRule(), nameof(Sample.RunAsync), xml);

    [TestCase(nameof(Sample.Read), ExpectedResult = 1)]
    [TestCase(nameof(Sample.TryRead), ExpectedResult = 0)]
    [TestCase(nameof(Sample.ReadOnce), ExpectedResult = 1)]
    public int Exceptions_of_helpers_unless_they_are_caught(string name) => Count(new ExceptionRule(), name, "<summary>Reads.</summary>");

    [TestCase("<summary>Runs.</summary>", ExpectedResult = 2)]
    [TestCase("<summary>Waits a number of steps, and loudly.</summary>", ExpectedResult = 1)]
    [TestCase(
        "<summary>Waits.</summary><param name=\"steps\">How many.</param><param name=\"isLoud\">Whether it beeps.</param>",
        ExpectedResult = 0)]
    public int Parameters_that_are_numbers(string xml) => Count(new ParameterRule(), nameof(Sample.Wait), xml);

    private static int Count(IDocumentationRule rule, string name, string xml) => rule.Violations(
        typeof(Sample).GetMember(name, BindingFlags.Public | BindingFlags.Instance).Single(),
        new MemberDocumentation(XElement.Parse($"<member>{xml}</member>"), null)).Count();

    private sealed class Sample
    {
        public double LearningRate { get; set; }

        public int Timeout { get; set; }

        public Tensor Add(Tensor left, Tensor right) => Functional.Add(left, right);

        public async Task RunAsync()
        {
            await Task.Yield();
            Check();
        }

        public void Wait(int steps, bool isLoud) => Timeout = isLoud ? steps : 0;

        public int Read() => Helper.Read(Timeout);

        public int TryRead()
        {
            try
            {
                return Helper.Read(Timeout);
            }
            catch (SchemaException)
            {
                return -1;
            }
        }

        public int ReadOnce()
        {
            try
            {
                return Helper.Read(Timeout);
            }
            catch
            {
                Timeout = -1;
                throw;
            }
        }

        private void Check()
        {
            if (Timeout < 0)
                throw new SchemaException("There is no column.");
        }
    }

    private static class Helper
    {
        public static int Read(int timeout) => timeout > 0 ? timeout : throw Error();

        private static SchemaException Error() => new("There is no column.");
    }
}

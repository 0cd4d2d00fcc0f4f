using Pipelines.Testing;

namespace Pipelines.Tests;

/// <summary>The conformance suite finds each broken promise, and nothing where none is broken.</summary>
[TestFixture]
public class ConformanceSuiteTests
{
    private static readonly Type FixtureType = SuiteRun.Concrete(typeof(FlawedConformance));

    [TestCase(Flaw.ReadsInTransform, "Transform_reads_nothing")]
    [TestCase(Flaw.AsksForAllColumns, "Columns_nobody_asked_for_are_not_pulled")]
    [TestCase(Flaw.ComputesUnasked, "Only_columns_asked_for_are_computed")]
    [TestCase(Flaw.ChangesFromPassToPass, "Passes_repeat")]
    [TestCase(Flaw.SaysOtherColumns, "Transform_gives_the_columns_of_the_output_schema")]
    [TestCase(Flaw.PartsTwice, "Cursor_set_parts_the_rows")]
    [TestCase(Flaw.CountsWrongly, "Row_count_and_positions_are_true")]
    [TestCase(Flaw.GivesInactiveGetters, "Inactive_column_has_no_getter")]
    [TestCase(Flaw.ChecksTooLate, "Missing_column_is_named")]
    [TestCase(Flaw.TakesTheFirstColumnOfTheName, "Hidden_input_columns_are_passed_over")]
    [TestCase(Flaw.ForgetsWhenSaved, "Saved_and_loaded_it_does_the_same")]
    [TestCase(Flaw.MapsOtherwise, "Row_to_row_mapper_computes_what_the_view_does")]
    [TestCase(Flaw.LosesOrderInShuffle, "Shuffling_keeps_the_rows")]
    [TestCase(Flaw.FailsWithoutRows, "No_rows_are_no_error")]
    public void A_broken_promise_is_found(Flaw flaw, string test) => Assert.That(Failures(flaw), Does.Contain(test));

    [Test]
    public void A_sound_transformer_passes() => Assert.That(Failures(Flaw.None), Is.Empty);

    private static IReadOnlyList<string> Failures(Flaw flaw)
    {
        var fixture = (FlawedConformance)Activator.CreateInstance(FixtureType)!;
        fixture.Flaw = flaw;
        fixture.MakeContext();
        try
        {
            return SuiteRun.Failures(fixture);
        }
        finally
        {
            fixture.DisposeContext();
        }
    }

    /// <summary>The suite over a flawed transformer.</summary>
    public abstract class FlawedConformance : TransformerConformanceTests<FlawedTransformer>
    {
        public Flaw Flaw { get; set; }

        protected override IReadOnlyList<string> InputColumns => ["N"];

        protected override PipelineContext CreateContext() =>
            PipelineContext.Create(p => p.AddTransformer<FlawedTransformer>("tests.flawed"));

        protected override FlawedTransformer CreateTransformer() => new(Flaw) { Amount = Flaw == Flaw.ForgetsWhenSaved ? 3 : 1 };

        protected override TestView CreateData() => new TestView().Add("Text", "a", "b", "c", "d", "e").Add("N", 1, 2, 3, 4, 5);
    }
}

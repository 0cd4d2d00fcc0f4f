using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Pipelines.Tests;

[TestFixture]
public class ContextTests
{
    [Test]
    public void The_default_context_is_one_and_has_the_seed_configured()
    {
        var services = new ServiceCollection();
        services.AddPipelines().ConfigureContext(o => o.Seed = 42);
        using var provider = services.BuildServiceProvider(validateScopes: true);

        var context = provider.GetRequiredService<PipelineContext>();

        Assert.Multiple(() =>
        {
            Assert.That(context.Seed, Is.EqualTo(42));
            Assert.That(provider.GetRequiredService<PipelineContext>(), Is.SameAs(context));
            Assert.That(provider.GetRequiredService<IPipelineContextFactory>().Get(""), Is.SameAs(context));
        });
    }

    [Test]
    public void Named_contexts_have_options_of_their_own()
    {
        var services = new ServiceCollection();
        services.AddPipelines().AddTestStages().AddContext("small", o => o.Seed = 1).AddContext("large");
        services.Configure<AddOptions>("small", o => o.Amount = 5);
        services.ConfigureAll<AddOptions>(o => o.OutputColumn = "All");
        using var provider = services.BuildServiceProvider();

        var small = provider.GetRequiredKeyedService<PipelineContext>("small");
        var large = provider.GetRequiredService<IPipelineContextFactory>().Get("large");

        Assert.Multiple(() =>
        {
            Assert.That((small.Name, small.Seed), Is.EqualTo(("small", 1)));
            Assert.That(Made(small), Is.EqualTo(new AddTransformer("N", 5) { OutputColumn = "All" }));
            Assert.That(Made(large), Is.EqualTo(new AddTransformer("N", 1) { OutputColumn = "All" }));
            Assert.That(() => provider.GetRequiredService<IPipelineContextFactory>().Get("smal"),
                Throws.TypeOf<PipelineException>().With.Message.Contains("Did you mean 'small'?"));
        });
    }

    [Test]
    public void Options_are_a_new_object_for_every_stage()
    {
        using var context = PipelineContext.Create(p => p.AddTestStages());
        context.Transforms.Add(o => o.Amount = 9);

        Assert.That(Made(context).Amount, Is.EqualTo(1));
    }

    [Test]
    public void Validators_of_the_application_are_asked_and_post_configuration_counts()
    {
        using var context = PipelineContext.Create(p =>
        {
            p.AddTestStages();
            p.Services.PostConfigure<AddOptions>(o => o.Column = o.Column.Trim());
            p.Services.AddSingleton<IValidateOptions<AddOptions>>(
                new ValidateOptions<AddOptions>(null, o => o.Amount != 13, "Amount 13 brings bad luck."));
        });

        Assert.Multiple(() =>
        {
            Assert.That(Made(context, o => o.Column = " N ").Column, Is.EqualTo("N"));
            Assert.That(() => context.Transforms.Add(o => o.Amount = 13),
                Throws.TypeOf<OptionsException>().With.Message.EqualTo("AddOptions: Amount 13 brings bad luck."));
        });
    }

    [Test]
    public void A_stage_gets_the_context_that_makes_it_and_keyed_services()
    {
        var services = new ServiceCollection();
        services.AddPipelines().AddContext("other");
        services.AddKeyedSingleton("k", "keyed");
        using var provider = services.BuildServiceProvider();

        var stage = provider.GetRequiredKeyedService<PipelineContext>("other").Transforms.Create<NosyStage>();

        Assert.That((stage.Context.Name, stage.Keyed), Is.EqualTo(("other", "keyed")));
        Assert.That(stage.Logger, Is.Not.Null);
    }

    [Test]
    public void Two_stages_cannot_share_an_id()
    {
        var services = new ServiceCollection();
        var builder = services.AddPipelines().AddTestStages();

        Assert.Multiple(() =>
        {
            Assert.That(() => builder.AddTransformer<RepeatTransformer>("tests.add"), Throws.InvalidOperationException
                .With.Message.Contains("'tests.add' is taken by Pipelines.Tests.AddEstimator")
                .And.Message.Contains("Pipelines.Tests.RepeatTransformer"));
            Assert.That(() => builder.AddTestStages(), Throws.Nothing, "the same package twice is one");
        });
    }

    [TestCase("Tests.Add")]
    [TestCase("add")]
    [TestCase("tests.")]
    [TestCase("tests.add_it")]
    public void Ids_are_checked(string id) =>
        Assert.That(() => new ServiceCollection().AddPipelines().AddTransformer<AddTransformer>(id),
            Throws.InvalidOperationException.With.Message.Contains($"'{id}'"));

    [Test]
    public void A_stage_that_writes_files_needs_a_load_function() =>
        Assert.That(() => new ServiceCollection().AddPipelines().AddTransformer<FilesTransformer>("tests.unloadable"),
            Throws.InvalidOperationException.With.Message.Contains("load function"));

    [Test]
    public void Adding_pipelines_twice_is_adding_them_once()
    {
        var services = new ServiceCollection();
        services.AddPipelines();
        var count = services.Count;
        services.AddPipelines();

        Assert.That(services.Count(s => s.ServiceType == typeof(PipelineContext)), Is.EqualTo(1));
        Assert.That(services, Has.Count.EqualTo(count));
    }

    [Test]
    public void A_context_without_a_host_owns_its_services()
    {
        var watched = new Watched();
        var context = PipelineContext.Create(p => p.Services.AddSingleton(_ => watched));
        _ = context.Services.GetRequiredService<Watched>();

        context.Dispose();

        Assert.That(watched.Disposed, Is.True);
    }

    [Test]
    public void Validation_goes_into_nested_options_and_finds_NaN_and_ranges()
    {
        var failures = OptionsValidation.Check(new Outer
        {
            Rate = double.NaN,
            Small = float.NaN,
            Name = "",
            Inner = new Inner { Size = 0 },
            Many = [new Inner(), new Inner { Size = -1 }],
        });

        Assert.That(failures, Is.EqualTo(new[]
        {
            "Rate is NaN; a number is needed.",
            "Small is NaN; a number is needed.",
            "Name is empty: The Name field is required.",
            "Inner.Size is 0: The field Inner.Size must be between 1 and 10.",
            "Many[1].Size is -1: The field Many[1].Size must be between 1 and 10.",
        }));
    }

    [Test]
    public void Rules_across_options_are_asked_where_each_option_is_in_range()
    {
        Assert.Multiple(() =>
        {
            Assert.That(OptionsValidation.Check(new Outer { Rate = 3 }), Is.EqualTo(["Rate is odd."]));
            Assert.That(() => OptionsValidation.Validated(new Outer { Rate = 3 }),
                Throws.TypeOf<OptionsException>().With.Message.EqualTo("Outer: Rate is odd."));
            Assert.That(OptionsValidation.Check(new Outer { Inner = new Inner { Size = 7 } }), Is.EqualTo(["Inner: Size is unlucky."]));
            Assert.That(OptionsValidation.Check(new Outer()), Is.Empty);
        });
    }

    private static AddTransformer Made(PipelineContext context, Action<AddOptions>? configure = null) =>
        context.Transforms.Add(configure).Fit(new Testing.TestView().Add("N", 1));

    public sealed class NosyStage(PipelineContext context, [FromKeyedServices("k")] string keyed, ILogger<NosyStage> logger)
    {
        public PipelineContext Context => context;

        public string Keyed => keyed;

        public ILogger Logger => logger;
    }

    private sealed class Watched : IDisposable
    {
        public bool Disposed { get; private set; }

        public void Dispose() => Disposed = true;
    }

    public sealed class Inner : IValidatableObject
    {
        [System.ComponentModel.DataAnnotations.Range(1, 10)]
        public int Size { get; set; } = 1;

        public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
            Size == 7 ? [new ValidationResult("Size is unlucky.")] : [];
    }

    public sealed class Outer : IValidatableObject
    {
        public double Rate { get; set; }

        public float? Small { get; set; }

        [Required]
        public string Name { get; set; } = "n";

        public Inner Inner { get; set; } = new();

        public List<Inner> Many { get; set; } = [];

        public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
            Rate % 2 == 1 ? [new ValidationResult("Rate is odd.")] : [];
    }
}

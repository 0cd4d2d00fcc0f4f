using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Pipelines.Tests;

[TestFixture]
public class OptionsBuilderTests
{
    [Test]
    public void Bad_settings_stop_the_host_with_what_is_wrong_and_where()
    {
        using var host = Build("""{ "Add": { "Column": "N", "Amount": 500 } }""");

        Assert.That(
            async () => await host.StartAsync(),
            Throws.TypeOf<OptionsValidationException>().With.Message.Contains("AddOptions from 'Add': Amount is 500")
                .And.Message.Contains("between 0 and 100"));
    }

    [Test]
    public void A_key_that_is_not_known_stops_the_host()
    {
        using var host = Build("""{ "Add": { "Colum": "N" } }""");

        Assert.That(async () => await host.StartAsync(), Throws.TypeOf<InvalidOperationException>().With.Message.Contains("Colum"));
    }

    [Test]
    public async Task Good_settings_are_those_of_the_stages()
    {
        using var host = Build("""{ "Add": { "Column": "Count", "Amount": 5 } }""");
        await host.StartAsync();
        var context = host.Services.GetRequiredService<PipelineContext>();

        var options = context.Services.GetRequiredService<IStageOptionsFactory>().Create<AddOptions>(context, o => o.Amount++);

        Assert.That((options.Column, options.Amount), Is.EqualTo(("Count", 6)));
        Assert.That(
            () => context.Services.GetRequiredService<IStageOptionsFactory>().Create<AddOptions>(context, o => o.Amount = -1),
            Throws.TypeOf<OptionsException>().With.Property(nameof(OptionsException.Failures)).Count.EqualTo(1));
        await host.StopAsync();
    }

    [Test]
    public void A_pool_without_a_path_stops_the_host()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddPipelines().AddPredictorPool<AddOptions, AddOptions>(name: "exam");
        using var host = builder.Build();

        Assert.That(
            async () => await host.StartAsync(),
            Throws.TypeOf<OptionsValidationException>().With.Message.Contains("PredictorPoolOptions: Path is empty"));
    }

    private static IHost Build(string json)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json)));
        builder.Services.AddPipelines().AddTestStages().BindOptions<AddOptions>(builder.Configuration.GetSection("Add"));
        return builder.Build();
    }
}

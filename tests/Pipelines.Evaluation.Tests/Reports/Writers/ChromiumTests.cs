using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace Pipelines.Evaluation.Tests;

/// <summary>
/// The page in a browser, where one is installed. With the variable <c>PIPELINES_REPORTS</c> the page stays in the folder that it names, to be
/// looked at.
/// </summary>
[Category("Slow")]
internal sealed partial class ChromiumTests
{
    private string _folder = "";

    [SetUp]
    public void SetUp()
    {
        _folder = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"page-{Guid.NewGuid():N}");
        Directory.CreateDirectory(_folder);
    }

    [TearDown]
    public void TearDown() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void ThePageOpensWithoutAWordInTheConsole()
    {
        var report = RichReport.Create();
        if (Environment.GetEnvironmentVariable("PIPELINES_REPORTS") is { Length: > 0 } kept)
            report.Save(Path.Combine(kept, "rich.html"));
        var (said, page) = Open("rich.html", report.ToHtml(), 1280);
        Assert.That(said, Is.Empty);
        Assert.That(page, Does.Contain("Small models on words and numbers"));
        Assert.That(Alert().Matches(page), Is.Empty, "no text became an element");

        // What the console says is seen: a page that does what reports must not.
        (said, _) = Open("bad.html", "<!DOCTYPE html><title>t</title><script>console.error('seen'); missing()</script>", 1280);
        Assert.That(said, Has.Count.EqualTo(2).And.Some.Contains("seen").And.Some.Contains("missing"));
    }

    [TestCase(1280)]
    [TestCase(400)]
    public void NothingIsWiderThanThePage(int width)
    {
        // The page itself runs no script; the one around it measures it.
        var around = $$"""
            <!DOCTYPE html><title>t</title><iframe id="page" style="border:0;width:{{width}}px;height:900px" srcdoc="{{WebUtility.HtmlEncode(RichReport.Create().ToHtml())}}"></iframe>
            <script>
            page.onload = () => {
                const root = page.contentDocument.documentElement;
                const shown = [...page.contentDocument.querySelectorAll('svg')].filter(s => s.getBoundingClientRect().width > 0);
                const size = Math.min(...shown.map(s => s.getBoundingClientRect().width / s.viewBox.baseVal.width));
                document.title = `${root.scrollWidth} ${root.clientWidth} ${shown.length} ${page.contentDocument.querySelectorAll('figure').length} ${size}`;
            };
            </script>
            """;
        var (said, page) = Open("around.html", around, 1400);
        Assert.That(said, Is.Empty);
        var measured = Title().Match(page).Groups[1].Value.Split(' ').Select(v => double.Parse(v, CultureInfo.InvariantCulture)).ToArray();
        Assert.That(measured, Has.Length.EqualTo(5), page[..200]);
        Assert.That(measured[0], Is.EqualTo(measured[1]).And.InRange(width - 20, width), "the page does not scroll sideways");
        Assert.That(measured[2], Is.EqualTo(measured[3]), "one picture of each chart is shown");
        Assert.That(measured[4], Is.GreaterThan(0.9), "texts of charts are about as large as they are meant");
    }

    private (IReadOnlyList<string> Said, string Page) Open(string name, string html, int width)
    {
        var browser = Browser();
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, html);
        var start = new ProcessStartInfo(browser) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[]
        {
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--enable-logging=stderr", "--log-level=0",
            $"--user-data-dir={Path.Combine(_folder, "profile")}", $"--window-size={width},900", "--virtual-time-budget=2000", "--timeout=20000",
            "--dump-dom", new Uri(path).AbsoluteUri,
        })
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var (page, log) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(60_000))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{browser} did not end.");
        }

        Assert.That(page.Result, Is.Not.Empty, log.Result);
        return ([.. log.Result.Split('\n').Where(line => line.Contains("CONSOLE", StringComparison.Ordinal))], page.Result);
    }

    private static string Browser()
    {
        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
        {
            foreach (var name in new[] { "chromium", "chromium-browser", "google-chrome" })
            {
                if (File.Exists(Path.Combine(folder, name)))
                    return Path.Combine(folder, name);
            }
        }

        Assert.Ignore("No Chromium is installed: there is neither chromium, chromium-browser nor google-chrome in PATH.");
        return "";
    }

    [GeneratedRegex("<(script|img)\\b")]
    private static partial Regex Alert();

    [GeneratedRegex("<title>([^<]*)</title>")]
    private static partial Regex Title();
}

using System.Text.Json;
using Pipelines.Testing.Goldens;

namespace Pipelines.Tests;

[TestFixture]
public class ChatTemplateTests
{
    private static readonly ChatMessage[] Conversation =
        [new("system", "Be brief."), new("user", "Hi"), new("assistant", "Hello."), new("user", "Bye"), new("assistant", "See you.")];

    private static readonly ChatMessage[] Question = [new("user", "Hi")];

    [Test]
    public void ChatMl_marks_answers_and_their_ends()
    {
        var chat = ChatTemplate.ChatMl.Render(Conversation);

        Assert.That(chat.Text, Is.EqualTo("<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nHi<|im_end|>\n"
            + "<|im_start|>assistant\nHello.<|im_end|>\n<|im_start|>user\nBye<|im_end|>\n<|im_start|>assistant\nSee you.<|im_end|>\n"));
        Assert.That(Trained(chat), Is.EqualTo(new[] { "Hello.<|im_end|>", "See you.<|im_end|>" }));
        Assert.That(chat.TrainedSpans.Select(span => span.Message), Is.EqualTo(new[] { 2, 4 }));
    }

    [Test]
    public void Llama2_puts_the_system_message_into_the_first_instruction()
    {
        var chat = ChatTemplate.Llama2.Render(Conversation);

        Assert.That(chat.Text,
            Is.EqualTo("<s>[INST] <<SYS>>\nBe brief.\n<</SYS>>\n\nHi [/INST] Hello. </s><s>[INST] Bye [/INST] See you. </s>"));
        Assert.That(Trained(chat), Is.EqualTo(new[] { " Hello. </s>", " See you. </s>" }));
        Assert.That(ChatTemplate.Llama2.Render(Question, new() { AddGenerationPrompt = true }).Text, Is.EqualTo("<s>[INST] Hi [/INST]"));
    }

    [Test]
    public void Llama3_has_headers()
    {
        var chat = ChatTemplate.Llama3.Render(Conversation);

        Assert.That(chat.Text, Does.StartWith("<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\nBe brief.<|eot_id|>"
            + "<|start_header_id|>user<|end_header_id|>\n\nHi<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\nHello.<|eot_id|>"));
        Assert.That(Trained(chat), Is.EqualTo(new[] { "Hello.<|eot_id|>", "See you.<|eot_id|>" }));
        Assert.That(ChatTemplate.Llama3.Render(Question, new() { AddGenerationPrompt = true }).Text,
            Does.EndWith("Hi<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n"));
    }

    [Test]
    public void Phi3_has_system_messages()
    {
        var chat = ChatTemplate.Phi3.Render(Conversation);

        Assert.That(chat.Text, Is.EqualTo("<s><|system|>\nBe brief.<|end|>\n<|user|>\nHi<|end|>\n<|assistant|>\nHello.<|end|>\n"
            + "<|user|>\nBye<|end|>\n<|assistant|>\nSee you.<|end|>\n<|endoftext|>"));
        Assert.That(Trained(chat), Is.EqualTo(new[] { "Hello.<|end|>", "See you.<|end|>" }));
        Assert.That(ChatTemplate.Phi3.Render(Question, new() { AddGenerationPrompt = true }).Text,
            Is.EqualTo("<s><|user|>\nHi<|end|>\n<|assistant|>\n"));
    }

    [Test]
    public void Alpaca_is_the_published_prompt_without_input()
    {
        var chat = ChatTemplate.Alpaca.WithTokens(null, "</s>").Render([new("user", "Add 1 and 2."), new("assistant", "3")]);

        Assert.That(chat.Text,
            Is.EqualTo("Below is an instruction that describes a task. Write a response that appropriately completes the "
            + "request.\n\n### Instruction:\nAdd 1 and 2.\n\n### Response:3</s>"));
        Assert.That(Trained(chat), Is.EqualTo(new[] { "3</s>" }));
    }

    /// <summary>Built-in templates against the published ones of the golden cases, where those are the same form.</summary>
    [Test]
    public void ChatMl_is_the_published_one()
    {
        var golden = GoldenCase.Open("chat-templates");
        var published = ChatTemplate.Parse(golden.Get("templates/chatml/chat_template").GetString()!, "", "<|im_end|>");
        foreach (var conversation in new[] { Conversation, Question })
        {
            foreach (var adds in new[] { true, false })
            {
                var options = new ChatRenderOptions { AddGenerationPrompt = adds };
                Assert.That(ChatTemplate.ChatMl.Render(conversation, options).Text,
                    Is.EqualTo(published.Render(conversation, options).Text));
            }
        }
    }

    [Test]
    public void Templates_without_generation_blocks_know_their_answers_too()
    {
        var golden = GoldenCase.Open("chat-templates");
        foreach (var template in golden.Get("templates").EnumerateObject())
        {
            var chat = Template(template.Value).Render(Conversation);
            Assert.That(Trained(chat).Select(text => text.Split('<')[0]), Is.EqualTo(new[] { "Hello.", "See you." }), template.Name);
            Assert.That(Trained(chat), Is.All.Matches("^[^<]+<\\|(eot_id|im_end|end)\\|>$"), template.Name);
        }
    }

    [Test]
    public void A_call_of_a_tool_is_trained_from_its_first_character()
    {
        var golden = GoldenCase.Open("chat-templates");
        var chat = Template(golden.Get("templates").GetProperty("qwen2.5"))
            .Render(golden.Get("conversations/tool call"), new() { Tools = golden.Get("tools") });

        Assert.That(Trained(chat), Is.EqualTo(new[]
        {
            "<tool_call>\n{\"name\": \"get_weather\", \"arguments\": {\"city\": \"Köln\"}}\n</tool_call><|im_end|>",
        }));
    }

    [Test]
    public void Answers_are_found_by_position_where_the_same_text_stands_elsewhere()
    {
        ChatMessage[] echo = [new("user", "yes"), new("assistant", "yes"), new("user", "yes yes"), new("assistant", "yes")];
        var template = ChatTemplate.Parse("{% for m in messages %}{{ m.role[0] ~ ':' ~ m.content | upper ~ ';' }}{% endfor %}");

        var chat = template.Render(echo);

        Assert.That(chat.Text, Is.EqualTo("u:YES;a:YES;u:YES YES;a:YES;"));
        Assert.That(chat.TrainedSpans, Is.EqualTo(new TrainedSpan[] { new(8, 4, 1), new(24, 4, 3) }));
    }

    [TestCase("{% for m in messages %}{{ m.content.split('</think>')[-1].strip() }}<e>\n{% endfor %}", "b<e>")]
    [TestCase("{% macro show(m) %}[{{ m.content | replace('a', 'A') }}]{% endmacro %}{% for m in messages %}{{ show(m) }} {% endfor %}",
        "<think>A</think> b ]")]
    [TestCase("{% set text %}{% for m in messages %}{{ m.content }}<e> {% endfor %}{% endset %}({{ text | trim }})",
        "<think>a</think> b <e>")]
    [TestCase("{% for i in range(messages | length) %}{{ messages[i]['content'] | trim }}<e> {% endfor %}", "<think>a</think> b<e>")]
    [TestCase("{% for m in messages %}{{ m.role ~ '\n' }}{% if m.role == 'assistant' %}{% generation %}{{ m.content[-2] }}!{% endgeneration %}{% endif %} {% endfor %}", "b!")]
    public void Marks_travel_with_the_text(string template, string expected)
    {
        var chat = ChatTemplate.Parse(template).Render([new("user", "q"), new("assistant", "<think>a</think> b ")]);
        Assert.That(Trained(chat), Is.EqualTo(new[] { expected }));
    }

    [Test]
    public void Tool_calls_without_text_and_empty_answers()
    {
        var template = ChatTemplate.ChatMl;
        Assert.That(Trained(template.Render([new("user", "q"), new("assistant", "")])), Is.EqualTo(new[] { "<|im_end|>" }));
        Assert.That(template.Render(Question).TrainedSpans, Is.Empty);
        Assert.That(template.Render(Array.Empty<ChatMessage>()).Text, Is.Empty);
    }

    [TestCase("llama-2", "system,user,system", "first")]
    [TestCase("llama-2", "user,user", "turns")]
    [TestCase("llama-2", "assistant,user", "turns")]
    [TestCase("llama-2", "user,tool", "tool")]
    [TestCase("phi-3", "user,tool", "tool")]
    [TestCase("alpaca", "user,system", "first")]
    public void Conversations_that_a_form_cannot_hold_are_refused(string name, string roles, string expected)
    {
        var messages = roles.Split(',').Select(role => new ChatMessage(role, "x"));
        var error = Assert.Throws<TemplateException>(() => ChatTemplate.Named(name).Render(messages))!;
        Assert.That(error.IsRefusal, Is.True);
        Assert.That(error.Message, Does.Contain(expected));
    }

    [Test]
    public void Content_that_is_no_text_is_not_printed_as_a_list()
    {
        using var json = JsonDocument.Parse("""[{"role":"user","content":[{"type":"text","text":"hi"}]}]""");
        foreach (var name in ChatTemplate.Names)
        {
            if (name is not ("llama-2" or "llama-3"))
                Assert.That(() => ChatTemplate.Named(name).Render(json.RootElement), Throws.InstanceOf<TemplateException>(), name);
        }
    }

    [Test]
    public void Variables_reach_the_template()
    {
        using var json = JsonDocument.Parse("""{"thinking": false, "bos_token": "<b>"}""");
        var template = ChatTemplate.Parse("{{ bos_token }}{{ thinking }}{{ tools }}{{ eos_token is defined }}", "<s>");
        var variables = json.RootElement.EnumerateObject().ToDictionary(property => property.Name, property => property.Value);
        Assert.That(template.Render(Question, new() { Variables = variables }).Text, Is.EqualTo("<b>FalseNoneFalse"));
    }

    [Test]
    public void Names_are_those_there_are()
    {
        Assert.That(ChatTemplate.Names.Select(ChatTemplate.Named), Has.None.Null);
        Assert.That(() => ChatTemplate.Named("gemma"), Throws.InstanceOf<PipelineException>().With.Message.Contains("chatml"));
    }

    /// <summary>Whatever the texts, the trained spans of a form hold exactly the answers.</summary>
    [Test]
    public void Spans_hold_the_answers_of_random_conversations()
    {
        var random = new Random(3);
        for (var run = 0; run < 200; run++)
        {
            var messages = Enumerable.Range(0, 2 * random.Next(1, 4)).Select(
                i => new ChatMessage(i % 2 == 0 ? "user" : "assistant", Words())).ToList();
            foreach (var (name, end) in new[] { ("chatml", "<|im_end|>"), ("phi-3", "<|end|>"), ("llama-3", "<|eot_id|>") })
            {
                var chat = ChatTemplate.Named(name).Render(messages);
                Assert.That(Trained(chat), Is.EqualTo(messages.Where(m => m.Role == "assistant").Select(m => m.Content + end)));
            }
        }

        string Words() => string.Join(' ', Enumerable.Range(0, random.Next(1, 5)).Select(_ => random.Next(4) switch
        {
            0 => "<|im_end|>",
            1 => "assistant\n:",
            2 => "ä😀",
            _ => "word",
        }));
    }

    private static ChatTemplate Template(JsonElement template) => ChatTemplate.Parse(
        template.GetProperty("chat_template").GetString()!,
        template.GetProperty("bos_token").GetString(),
        template.GetProperty("eos_token").GetString());

    private static string[] Trained(RenderedChat chat) =>
        [.. chat.TrainedSpans.Select(span => chat.Text.Substring(span.Start, span.Length))];
}

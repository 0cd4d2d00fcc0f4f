namespace Pipelines;

public sealed partial class ChatTemplate
{
    private const string ChatMlSource = """
        {%- for message in messages %}
            {{- '<|im_start|>' + message.role + '\n' }}
            {%- if message.role == 'assistant' %}
                {%- generation %}{{ message.content + '<|im_end|>' }}{% endgeneration %}
            {%- else %}
                {{- message.content + '<|im_end|>' }}
            {%- endif %}
            {{- '\n' }}
        {%- endfor %}
        {%- if add_generation_prompt %}
            {{- '<|im_start|>assistant\n' }}
        {%- endif %}
        """;

    private const string Llama2Source = """
        {%- set system = namespace(text='') %}
        {%- for message in messages %}
            {%- if message.role == 'system' %}
                {%- if not loop.first %}{{ raise_exception('A system message is the first, and there is only one.') }}{% endif %}
                {%- set system.text = '<<SYS>>\n' + message.content | trim + '\n<</SYS>>\n\n' %}
            {%- elif message.role == 'user' %}
                {%- if loop.previtem is defined and loop.previtem.role == 'user' %}
                    {{- raise_exception('User and assistant take turns.') }}
                {%- endif %}
                {{- bos_token + '[INST] ' + system.text + message.content | trim + ' [/INST]' }}
                {%- set system.text = '' %}
            {%- elif message.role == 'assistant' %}
                {%- if loop.previtem is undefined or loop.previtem.role != 'user' %}
                    {{- raise_exception('User and assistant take turns, the user first.') }}
                {%- endif %}
                {%- generation %}{{ ' ' + message.content | trim + ' ' + eos_token }}{% endgeneration %}
            {%- else %}
                {{- raise_exception('Llama 2 knows the roles system, user and assistant, not ' + message.role + '.') }}
            {%- endif %}
        {%- endfor %}
        """;

    private const string Llama3Source = """
        {{- bos_token }}
        {%- for message in messages %}
            {{- '<|start_header_id|>' + message.role + '<|end_header_id|>\n\n' }}
            {%- if message.role == 'assistant' %}
                {%- generation %}{{ message.content | trim + '<|eot_id|>' }}{% endgeneration %}
            {%- else %}
                {{- message.content | trim + '<|eot_id|>' }}
            {%- endif %}
        {%- endfor %}
        {%- if add_generation_prompt %}
            {{- '<|start_header_id|>assistant<|end_header_id|>\n\n' }}
        {%- endif %}
        """;

    private const string Phi3Source = """
        {{- bos_token }}
        {%- for message in messages %}
            {%- if message.role not in ['system', 'user', 'assistant'] %}
                {{- raise_exception('Phi-3 knows the roles system, user and assistant, not ' + message.role + '.') }}
            {%- endif %}
            {{- '<|' + message.role + '|>\n' }}
            {%- if message.role == 'assistant' %}
                {%- generation %}{{ message.content + '<|end|>' }}{% endgeneration %}
            {%- else %}
                {{- message.content + '<|end|>' }}
            {%- endif %}
            {{- '\n' }}
        {%- endfor %}
        {{- '<|assistant|>\n' if add_generation_prompt else eos_token }}
        """;

    private const string AlpacaSource = """
        {%- if messages and messages[0].role == 'system' %}
            {{- messages[0].content | trim + '\n\n' }}
        {%- else %}
            {{- 'Below is an instruction that describes a task. Write a response that appropriately completes the request.\n\n' }}
        {%- endif %}
        {%- for message in messages %}
            {%- if message.role == 'system' %}
                {%- if not loop.first %}{{ raise_exception('A system message is the first, and there is only one.') }}{% endif %}
            {%- elif message.role == 'user' %}
                {{- '### Instruction:\n' + message.content + '\n\n### Response:' }}
            {%- elif message.role == 'assistant' %}
                {%- if loop.previtem is undefined or loop.previtem.role != 'user' %}
                    {{- raise_exception('User and assistant take turns, the user first.') }}
                {%- endif %}
                {%- generation %}{{ message.content + eos_token }}{% endgeneration %}
                {{- '' if loop.last else '\n\n' }}
            {%- else %}
                {{- raise_exception('The Alpaca form knows the roles system, user and assistant, not ' + message.role + '.') }}
            {%- endif %}
        {%- endfor %}
        """;

    /// <summary>The names of the built-in templates.</summary>
    public static IReadOnlyList<string> Names { get; } = ["chatml", "llama-2", "llama-3", "phi-3", "alpaca"];

    /// <summary>ChatML: <c>&lt;|im_start|&gt;role … &lt;|im_end|&gt;</c>; no beginning-of-text token.</summary>
    public static ChatTemplate ChatMl { get; } = Parse(ChatMlSource, "", "<|im_end|>");

    /// <summary>
    /// Llama 2's chat form: <c>&lt;s&gt;[INST] … [/INST] answer &lt;/s&gt;</c>, the system message inside the first instruction. Turns must
    /// alternate; an answer begins with the space after <c>[/INST]</c>.
    /// </summary>
    public static ChatTemplate Llama2 { get; } = Parse(Llama2Source, "<s>", "</s>");

    /// <summary>Llama 3's chat form, with headers; contents are trimmed, as the published template does.</summary>
    public static ChatTemplate Llama3 { get; } = Parse(Llama3Source, "<|begin_of_text|>", "<|eot_id|>");

    /// <summary>Phi-3's chat form, with system messages; <c>&lt;|endoftext|&gt;</c> closes what asks for no answer.</summary>
    public static ChatTemplate Phi3 { get; } = Parse(Phi3Source, "<s>", "<|endoftext|>");

    /// <summary>
    /// Stanford Alpaca's prompt without input as a chat: the system message stands for its first sentences, turns are parted by an empty
    /// line, and an answer ends with the end-of-text token, which is empty unless <see cref="WithTokens"/> gives one.
    /// </summary>
    public static ChatTemplate Alpaca { get; } = Parse(AlpacaSource, "", "");

    /// <summary>A built-in template by its name: <c>chatml</c>, <c>llama-2</c>, <c>llama-3</c>, <c>phi-3</c>, <c>alpaca</c>.</summary>
    /// <exception cref="PipelineException">There is no template of that name.</exception>
    public static ChatTemplate Named(string name) => Find(name) ?? throw new PipelineException(
        $"There is no chat template '{name}'. Built-in: {string.Join(", ", Names)}. Give any other as Jinja.");

    internal static ChatTemplate? Find(string name) => name switch
    {
        "chatml" => ChatMl,
        "llama-2" => Llama2,
        "llama-3" => Llama3,
        "phi-3" => Phi3,
        "alpaca" => Alpaca,
        _ => null,
    };
}

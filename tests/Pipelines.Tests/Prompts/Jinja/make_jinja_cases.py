"""Writes jinja-cases.json: what Jinja2 itself, set up as transformers sets it up for chat templates, renders from small templates.

Run with Jinja2 3.1: python3 make_jinja_cases.py > jinja-cases.json
An expected text of null means that Jinja2 raises an error.
"""
import json
import sys

import jinja2
import jinja2.ext
import jinja2.sandbox


def tojson(x, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
    return json.dumps(x, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)


def raise_exception(message):
    raise jinja2.exceptions.TemplateError(message)


env = jinja2.sandbox.ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, extensions=[jinja2.ext.loopcontrols])
env.filters["tojson"] = tojson
env.globals["raise_exception"] = raise_exception

VARIABLES = {
    "text": "  Hello, wörld!  ",
    "words": ["banana", "Apple", "cherry", "apple"],
    "numbers": [3, 1, 2],
    "mixed": [1, 2.5, True, None, "it's", ["a", {"k": "v"}], {}],
    "mapping": {"b": 1, "a": "two", "Items": [1, 2], "nested": {"deep": [10, {"x": "y"}]}},
    "messages": [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "Hi"},
        {"role": "assistant", "content": "Hello", "tool_calls": [{"function": {"name": "f", "arguments": {"a": 1, "b": "ü"}}}]},
        {"role": "user", "content": "Bye"},
    ],
    "none": None,
    "yes": True,
    "zero": 0,
    "pi": 3.14159,
    "big": 1e20,
    "emoji": "a😀b中",
    "empty": [],
    "lines": "one\ntwo\n\nthree\n",
    "html": "<a href=\"x\">'&'</a>",
}

TEMPLATES = r"""
{{ text }}|{{ text | trim }}|{{ text.strip() }}|{{ text.lstrip() }}|{{ text.rstrip() }}|{{ 'xxaxx'.strip('x') }}|{{ 'xyz' | trim('xz') }}
===
{% if yes %}
  yes
{% elif zero %}
  zero
{% else %}
  no
{% endif %}
end
===
  {% if yes %}  a
  {%- endif %}  b
===
{%+ if yes %}x{% endif +%}

y
===
    {% for n in numbers %}
    {{ n }}
    {% endfor %}
===
{% for n in numbers -%}
    {{ n }},
{%- endfor %}
===
{# a comment #}
after {#- stripped -#} tight
   {# own line #}
next
===
{% raw %}{{ not }} {% this %}{% endraw %}
after
===
  {%- raw -%}
  {{ x }}
  {%- endraw -%}
  after
===
a {{- ' b ' -}} c
===
{{ 1 + 2 * 3 - 4 / 2 }} {{ 7 // 2 }} {{ -7 // 2 }} {{ 7 % 3 }} {{ -7 % 3 }} {{ 7 % -3 }} {{ 2 ** 10 }} {{ 2 ** -1 }} {{ 2 ** 3 ** 2 }} {{ -2 ** 2 }}
===
{{ 1.0 }} {{ 1.5 + 1.5 }} {{ 1 / 3 }} {{ big }} {{ 1e-5 }} {{ 0.0001 }} {{ 1e15 }} {{ 1e16 }} {{ 123456789.123 }} {{ -0.0 }} {{ 100.0 / 3 }} {{ 1e300 * 1e10 }}
===
{{ 7.5 // 2 }} {{ -7.5 % 2 }} {{ 5 % 2.5 }} {{ true + true }} {{ yes * 3 }}
===
{{ 1 < 2 < 3 }} {{ 1 < 2 > 5 }} {{ 1 == 1.0 }} {{ true == 1 }} {{ 'a' < 'b' }} {{ [1, 2] == [1, 2] }} {{ [1, 2] < [1, 3] }} {{ (1, 2) == [1, 2] }} {{ {'a': 1} == {'a': 1.0} }}
===
{{ 'a' in 'cat' }} {{ 'x' not in words }} {{ 1 in numbers }} {{ 'b' in mapping }} {{ 'z' in mapping }} {{ 2 is in numbers }} {{ not 1 in [2] }}
===
{{ none or 'fallback' }} {{ 'a' and 'b' }} {{ '' or 0 }} {{ not empty }} {{ zero or none }} {{ yes and empty }}
===
{{ 'a' if yes else 'b' }} {{ 'a' if zero }} {{ 'x' if zero else 'y' if none else 'z' }}
===
{{ missing }}|{{ missing is defined }}|{{ missing | default('d') }}|{{ none | default('d') }}|{{ none | default('d', true) }}|{{ missing is undefined }}|{{ mapping.nope }}|{{ none.x }}
===
{{ missing.attribute }}
===
{{ missing + 'a' }}
===
{{ 'a' + missing }}
===
{{ 'a' ~ missing ~ 1 ~ none ~ 1.5 ~ true }}
===
{{ 'a' + 1 }}
===
{{ numbers[0] }} {{ numbers[-1] }} {{ numbers[5] }}|{{ numbers.1 }} {{ mapping['b'] }} {{ mapping.nested.deep[1].x }} {{ mapping['nested']['deep'][0] }} {{ mapping.Items }}
===
{{ numbers[1:] }} {{ numbers[:-1] }} {{ numbers[::-1] }} {{ numbers[::2] }} {{ numbers[5:] }} {{ numbers[-2:] }} {{ 'hello'[1:3] }} {{ 'hello'[::-1] }} {{ 'hello'[-3:] }} {{ 'hello'[10:] }} {{ numbers[2:0:-1] }}
===
{{ emoji | length }} {{ emoji[1] }} {{ emoji[1:3] }} {{ emoji[::-1] }} {{ emoji | reverse }} {% for c in emoji %}<{{ c }}>{% endfor %} {{ emoji.find('b') }} {{ emoji | first }} {{ emoji | last }}
===
{{ mixed }}
===
{{ mapping }} {{ (1,) }} {{ () }} {{ (1, 'a') }} {{ [] }} {{ {} }}
===
{{ ['it\'s', "say \"hi\"", 'both \' "', 'tab\t', 'nl\n', 'back\\', 'ü', '\x00'] }}
===
{{ mapping | tojson }}
{{ mapping | tojson(indent=2) }}
{{ mapping | tojson(indent=4, sort_keys=true) }}
{{ mixed | tojson(ensure_ascii=true) }}
{{ html | tojson }} {{ emoji | tojson(ensure_ascii=True) }}
{{ mapping | tojson(separators=(',', ':')) }}
{{ [] | tojson(indent=2) }} {{ {} | tojson(indent=2) }} {{ [[], {}] | tojson(indent=1) }} {{ 1.0 | tojson }} {{ big | tojson }} {{ "a\u2028\x7f\x01" | tojson }}
===
{% for m in messages %}{{ loop.index }}/{{ loop.length }} {{ loop.index0 }} {{ loop.revindex }} {{ loop.revindex0 }} {{ loop.first }} {{ loop.last }} {{ loop.previtem.role if not loop.first }} {{ loop.nextitem.role if not loop.last }} {{ loop.cycle('odd', 'even') }} {{ loop.depth }}
{% endfor %}
===
{% for m in messages if m.role != 'system' %}{{ loop.index }}{{ m.role }} {% else %}none{% endfor %}{% for m in empty %}x{% else %}none{% endfor %}
===
{% for key, value in mapping.items() %}{{ key }}={{ value }};{% endfor %}{% for k in mapping %}{{ k }}{% endfor %}{% for k, v in mapping | items %}{{ k }}{% endfor %}{% for k in mapping.keys() %}{{ k }}{% endfor %}{% for v in mapping.values() %}{{ v }}{% endfor %}
===
{% for n in range(10) %}{% if n == 2 %}{% continue %}{% endif %}{% if n > 4 %}{% break %}{% endif %}{{ n }}{% endfor %}
===
{% set x = 1 %}{% for n in numbers %}{% set x = x + n %}{{ x }} {% endfor %}{{ x }}
===
{% set ns = namespace(total=0, found=false) %}{% for n in numbers %}{% set ns.total = ns.total + n %}{% if n == 1 %}{% set ns.found = true %}{% endif %}{% endfor %}{{ ns.total }} {{ ns.found }} {{ ns.missing is defined }}
===
{% set a, b = 1, 'two' %}{{ a }}{{ b }}{% set (c, d) = [3, 4] %}{{ c }}{{ d }}
===
{% set block %}
  some {{ yes }} text
{% endset %}[{{ block }}]{% set up | upper | trim %} abc {% endset %}[{{ up }}]
===
{% macro greet(name, greeting='Hello', *args) %}{{ greeting }} {{ name }}{% endmacro %}
===
{% macro greet(name, greeting='Hello ' ~ name) %}{{ greeting }}, {{ name }}!{% endmacro %}{{ greet('A') }} {{ greet('B', 'Hi') }} {{ greet(greeting='Yo', name='C') }} {{ greet() }}
===
{% macro m(a) %}{{ a }}{{ varargs }}{{ kwargs }}{% endmacro %}{{ m(1, 2, 3, x=4) }}
===
{% macro m(a) %}{{ a }}{% endmacro %}{{ m(1, 2) }}
===
{% macro outer() %}<{{ caller('x') }}>{% endmacro %}{% call(arg) outer() %}body {{ arg }}{% endcall %}
===
{% macro fact(n) %}{% if n <= 1 %}1{% else %}{{ n * fact(n - 1) | int }}{% endif %}{% endmacro %}{{ fact(5) }}
===
{% filter upper %}abc {{ text | trim }}{% endfilter %}
===
{% with a = 1, b = yes %}{{ a }}{{ b }}{% endwith %}{{ a is defined }}
===
{{ words | sort }} {{ words | sort(reverse=true) }} {{ words | sort(case_sensitive=true) }} {{ numbers | sort }} {{ messages | sort(attribute='role') | map(attribute='content') | list }}
===
{{ words | unique | list }} {{ words | map('upper') | list }} {{ words | map('replace', 'a', 'o') | join(', ') }} {{ words | join }} {{ numbers | join('-') }} {{ messages | map(attribute='role') | join(' ') }} {{ messages | join(', ', attribute='role') }}
===
{{ messages | selectattr('role', 'equalto', 'user') | map(attribute='content') | list }} {{ messages | rejectattr('role', 'eq', 'user') | list | length }} {{ messages | selectattr('tool_calls', 'defined') | list | length }} {{ messages | selectattr('tool_calls') | list | length }} {{ numbers | select('odd') | list }} {{ numbers | reject('>', 2) | list }}
===
{{ numbers | select('gt', 1) | list }} {{ words | select('in', ['apple', 'pear']) | list }} {{ [0, 1, '', 'a'] | select | list }} {{ [0, 1, '', 'a'] | reject | list }}
===
{{ numbers | first }} {{ numbers | last }} {{ empty | first }}|{{ numbers | sum }} {{ numbers | min }} {{ numbers | max }} {{ words | max }} {{ [{'v': 2}, {'v': 5}] | sum(attribute='v') }} {{ [{'v': 2}, {'v': 5}] | map(attribute='v') | max }}
===
{{ numbers | batch(2) | list }} {{ numbers | batch(2, 'x') | list }} {{ numbers | reverse | list }} {{ mapping | dictsort }} {{ {'b': 2, 'A': 1} | dictsort(by='value', reverse=true) }} {{ mapping | length }} {{ mapping | list }}
===
{{ lines | indent }}|{{ lines | indent(2, true) }}|{{ lines | indent(2, first=false, blank=true) }}|{{ lines | indent('> ') }}|{{ '' | indent }}|{{ 'a' | indent(first=true) }}
===
{{ 3.7 | int }} {{ '42' | int }} {{ '42.9' | int }} {{ 'x' | int }} {{ 'x' | int(7) }} {{ '0x1f' | int(base=16) }} {{ '3.5' | float }} {{ 'x' | float }} {{ none | int }} {{ true | int }} {{ ' 12 ' | int }} {{ '1_000' | int }}
===
{{ 2.5 | round }} {{ 3.5 | round }} {{ 42.55 | round(1, 'floor') }} {{ 42.51 | round(1, 'ceil') }} {{ 3 | round }} {{ pi | round(2) }} {{ -3 | abs }} {{ -3.5 | abs }} {{ 1234.5 | round(-2) }}
===
{{ 'hello world-foo (bar)' | title }} {{ "it's" | title }} {{ "it's a dog" .title() }} {{ 'hELLO' | capitalize }} {{ 'hELLO'.capitalize() }} {{ 'aB' | upper }} {{ 'aB' | lower }} {{ 'ÀÉ'.lower() }} {{ 'aBc'.swapcase() }}
===
{{ 'a,b,,c'.split(',') }} {{ ' a  b '.split() }} {{ 'a,b,c'.split(',', 1) }} {{ 'a,b,c'.rsplit(',', 1) }} {{ ' a b  c '.split(none, 1) }} {{ 'a b c '.rsplit(none, 1) }} {{ lines.splitlines() }} {{ lines.splitlines(true) }} {{ ''.split() }} {{ ''.split(',') }} {{ 'a=b=c'.partition('=') }} {{ 'a=b=c'.rpartition('=') }} {{ 'abc'.partition('x') }}
===
{{ 'hello'.startswith('he') }} {{ 'hello'.endswith(('x', 'lo')) }} {{ 'hello'.replace('l', 'L') }} {{ 'hello'.replace('l', 'L', 1) }} {{ 'abc'.replace('', '-') }} {{ 'hello'.find('l') }} {{ 'hello'.rfind('l') }} {{ 'hello'.find('z') }} {{ 'hello'.count('l') }} {{ 'hello'.index('e') }} {{ '-'.join(words) }} {{ 'pre-fix'.removeprefix('pre-') }} {{ 'a.txt'.removesuffix('.txt') }} {{ '7'.zfill(3) }} {{ '-7'.zfill(4) }}
===
[{{ 'ab'.ljust(4) }}][{{ 'ab'.rjust(4, '.') }}][{{ 'ab'.center(5) }}][{{ 'abc'.center(6) }}][{{ 'ab' | center(7) }}]
===
{{ '12'.isdigit() }} {{ 'a1'.isalnum() }} {{ 'ab'.isalpha() }} {{ ' '.isspace() }} {{ 'AB'.isupper() }} {{ 'ab1'.islower() }} {{ ''.isdigit() }} {{ '1.5'.isnumeric() }}
===
{{ 'Hello %s, %d of %.2f %%' % ('x', 3, pi) }} {{ '%s' % 'one' }} {{ '%s and %r' | format('a', 'b') }} {{ '{} {1} {name}' }} {{ '{} and {}'.format(1, 'b') }} {{ '{1}{0}{n}'.format('a', 'b', n='c') }} {{ '{{}}'.format() }}
===
{{ 1 is number }} {{ 1.5 is float }} {{ 1 is integer }} {{ true is integer }} {{ true is number }} {{ true is boolean }} {{ 'a' is string }} {{ mapping is mapping }} {{ words is sequence }} {{ words is iterable }} {{ 'a' is iterable }} {{ 1 is iterable }} {{ none is none }} {{ 3 is odd }} {{ 4 is even }} {{ 9 is divisibleby 3 }} {{ 9 is divisibleby(2) }} {{ true is true }} {{ 1 is true }} {{ 'ab' is lower }} {{ 'AB' is upper }} {{ range is callable }} {{ 1 is sameas 1 }} {{ 'a' is not string }} {{ mapping is sequence }} {{ none is not none }}
===
{{ 5 is gt 3 }} {{ 5 is lt 3 }} {{ 5 is ge(5) }} {{ 5 is eq 5 }} {{ 5 is ne 5 }} {{ 'a' is equalto 'a' and yes }}
===
{{ mapping.get('b') }} {{ mapping.get('zz') }} {{ mapping.get('zz', 'd') }} {{ mapping.items() | list | length }} {{ dict(a=1, b=2) }} {{ numbers.index(1) }} {{ numbers.count(3) }}
===
{{ numbers.append(4) }}
===
{{ mapping.update({'x': 1}) }}
===
{{ 1 / 0 }}
===
{{ none | length }}
===
{{ raise_exception('refused') }}
===
{% for x in none %}{% endfor %}
===
{{ range(5) | list }} {{ range(2, 5) | list }} {{ range(5, 0, -2) | list }} {{ range(0) | list }}
===
{{ "a" "b" 'c' }} {{ 'tab\tnew\\n\u00e9\x41\101' }} {{ "quote \" inside" }} {{ 'un\known' }}
===
{{ 0x1f }} {{ 0b101 }} {{ 0o17 }} {{ 1_000 }} {{ 1e3 }} {{ 1.5e-3 }}
===
{{ words | length > 3 and words[0] | upper == 'BANANA' }} {{ -1 | abs }} {{ (1, 2) | length }} {{ 'a' ~ 'b' | upper }} {{ 'a' + 'b' | upper }}
===
{{ [1, 2] + [3] }} {{ [0] * 3 }} {{ 'ab' * 2 }} {{ 3 * 'x' }} {{ (1,) + (2,) }}
===
{%- for message in messages -%}
  {%- if message.role == 'assistant' and message.tool_calls is defined -%}
    {%- for call in message.tool_calls -%}
      {%- set call = call.function if call.function is defined else call -%}
      {{- call.name ~ '(' ~ (call.arguments | tojson) ~ ')' -}}
    {%- endfor -%}
  {%- else -%}
    {{- '[' ~ message['role'] ~ ']' ~ message['content'] -}}
  {%- endif -%}
{%- endfor -%}
===
{% set messages = messages[1:] if messages[0].role == 'system' else messages %}{% for m in messages %}{{ m.role[0] }}{% if not loop.last %},{% endif %}{% endfor %}
===
{% set content = "<think>a</think>\n\nb" %}{{ content.split('</think>')[-1].lstrip('\n') }}|{{ content.split('</think>')[0].rstrip('\n').split('<think>')[-1].lstrip('\n') }}
===
{% set index = namespace(last=messages | length - 1) %}{% for message in messages[::-1] %}{% set at = (messages | length - 1) - loop.index0 %}{% if message.role == 'user' %}{% set index.last = at %}{% break %}{% endif %}{% endfor %}{{ index.last }}
===
{% if messages is string %}s{% elif messages is mapping %}m{% elif messages is iterable %}i{% endif %}{% if messages[0].content is not none and messages[0].content is string %}ok{% endif %}
===
{{ words | wordcount if false else 'one two  three' | wordcount }} {{ words | map('length') | list }} {{ words | attr('nope') is defined }} {{ mapping | attr('b') is defined }}
===
{% for a in [1, 2] %}{% for b in 'xy' %}{{ a }}{{ b }}{{ loop.index }}{% endfor %}{{ loop.index }} {% endfor %}
===
{% for (a, b), c in [((1, 2), 3)] %}{{ a }}{{ b }}{{ c }}{% endfor %}
===
{% for a, b in [(1, 2, 3)] %}{% endfor %}
===
{{ undefined_function() }}
===
{{ 'a'.nope() }}
===
{{ loop is defined }} {{ [1, [2, [3]]] }} {{ {'a': {'b': [1, {}]}}['a']['b'] }} {{ {1: 'int', 'k': 2}[1] }}
===
{{ 1 if }}
===
{% if %}{% endif %}
===
{% for x %}{% endfor %}
===
{{ 'unclosed }}
===
{{ (1 }}
===
{% endif %}
===
{% if yes %}
===
{{ 1 2 }}
===
{% unknown %}
===
{{ 1 | nope }}
===
{{ 1 is nope }}
===
a
b

c

===
x {{ yes }}  
  {% set y = 1 %}  
z
===
{{ emoji.upper() }} {{ 'straße' | upper }} {{ 'ΑΣ' | lower }} {{ 'ǅ' | lower }}
===
{{ [3, 1] | sort | tojson }} {{ (1, 2) | tojson }} {{ {'a': none, 'b': true} | tojson }} {{ range(3) | list | tojson }}
===
{{ loop }}
===
{% set x %}{% for n in numbers %}{{ n }}{% endfor %}{% endset %}{{ x | length }}{{ x }}
===
{{ numbers | map('string') | join }} {{ numbers | map('int') | sum }} {{ [1.5, 2] | map('round') | list }} {{ messages | map(attribute='nope', default='-') | join }} {{ messages | map(attribute='tool_calls.0.function.name', default='?') | list }}
===
[{{ '%02d' % 7 }}|{{ '%-5s|%5s' % ('ab', 'cd') }}|{{ '%05d' % -42 }}|{{ '%8.3f' % pi }}|{{ '%03s' % 'a' }}|{{ '%-03d' % 5 }}]
""".strip("\n").split("\n===\n")


def render(template):
    try:
        return env.from_string(template).render(**VARIABLES)
    except Exception as error:
        print(type(error).__name__, error, file=sys.stderr)
        return None


cases = [{"template": template, "expected": render(template)} for template in TEMPLATES]
print(json.dumps({"jinja2": jinja2.__version__, "variables": VARIABLES, "cases": cases}, ensure_ascii=False, indent=1))

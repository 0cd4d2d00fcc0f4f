// Encodes a text with GPT-2's vocabulary and prints, as JSON, the seconds of each pass, the number of ids and their hash.
//   node tokenize.mjs gpt-tokenizer|tiktoken|tokenizers TEXT TOKENIZER_JSON PASSES PACKAGES
// PACKAGES is the folder in which package.json was installed. Code is warm, caches of words are empty at the start of each measured pass.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

const [name, textPath, tokenizerPath, passes, packages] = process.argv.slice(2);
const require = createRequire(join(resolve(packages), 'package.json'));
const text = readFileSync(textPath, 'utf8');

const contenders = {
  'gpt-tokenizer': () => {
    const encoding = require('gpt-tokenizer/encoding/r50k_base');
    return { prepare: () => encoding.clearMergeCache(), encode: () => encoding.encode(text) };
  },
  tiktoken: () => {
    const encoding = require('tiktoken').get_encoding('gpt2');
    return { prepare: () => {}, encode: () => encoding.encode(text) };
  },
  tokenizers: () => {
    const { Tokenizer } = require('@anush008/tokenizers');
    let tokenizer;
    return {
      prepare: () => { tokenizer = Tokenizer.fromFile(tokenizerPath); },
      encode: async () => (await tokenizer.encode(text, null, { addSpecialTokens: false })).getIds(),
    };
  },
};

const contender = contenders[name]();
const seconds = [];
let ids;
const warming = name === 'gpt-tokenizer' ? 15 : 2;
for (let pass = -warming; pass < Number(passes); pass++) {
  await contender.prepare();
  const start = process.hrtime.bigint();
  ids = await contender.encode();
  const end = process.hrtime.bigint();
  if (pass >= 0) seconds.push(Number(end - start) / 1e9);
}
const hash = createHash('sha256').update(Buffer.from(Int32Array.from(ids).buffer)).digest('hex');
console.log(JSON.stringify({ seconds, count: ids.length, hash, node: process.version }));

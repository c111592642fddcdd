import { describe, expect, it } from 'vitest';
import { literals } from './literals';
import { sources } from './sources';

const OUTPUT = "an output's kind, as the protocol names it";

/** Words in the code that are the same in every language, each with the reason. */
const SAME_EVERYWHERE: ReadonlyMap<string, string> = new Map([
  ['Vigil', 'the name'],
  ['Vibrate', OUTPUT],
  ['Rotate', OUTPUT],
  ['Oscillate', OUTPUT],
  ['Constrict', OUTPUT],
  ['Position', OUTPUT],
  ['Inflate', OUTPUT],
  ['Home', 'the name of a key in the code'],
  ['End', 'the name of a key in the code'],
  ['…/buttplug-user-device-config-v5.json', 'the name of a file'],
  ['sudo systemctl start bluetooth', 'a command'],
  ['Android', 'the name of a system in the code'],
  ['https://player.example', 'an address'],
  ['toys.example', 'an address'],
  ['Device WebSocket Server', 'what the library for such toys calls it'],
  ['English', 'a language, by its own name'],
  ['Deutsch', 'a language, by its own name'],
  ['日本語', 'a language, by its own name'],
]);

describe('words in the code', () => {
  it.each(sources().map((source) => [source.path, source] as const))('%s has none', (_, source) => {
    const left = literals(source).filter(({ text }) => !SAME_EVERYWHERE.has(text));
    expect(left.map(({ text }) => text)).toEqual([]);
  });

  it('the list of exceptions has nothing that is gone', () => {
    const all = new Set(sources().flatMap((source) => literals(source).map(({ text }) => text)));
    expect([...SAME_EVERYWHERE.keys()].filter((text) => !all.has(text))).toEqual([]);
  });
});

describe('a word in the code is found', () => {
  const found = (path: string, code: string) => literals({ path, code }).map(({ text }) => text);

  it.each([
    ['<p>Stop it</p>', 'Stop it'],
    ['<p>stop</p>', 'stop'],
    ['<p>{on ? "on" : "off"}</p>', 'on'],
    ['<button aria-label="stop"></button>', 'stop'],
    ['<button title="Stop {name}"></button>', 'Stop'],
    ['<Part label={a ? "of it" : "x"} />', 'of it'],
    ['<script lang="ts">const word = "Stopped";</script>', 'Stopped'],
    ['<script lang="ts">const words = `${n} toys here`;</script>', 'toys here'],
  ])('%s', (code, text) => {
    expect(found('a.svelte', code)).toContain(text);
  });

  it.each([
    '<p class="Stop it">{say("stop")}</p>',
    '<script lang="ts">import a from "Stop it"; throw new Error("Not for people");</script>',
    '<p data-testid="stop-it">{n}</p>',
    '<!-- Stop it -->',
  ])('and nothing in %s', (code) => {
    expect(found('a.svelte', code)).toEqual([]);
  });
});

import type { Chance } from './chance.js';
import { oddNames, oddScalars, oddTexts } from './odd-values.js';

/** Changes a text as an editor's slip, a lost connection or a hostile mind would. */
export function damaged(text: string, chance: Chance): string {
  let result = text;
  for (let times = 1 + chance.below(4); times > 0; times--) result = chance.pick(ways)(result, chance);
  return result;
}

type Way = (text: string, chance: Chance) => string;

const ways: readonly Way[] = [
  (text, chance) => text.slice(0, chance.below(text.length + 1)),
  (text, chance) => text.slice(chance.below(text.length + 1)),
  (text, chance) => inserted(text, chance, chance.pick(oddTexts)),
  (text, chance) => inserted(text, chance, JSON.stringify(chance.pick(oddScalars))),
  (text, chance) => inserted(text, chance, chance.pick(['[', '{', '"', ':', '- ', '&a ', '*a ', '<<: *a\n', '!!str ']).repeat(1 + chance.below(300))),
  (text, chance) => lines(text, chance, (line) => [line, line]),
  (text, chance) => lines(text, chance, () => []),
  (text, chance) => lines(text, chance, (line) => [' '.repeat(chance.below(9)) + line.trimStart()]),
  (text, chance) => lines(text, chance, (line) => [line.replace(/[\w-]+:/, `${chance.pick(oddNames)}:`)]),
  (text, chance) => lines(text, chance, (line) => [line.replace(/: .*/, `: ${JSON.stringify(chance.pick(oddScalars))}`)]),
  (text, chance) => `${text}\n${bomb(chance)}`,
  (text, chance) => text.replaceAll(chance.pick(['a', ':', '\n', '  ', '"']), chance.pick(['b', '', '\t', '\r\n', '\u2028'])),
]; // prettier-ignore

function inserted(text: string, chance: Chance, odd: string): string {
  const at = chance.below(text.length + 1);
  return text.slice(0, at) + odd + text.slice(at);
}

function lines(text: string, chance: Chance, change: (line: string) => readonly string[]): string {
  const all = text.split('\n');
  const at = chance.below(all.length);
  return [...all.slice(0, at), ...change(all[at] ?? ''), ...all.slice(at + 1)].join('\n');
}

/** Few letters that mean many values. */
function bomb(chance: Chance): string {
  const width = 2 + chance.below(12);
  const levels = Array.from(
    { length: 2 + chance.below(12) },
    (_, level) => `x${level + 1}: &x${level + 1} [${Array(width).fill(`*x${level}`).join(', ')}]`,
  );
  return ['x0: &x0 [1]', ...levels, `y: *x${levels.length}`].join('\n');
}

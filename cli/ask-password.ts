import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { IsothermError } from '../lib/errors.js';

const SHORTEST = 8;

/**
 * A new password: typed twice on a terminal, where it is not shown; elsewhere the first line of standard input.
 * @throws IsothermError `cli.usage`
 */
export async function askNewPassword(user: string): Promise<string> {
  const asked = process.stdin.isTTY ? await typedTwice(user) : await firstLine();
  if (asked.length >= SHORTEST) return asked;
  throw new IsothermError(
    'cli.usage',
    `The password has less than ${SHORTEST} characters: take a longer one.`,
  );
}

async function typedTwice(user: string): Promise<string> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => { done(); } }); // prettier-ignore
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true });
  try {
    const ask = async (prompt: string) => {
      process.stderr.write(prompt);
      const closed = new Promise<undefined>((resolve) => lines.once('close', () => { resolve(undefined); })); // prettier-ignore
      const answer = await Promise.race([lines.question(''), closed]);
      process.stderr.write('\n');
      if (answer === undefined) throw new IsothermError('cli.usage', 'No password was given.');
      return answer;
    };
    const password = await ask(`New password of ${user}: `);
    if (password === (await ask('Once more: '))) return password;
    throw new IsothermError('cli.usage', 'The two are not the same: nothing was changed.');
  } finally {
    lines.close();
  }
}

async function firstLine(): Promise<string> {
  let text = '';
  process.stdin.setEncoding('utf8');
  for await (const chunk of process.stdin) text += String(chunk);
  return text.split('\n', 1)[0]?.replace(/\r$/, '') ?? '';
}

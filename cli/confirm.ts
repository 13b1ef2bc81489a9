import type { Session } from './session.js';

/** True when somebody is there to answer, and was not told not to be asked. */
export function mayAsk(session: Pick<Session, 'terminal'>, options: { readonly yes?: boolean }): boolean {
  return session.terminal && process.stdin.isTTY && !options.yes;
}

/** Asks a question on the terminal; true for yes only. */
export async function confirm(question: string): Promise<boolean> {
  const { createInterface } = await import('node:readline/promises');
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  try {
    // Ctrl-C and Ctrl-D close it, and nothing would ever answer.
    const closed = new Promise<undefined>((resolve) => {
      lines.once('close', () => {
        resolve(undefined);
      });
    });
    const answer = await Promise.race([lines.question(`${question} [y/N] `), closed]);
    if (answer === undefined) process.stdout.write('\n');
    return /^y(es)?$/i.test(answer?.trim() ?? '');
  } finally {
    lines.close();
  }
}

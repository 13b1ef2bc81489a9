import { exitCodeOf } from './exit-code.js';
import { errorText } from './show-error.js';

/** Runs something in this process; an error becomes a message and an exit status. */
export async function runLocally(action: () => Promise<unknown>): Promise<void> {
  try {
    const code = await action();
    if (typeof code === 'number') process.exitCode = code;
  } catch (error) {
    process.stderr.write(errorText(error));
    process.exitCode = exitCodeOf(error);
  }
}

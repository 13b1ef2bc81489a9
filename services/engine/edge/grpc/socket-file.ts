import { chmod, lstat, unlink } from 'node:fs/promises';
import { connect } from 'node:net';
import { IsothermError } from '../../../../lib/errors.js';

/**
 * Makes room for a unix socket: removes the one that a killed process left behind.
 * @throws IsothermError `config.invalid` when somebody listens on it, or it is no socket.
 */
export async function clearSocketFile(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (!found) return;
  if (!found.isSocket()) {
    throw new IsothermError(
      'config.invalid',
      `${path} exists and is not a socket. Remove it, or listen elsewhere.`,
    );
  }
  if (await answers(path)) {
    throw new IsothermError(
      'config.invalid',
      `Another process listens on ${path}. Stop that engine first, or listen elsewhere.`,
    );
  }
  await unlink(path);
}

/** Who may connect may give and take jobs, so only the user that runs the engine may. */
export async function protectSocketFile(path: string): Promise<void> {
  await chmod(path, 0o600);
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
  });
}

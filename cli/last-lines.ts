import { open } from 'node:fs/promises';

/** More is never read of a file, however few its line ends are. */
const MOST_BYTES = 4 * 1024 * 1024;

/** The last lines of a text file; undefined: it cannot be read here. */
export async function lastLines(path: string, count: number): Promise<string[] | undefined> {
  let file;
  try {
    file = await open(path, 'r');
  } catch {
    return undefined;
  }
  try {
    const { size } = await file.stat();
    const length = Math.min(size, MOST_BYTES);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, size - length);
    const lines = buffer.toString('utf8', 0, bytesRead).split('\n');
    if (lines.at(-1) === '') lines.pop();
    return lines.slice(-count);
  } finally {
    await file.close();
  }
}

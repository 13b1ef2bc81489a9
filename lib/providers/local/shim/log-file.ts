import { closeSync, fstatSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';

/**
 * A log that is rotated: `FILE` is current, `FILE.1` the one before, up to `files` in all. Writes are synchronous,
 * so a program that writes faster than the disk is held up by its pipe, and nothing piles up in memory.
 */
export class LogFile {
  private file: number;
  private size: number;

  constructor(
    private readonly path: string,
    private readonly maxBytes: number,
    private readonly files: number,
  ) {
    this.file = openSync(path, 'a', 0o600);
    this.size = fstatSync(this.file).size;
  }

  write(chunk: Buffer): void {
    if (this.size > 0 && this.size + chunk.length > this.maxBytes) this.rotate();
    let written = 0;
    while (written < chunk.length) written += writeSync(this.file, chunk, written);
    this.size += chunk.length;
  }

  private rotate(): void {
    closeSync(this.file);
    for (let number = this.files - 1; number >= 1; number -= 1) {
      const from = number === 1 ? this.path : `${this.path}.${number - 1}`;
      try {
        renameSync(from, `${this.path}.${number}`);
      } catch {
        // There are fewer files so far.
      }
    }
    if (this.files === 1) rmSync(this.path, { force: true });
    this.file = openSync(this.path, 'a', 0o600);
    this.size = 0;
  }
}

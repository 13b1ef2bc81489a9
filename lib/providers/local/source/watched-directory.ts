import { statSync, watch, type FSWatcher } from 'node:fs';
import { basename } from 'node:path';
import type { SourceContext } from '../../../handler/notification-source.js';
import { codeOf } from '../durable-file.js';

/** When one that is not there is tried again, and one that the system will not watch. */
const MISSING_MS = 1_000;
const REFUSED_MS = 60_000;

/** A directory, and the names in it for which somebody waits. Watched from the first name to the last. */
export class WatchedDirectory {
  private readonly names = new Map<string, Set<() => void>>();
  private watcher: FSWatcher | undefined;
  private inode = 0n;
  private retry: NodeJS.Timeout | undefined;
  private refused = false;

  constructor(
    private readonly path: string,
    private readonly log: SourceContext['log'],
  ) {}

  get isEmpty(): boolean {
    return this.names.size === 0;
  }

  /** Calls `changed` whenever something happens to that name. The answer ends it. */
  enter(name: string, changed: () => void): () => void {
    const there = this.names.get(name);
    if (there) there.add(changed);
    else this.names.set(name, new Set([changed]));
    if (!this.watcher && !this.retry) this.open(false);
    return () => {
      const left = this.names.get(name);
      left?.delete(changed);
      if (left?.size === 0) this.names.delete(name);
      if (this.isEmpty) this.close();
    };
  }

  /** @param tells What was missed meanwhile is told. */
  private open(tells: boolean): void {
    try {
      this.inode = statSync(this.path, { bigint: true }).ino;
      const watcher = watch(this.path, { persistent: false });
      this.watcher = watcher;
      watcher.on('change', (event, name: string | Buffer | null) => {
        if (this.watcher === watcher) this.happened(event, name === null ? undefined : String(name));
      });
      watcher.on('error', (error) => {
        if (this.watcher === watcher) this.lose(error);
      });
      this.refused = false;
      if (tells) this.tellAll();
    } catch (error) {
      this.lose(error);
    }
  }

  private happened(event: string, name: string | undefined): void {
    const waiting = name === undefined ? undefined : this.names.get(name);
    if (waiting) for (const changed of [...waiting]) changed();
    else if (name === undefined) this.tellAll();
    // The directory itself is named by its own name: it was moved or removed, and the watch went with it.
    if (event === 'rename' && (name === undefined || name === basename(this.path))) this.check();
  }

  private check(): void {
    try {
      if (statSync(this.path, { bigint: true }).ino === this.inode) return;
      this.lose(undefined);
    } catch (error) {
      this.lose(error);
    }
  }

  private lose(error: unknown): void {
    const hadWatch = this.watcher !== undefined;
    this.close();
    const code = codeOf(error);
    const isMissing = error === undefined || code === 'ENOENT' || code === 'ENOTDIR';
    if (!isMissing && !this.refused) this.warn(error, code);
    this.refused ||= !isMissing;
    this.retry = setTimeout(
      () => {
        this.retry = undefined;
        if (!this.isEmpty) this.open(true);
      },
      isMissing ? MISSING_MS : REFUSED_MS,
    ).unref();
    if (hadWatch) this.tellAll();
  }

  private warn(error: unknown, code: string | undefined): void {
    const next =
      code === 'ENOSPC' || code === 'EMFILE'
        ? ': raise fs.inotify.max_user_watches and fs.inotify.max_user_instances, or lower "watchedDirectories"'
        : '';
    this.log.warn(
      { err: error, path: this.path },
      `a directory cannot be watched; what is in it is only looked at${next}`,
    );
  }

  private tellAll(): void {
    for (const waiting of this.names.values()) for (const changed of [...waiting]) changed();
  }

  private close(): void {
    clearTimeout(this.retry);
    this.retry = undefined;
    this.watcher?.close();
    this.watcher = undefined;
  }
}

import { dirname, basename } from 'node:path';
import type { SourceContext } from '../../../handler/notification-source.js';
import { Permanent } from '../../../handler/index.js';
import { allowedPlace } from '../allowed-path.js';
import type { Settings } from '../settings.js';
import { WatchedDirectory } from './watched-directory.js';

type Changed = () => void;

/**
 * Notices what happens to paths, by watching the directories in which they lie: a file that is replaced or made anew has no watch of
 * its own to keep. Of a directory that is not there, or one too many, nothing is heard, and its paths are only looked at.
 */
export class WatchedPaths {
  private readonly directories = new Map<string, WatchedDirectory>();
  private crowded = false;

  constructor(
    private readonly settings: Settings,
    private readonly log: SourceContext['log'],
  ) {}

  /** Paths of one type. */
  of(changed: (path: string) => void) {
    /** The way back out of each, by physical id. */
    const wanted = new Map<string, { leave: () => void }>();
    return {
      add: (id: string): void => {
        const one = { leave: () => undefined as void };
        wanted.set(id, one);
        this.enter(
          id,
          () => {
            changed(id);
          },
          (leave) => {
            // prettier-ignore
            if (wanted.get(id) === one) one.leave = leave;
          else leave();
          },
        );
      },
      remove: (id: string): void => {
        wanted.get(id)?.leave();
        wanted.delete(id);
      },
      stop: (): void => {
        for (const { leave } of wanted.values()) leave();
        wanted.clear();
      },
    };
  }

  private enter(id: string, changed: Changed, entered: (leave: () => void) => void): void {
    if (!id.startsWith('/')) return;
    // The same rule as for looks: nobody learns of what lies outside the allowed roots.
    allowedPlace(id, this.settings).then(
      ({ path }) => {
        const parent = dirname(path);
        const directory = this.directory(parent);
        if (!directory) return;
        const leave = directory.enter(basename(path), changed);
        entered(() => {
          leave();
          if (directory.isEmpty) this.directories.delete(parent);
        });
      },
      (error: unknown) => {
        if (!(error instanceof Permanent))
          this.log.warn({ err: error, path: id }, 'a path is only looked at, since it cannot be watched');
      },
    );
  }

  private directory(path: string): WatchedDirectory | undefined {
    let directory = this.directories.get(path);
    if (directory) return directory;
    if (this.directories.size >= this.settings.watchedDirectories) {
      this.tooMany(path);
      return undefined;
    }
    directory = new WatchedDirectory(path, this.log);
    this.directories.set(path, directory);
    return directory;
  }

  private tooMany(path: string): void {
    if (this.crowded || this.settings.watchedDirectories === 0) return;
    this.crowded = true;
    this.log.warn(
      { path, watchedDirectories: this.settings.watchedDirectories },
      'so many directories are watched that further paths are only looked at: raise "watchedDirectories" in the settings of the provider "local"',
    );
  }
}

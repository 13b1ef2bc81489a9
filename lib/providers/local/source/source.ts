import type { NotificationSource, Notify, SourceContext } from '../../../handler/notification-source.js';
import { completeSettings } from '../settings.js';
import { WatchedPaths } from './watched-paths.js';
import { WatchedProcesses } from './watched-processes.js';

/** Writing a file is several events within a moment. */
const GATHER_MS = 20;

/** What can be watched for changes of things of one type. */
interface Watcher {
  add(physicalId: string): void;
  remove(physicalId: string): void;
  stop(): void;
}

/**
 * Hears of the node's things by itself: files and directories by watching the directories they lie in, processes by asking
 * whether they still run. Ports, commands and HTTP checks are only looked at.
 */
export class LocalSource implements NotificationSource {
  private readonly watchers = new Map<string, Watcher>();
  private readonly changed = new Map<string, Set<string>>();
  private notify: Notify | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly context: SourceContext) {
    const settings = completeSettings(context.settings);
    const { log } = context;
    const listener = (type: string) => (id: string) => {
      this.tell(type, id);
    };
    // Of both types in one: they lie in the same directories, and the limit is for all.
    const paths = new WatchedPaths(settings, log);
    this.watchers.set('Local::File', paths.of(listener('Local::File')));
    this.watchers.set('Local::Directory', paths.of(listener('Local::Directory')));
    this.watchers.set('Local::Process', new WatchedProcesses(settings, listener('Local::Process'), log));
  }

  start(notify: Notify): Promise<void> {
    this.notify = notify;
    return Promise.resolve();
  }

  stop(): Promise<void> {
    this.notify = undefined;
    clearTimeout(this.timer);
    for (const watcher of this.watchers.values()) watcher.stop();
    return Promise.resolve();
  }

  watched(type: string, physicalId: string): void {
    if (this.notify) this.watchers.get(type)?.add(physicalId);
  }

  unwatched(type: string, physicalId: string): void {
    this.watchers.get(type)?.remove(physicalId);
  }

  private tell(type: string, id: string): void {
    const ids = this.changed.get(type);
    if (ids) ids.add(id);
    else this.changed.set(type, new Set([id]));
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      const { node } = this.context;
      const all = [...this.changed].map(([one, changed]) => ({ type: one, node, physicalIds: [...changed] }));
      this.changed.clear();
      // What comes of it is the engine's: nothing is kept here that could be told again.
      void this.notify?.(all);
    }, GATHER_MS);
    this.timer.unref();
  }
}

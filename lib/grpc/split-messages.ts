import type { EngineToObserver, WatchMessage } from '../protocol/observer.js';
import type { EngineToWorker, JobMessage, ReportMessage, WorkerToEngine } from '../protocol/worker.js';
import { inChunks } from './chunks.js';

/** Characters of a message beyond which a list is cut: small beside any limit of a message's bytes. */
const CHUNK = 512 * 1024;
/** What the names and ids of one item come to, roughly. */
const ITEM = 300;

/** The message, or several that say the same, each small enough to be sent. */
export function splitToWorker(message: EngineToWorker): readonly EngineToWorker[] {
  if (message.kind !== 'jobs') return [message];
  return inChunks(message.jobs, CHUNK, jobSize).map((jobs, i) => ({
    kind: 'jobs',
    jobs,
    acknowledged: i === 0 ? message.acknowledged : [],
  }));
}

export function splitFromWorker(message: WorkerToEngine): readonly WorkerToEngine[] {
  if (message.kind !== 'reports') return [message];
  return inChunks(message.reports, CHUNK, reportSize).map((reports) => ({ kind: 'reports', reports }));
}

export function splitToObserver(message: EngineToObserver): readonly EngineToObserver[] {
  if (message.kind !== 'watches') return [message];
  return inChunks(message.watches, CHUNK, watchSize).map((watches) => ({ kind: 'watches', watches }));
}

const jobSize = ({ goal, checkpoint, argument }: JobMessage): number =>
  ITEM + goal.length + checkpoint.length + argument.length;
const watchSize = (watch: WatchMessage): number => ITEM + watch.goal.length;

function reportSize({ observation, error, data }: ReportMessage): number {
  const size = ITEM + error.length + data.length;
  return observation ? size + observation.properties.length + observation.attributes.length : size;
}

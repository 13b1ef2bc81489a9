/**
 * An engine's edge as a process of its own, to be killed: it listens on the address of its first argument, pushes as
 * many jobs as its second says to whoever says hello, and acknowledges nothing. It tells its parent when it listens, and
 * when all jobs were reported.
 */
import { silentLogger } from '../../lib/log.js';
import { grpcServer } from '../../services/engine/edge/grpc/server.js';
import { someJob } from '../grpc/messages.js';
import { RecordingPeers } from '../grpc/wire.js';
import type { EngineToWorker, WorkerToEngine } from '../../lib/protocol/worker.js';

const [, , listen = '', count = '0'] = process.argv;
const workers = new RecordingPeers<WorkerToEngine, EngineToWorker>();
let reported = 0;
workers.onMessage = (link, message) => {
  if (message.kind === 'hello') {
    link.send({ kind: 'welcome', engineId: 'doomed', engines: [] });
    const jobs = Array.from({ length: Number(count) }, (_, i) => ({ ...someJob(i), type: 'Test::Noop' }));
    link.send({ kind: 'jobs', jobs, acknowledged: [] });
  }
  if (message.kind !== 'reports') return;
  reported += message.reports.length;
  if (reported === Number(count)) process.send?.(reported);
};
await grpcServer({ listen, workers, observers: new RecordingPeers(), log: silentLogger }).start();
process.send?.('listening');
// Without its parent it has no purpose.
process.once('disconnect', () => process.exit());

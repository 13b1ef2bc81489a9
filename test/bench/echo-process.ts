import { systemClock } from '../../lib/clock.js';
import { workerTransport } from '../../lib/grpc/dial.js';

/** Answers each message with a small one: the far end of the hop that is measured. */
const transport = workerTransport({
  address: process.env['BENCH_ECHO'] ?? '',
  tls: undefined,
  backoff: { firstMs: 100, longestMs: 1_000 },
  clock: systemClock,
  random: Math.random,
});
const answer = () => {
  transport.send({ kind: 'started', refs: [{ jobId: 'hop', fence: 1 }] });
};
transport.start({ opened: answer, received: answer, closed: () => undefined });
setInterval(() => undefined, 2 ** 30);

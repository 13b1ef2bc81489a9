import type {
  CheckpointMessage,
  JobRef,
  RecordRequest,
  ReportMessage,
  WorkerToEngine,
} from '../../../lib/protocol/worker.js';
import { rivalOf } from '../core/facts/named.js';
import { physicalKey } from '../core/snapshot.js';
import type { IntakePorts } from './intake.js';
import { jobTarget } from './job-id.js';
import { jobReport } from './messages.js';
import type { WorkerLink, WorkerPeers } from './peers.js';

/** What workers say becomes facts; what facts come to goes back to them, after the commit. */
export class WorkerIntake implements WorkerPeers {
  /** Messages of a link wait for a hello's types to be stored, in order. */
  private readonly queues = new WeakMap<WorkerLink, Promise<void>>();
  private readonly ended = new WeakSet<WorkerLink>();
  /** Where the worker of a link runs, also when it has left. */
  private readonly nodes = new WeakMap<WorkerLink, string>();

  constructor(private readonly ports: IntakePorts) {}

  received(link: WorkerLink, message: WorkerToEngine): void {
    const queue = this.queues.get(link);
    if (queue) {
      this.enqueue(link, queue, () => this.handle(link, message));
      return;
    }
    const later = this.handle(link, message);
    if (later) this.enqueue(link, Promise.resolve(), () => later);
  }

  closed(link: WorkerLink): void {
    this.ended.add(link);
    this.ports.constraints.disconnected(link);
    this.ports.dispatcher.disconnected(link);
  }

  private enqueue(link: WorkerLink, before: Promise<void>, step: () => Promise<void> | undefined): void {
    const next = before
      .then(step)
      .catch((error: unknown) => {
        // Nothing was acknowledged: the worker dials again and says it all once more.
        this.ports.log.warn({ err: error }, 'a message of a worker could not be taken');
        link.close();
      })
      .finally(() => {
        if (this.queues.get(link) === next) this.queues.delete(link);
      });
    this.queues.set(link, next);
  }

  private handle(link: WorkerLink, message: WorkerToEngine): Promise<void> | undefined {
    switch (message.kind) {
      case 'hello':
        this.nodes.set(link, message.hello.node);
        return this.ports.types.offer(message.hello.types).then(() => {
          // A worker that left before its types were stored is not there.
          if (this.ended.has(link)) return;
          this.ports.dispatcher.connected(link, message.hello);
          this.ports.constraints.connected(link, message.hello.constraints);
          this.ports.log.info(
            { worker: message.hello.workerId, node: message.hello.node },
            'worker connected',
          );
          this.ports.loop.wake();
        });
      case 'reports':
        return this.reports(link, message.reports);
      case 'checkpoint':
        return this.checkpoint(link, message.checkpoint);
      case 'answers':
        this.ports.constraints.answered(message.answers);
        return undefined;
      case 'record':
        this.record(link, message.request);
        return undefined;
      case 'logLines':
        this.ports.logLines(message.lines);
        return undefined;
      case 'draining':
        this.ports.dispatcher.draining(link);
        return undefined;
      case 'started':
        return undefined;
    }
  }

  private reports(link: WorkerLink, reports: readonly ReportMessage[]): Promise<void> | undefined {
    const [ours, others] = divide(reports, ({ ref }) => this.knows(ref));
    const told = this.ourReports(link, ours);
    if (others.length === 0) return told;
    return Promise.all([told, this.otherReports(link, others)]).then(() => undefined);
  }

  /** The stack is in memory here, or about to be. */
  private knows({ jobId }: JobRef): boolean {
    const { loop } = this.ports;
    const id = jobTarget(jobId)?.stackId ?? '';
    return loop.resident(id) !== undefined || loop.awaits(id);
  }

  /** What was told of a stack that another engine has goes there; of one that is gone nothing more is to be known. */
  private async otherReports(link: WorkerLink, reports: readonly ReportMessage[]): Promise<void> {
    const { loop, log, outbox, dispatcher, existing } = this.ports;
    const there = await existing([...new Set(reports.map(({ stackId }) => stackId))]);
    const [theirs, gone] = divide(reports, ({ stackId }) => there.has(stackId));
    for (const { ref, physicalId } of gone) {
      dispatcher.ended(ref);
      log.warn({ job: ref.jobId, physicalId }, 'a report came for a stack that is gone');
      outbox.acknowledge(link, ref);
    }
    // It may have been read meanwhile.
    const [now, still] = divide(theirs, ({ ref }) => this.knows(ref));
    if (still.length > 0) link.send({ kind: 'notOurs', refs: still.map(({ ref }) => ref) });
    await this.ourReports(link, now);
    loop.wake();
  }

  private ourReports(link: WorkerLink, reports: readonly ReportMessage[]): Promise<void> | undefined {
    const claims = reports.flatMap((report) => this.claimOf(link, report.ref, report.physicalId));
    if (claims.length === 0) {
      this.tellReports(link, reports, NONE_TAKEN);
      return undefined;
    }
    return this.ports.claim(claims).then((taken) => {
      this.tellReports(link, reports, taken);
    });
  }

  private tellReports(
    link: WorkerLink,
    reports: readonly ReportMessage[],
    taken: ReadonlyMap<string, string>,
  ): void {
    // While something was asked of the database its worker may have begun anew, and run the same again.
    if (!this.ports.dispatcher.isPresent(link)) return;
    const node = this.nodeOf(link);
    for (const message of reports) {
      const { ref } = message;
      this.ports.dispatcher.ended(ref, message.outcome);
      const target = jobTarget(ref.jobId);
      const done = () => {
        this.ports.outbox.acknowledge(link, ref);
      };
      const notOurs = () => {
        link.send({ kind: 'notOurs', refs: [ref] });
      };
      const holder = target && taken.get(physicalKey(target.type, node, message.physicalId));
      const told =
        target &&
        this.ports.loop.tell(target.stackId, {
          kind: 'reported',
          report: jobReport(holder === undefined ? message : takenReport(message, holder), target, node),
          done,
          notOurs,
        });
      if (!told) notOurs();
    }
    this.ports.loop.wake();
  }

  private checkpoint(link: WorkerLink, message: CheckpointMessage): Promise<void> | undefined {
    const { ref } = message;
    const target = jobTarget(ref.jobId);
    const cancel = () => {
      link.send({ kind: 'cancel', refs: [ref] });
    };
    if (!target) {
      cancel();
      return undefined;
    }
    const notOurs = () => {
      link.send({ kind: 'notOurs', refs: [ref] });
    };
    if (!this.knows(ref)) {
      return this.ports.existing([target.stackId]).then((there) => {
        if (there.size > 0) notOurs();
        else cancel();
      });
    }
    const tell = () => {
      const told = this.ports.loop.tell(target.stackId, {
        kind: 'checkpointed',
        checkpoint: {
          ordinal: target.ordinal,
          fence: ref.fence,
          physicalId: message.physicalId,
          state: message.state,
        },
        done: () => {
          link.send({ kind: 'checkpointSaved', ref, number: message.number });
        },
        refused: cancel,
        notOurs,
      });
      if (!told) notOurs();
    };
    const claims = this.claimOf(link, ref, message.physicalId);
    if (claims.length === 0) {
      tell();
      return undefined;
    }
    // A checkpoint of a thing that another stack holds is not saved; its report will fail for the same reason.
    return this.ports.claim(claims).then((taken) => {
      if (taken.size > 0) cancel();
      else tell();
    });
  }

  /** Beside what else the worker says: others of its jobs need not wait for the database. */
  private record(link: WorkerLink, request: RecordRequest): void {
    void this.ports.records.answer(request).then((reply) => {
      if (reply === 'stale') link.send({ kind: 'cancel', refs: [request.ref] });
      else link.send({ kind: 'recordReply', reply });
    });
  }

  private nodeOf(link: WorkerLink): string {
    return this.nodes.get(link) ?? '';
  }

  /** A claim where a thing is named for the first time and is not the engine's own value. */
  private claimOf(
    link: WorkerLink,
    ref: JobRef,
    physicalId: string,
  ): { key: string; stack: string; ordinal: number }[] {
    const target = physicalId === '' ? undefined : jobTarget(ref.jobId);
    if (!target || this.ports.types.get(target.type)?.observed === 'by report') return [];
    const snapshot = this.ports.loop.resident(target.stackId)?.snapshot;
    const known = snapshot?.instances.get(target.ordinal);
    // What a user named is not claimed before its adoption is reported.
    if (known?.physicalId === physicalId && !known.adopting) return [];
    // It will be refused: the claim must stay with who holds the thing.
    if (snapshot && known && rivalOf(snapshot, known, physicalId)) return [];
    const key = physicalKey(target.type, this.nodeOf(link), physicalId);
    return [{ key, stack: target.stackId, ordinal: target.ordinal }];
  }
}

/** Those for which it holds, and the others. */
function divide<T>(items: readonly T[], holds: (item: T) => boolean): [T[], T[]] {
  const sides: [T[], T[]] = [[], []];
  for (const item of items) sides[holds(item) ? 0 : 1].push(item);
  return sides;
}

const NONE_TAKEN: ReadonlyMap<string, string> = new Map();

function takenReport(message: ReportMessage, holder: string): ReportMessage {
  return {
    ...message,
    outcome: 'permanent',
    physicalId: '',
    observation: null,
    error: `${message.physicalId} is taken by stack ${holder}: choose another, or remove it there first`,
  };
}

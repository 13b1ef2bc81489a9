import type { Clock } from '../../../lib/clock.js';
import type { JobRef, ReportMessage, WorkerHello } from '../../../lib/protocol/worker.js';
import type { Placement } from '../core/facts/dispatched.js';
import { giveAway } from './give-away.js';
import { jobTarget } from './job-id.js';
import { OverdueTimer } from './overdue-timer.js';
import type { WorkerLink } from './peers.js';
import type { Answer } from '../../../lib/circuit.js';
import type { ProviderLimits, Scope } from './provider-limits/provider-limits.js';
import { speaksOurs } from './protocol-check.js';
import { WorkerPool, type ConnectedWorker, type Place } from './worker-pool.js';

/** One run of one job, under the fence it was dispatched with. */
export interface Flight {
  readonly jobId: string;
  readonly fence: number;
  readonly worker: string;
  /** How long it may take from now on, in ms. */
  readonly timeoutMs: number;
  /** Whose limits it counts for. */
  readonly scope: Scope;
}

/** What is known of a run while it is under way. */
interface Running {
  readonly flight: Flight;
  /** It went out to the worker from here: if it is not there after a hello, it was lost. */
  pushed: boolean;
  /** Its worker was told to stop it. */
  cancelled: boolean;
  /** When it takes too long, by the monotonic clock; `Infinity` once that was told. */
  dueMs: number;
}

/** How an engine introduces itself. */
export interface Identity {
  readonly engineId: string;
  /** Addresses of all live engines, as of now. */
  readonly engines: readonly string[];
}

export interface DispatcherPorts {
  readonly clock: Clock;
  readonly limits: ProviderLimits;
  /** How long a worker that is away keeps its jobs. */
  readonly leaseMs: number;
  readonly identity: Identity;
  /** Its worker is gone. */
  readonly lost: (flight: Flight) => void;
  /**
   * Its worker is there and does not have it, but another engine has pushed it, whose message may still be on its way: it is
   * pushed again, and runs once all the same.
   */
  readonly unpushed: (flight: Flight) => void;
  /** It takes longer than it may. It is under way until it is reported or lost. */
  readonly overdue: (flight: Flight) => void;
  /** The stack is in memory here, so that what is not under way for it serves nobody. */
  readonly isOurs: (stackId: string) => boolean;
}

/**
 * Who runs what: the workers that are connected, their credits, and the leases of jobs in flight, which live here
 * on the monotonic clock and not in the database (R24).
 */
export class Dispatcher {
  private readonly workers = new WorkerPool();
  private readonly flights = new Map<string, Running>();
  private readonly expiring = new Map<string, () => void>();
  private readonly timer: OverdueTimer;

  constructor(private readonly ports: DispatcherPorts) {
    this.timer = new OverdueTimer(ports.clock, this.ring.bind(this));
  }

  /**
   * A worker said hello, for the first time or again. Its jobs that it still holds go on; those pushed to it earlier
   * that it does not hold are lost; those of our stacks that it holds and that are not its own (any more) it is told to cancel.
   */
  connected(link: WorkerLink, hello: WorkerHello): void {
    if (!speaksOurs(link, `worker ${hello.workerId}`, hello.protocol)) return;
    link.send({ kind: 'welcome', ...this.ports.identity });
    this.expiring.get(hello.workerId)?.();
    this.expiring.delete(hello.workerId);
    const held = new Map(hello.held.map((ref) => [ref.jobId, ref.fence]));
    const known: JobRef[] = [];
    const unpushed: Flight[] = [];
    const cancelled: JobRef[] = [];
    for (const running of [...this.flights.values()]) {
      const { jobId, fence, worker } = running.flight;
      if (worker !== hello.workerId) continue;
      if (held.get(jobId) === fence) {
        known.push({ jobId, fence });
        held.delete(jobId);
        if (running.cancelled) cancelled.push({ jobId, fence });
      } else if (running.pushed) this.lose(running.flight);
      else unpushed.push(running.flight);
    }
    const before = this.workers.add({
      id: hello.workerId,
      node: hello.node,
      version: hello.version,
      link,
      sinceMs: this.ports.clock.now(),
      types: new Set(hello.types.map((offered) => offered.schema.type)),
      credits: Math.max(0, hello.credits - known.length),
      strangers: held,
    });
    if (before && before.link !== link) before.link.close();
    for (const flight of unpushed) this.ports.unpushed(flight);
    if (known.length > 0) link.send({ kind: 'goOn', refs: known });
    if (cancelled.length > 0) link.send({ kind: 'cancel', refs: cancelled });
    this.cancelStrangers(link, held, this.ports.isOurs);
  }

  /** A stack was read, and its jobs adopted: what else runs for it anywhere serves nobody. */
  tookOver(stackId: string): void {
    for (const { link, strangers } of this.workers.all())
      this.cancelStrangers(link, strangers, (id) => id === stackId);
  }

  private cancelStrangers(
    link: WorkerLink,
    strangers: Map<string, number>,
    isMeant: (stackId: string) => boolean,
  ): void {
    const refs: JobRef[] = [];
    for (const [jobId, fence] of strangers) {
      if (!isMeant(jobTarget(jobId)?.stackId ?? '')) continue;
      strangers.delete(jobId);
      if (this.flights.get(jobId)?.flight.fence !== fence) refs.push({ jobId, fence });
    }
    if (refs.length > 0) link.send({ kind: 'cancel', refs });
  }

  /** Workers dial those that are new. */
  enginesChanged(): void {
    const { engines } = this.ports.identity;
    for (const { link } of this.workers.all()) link.send({ kind: 'engines', engines });
  }

  /** The stream ended: its jobs are lost unless the worker is back within the lease. */
  disconnected(link: WorkerLink): void {
    const worker = this.workers.of(link);
    if (!worker) return;
    this.workers.remove(worker.id);
    this.expire(worker.id);
  }

  /** It pushes out its last reports and takes no more. */
  draining(link: WorkerLink): void {
    const worker = this.workers.of(link);
    if (worker) worker.credits = Number.NEGATIVE_INFINITY;
  }

  /** Those workers, and no others, take nothing more, and finish what they run; those too that connect later. */
  drain(workers: ReadonlySet<string>): void {
    this.workers.drain(workers);
  }

  /** A job found in the database: its worker goes on with it, or has a lease to come back. */
  adopt(flight: Flight): void {
    this.take(flight, false);
    if (!this.workers.get(flight.worker) && !this.expiring.has(flight.worker)) this.expire(flight.worker);
  }

  /** A stack is not in memory any more: what runs for it is found again when it is, here or by another engine. */
  release(jobIds: readonly string[]): void {
    const flights = jobIds.flatMap((id) => this.forgetJob(id) ?? []);
    giveAway(flights, (worker) => this.workers.get(worker)?.link);
  }

  /**
   * A worker for a job of the type: `none` when no worker offers it (there), `busy` when none has a credit left.
   * @param node empty: any.
   */
  place(type: string, node: string): Placement | 'none' | 'busy' {
    return this.workers.place({ type, node });
  }

  /**
   * A job is going to be pushed: it takes a credit.
   * @param isNew false: another engine has begun it.
   */
  take(flight: Flight, isNew = true): void {
    this.forgetJob(flight.jobId);
    const dueMs = this.ports.clock.monotonic() + flight.timeoutMs;
    this.flights.set(flight.jobId, { flight, pushed: false, cancelled: false, dueMs });
    this.timer.ringBy(dueMs);
    this.ports.limits.began(flight.scope, flight, isNew);
    const worker = this.workers.get(flight.worker);
    if (worker) worker.credits -= 1;
  }

  /** A run has ended, whatever came of it. False: it was not under way (a repeated report). */
  ended(ref: JobRef, outcome?: ReportMessage['outcome']): boolean {
    const running = this.flights.get(ref.jobId);
    if (running?.flight.fence !== ref.fence) return false;
    this.forget(running.flight, running.cancelled ? 'nothing' : answerOf(outcome));
    const worker = this.workers.get(running.flight.worker);
    if (worker) worker.credits += 1;
    return true;
  }

  /** Its worker is told to stop it, once; a worker that is away is told when it is back. */
  cancel(ref: JobRef): void {
    const running = this.flights.get(ref.jobId);
    if (running?.flight.fence !== ref.fence || running.cancelled) return;
    running.cancelled = true;
    this.workers.get(running.flight.worker)?.link.send({ kind: 'cancel', refs: [ref] });
  }

  isCancelled({ jobId, fence }: JobRef): boolean {
    const running = this.flights.get(jobId);
    return running?.flight.fence === fence && running.cancelled;
  }

  /** How many more jobs could be placed there now. */
  freeFor(place: Place): number {
    return this.workers.freeFor(place);
  }

  /** Where a run is to be pushed, which it is then. Undefined: its worker is away, or it was given up since it was decided. */
  linkFor(ref: JobRef): WorkerLink | undefined {
    const running = this.flights.get(ref.jobId);
    if (running?.flight.fence !== ref.fence) return undefined;
    const link = this.workers.get(running.flight.worker)?.link;
    if (link) running.pushed = true;
    return link;
  }

  /** What comes over it is of the worker's present process: a worker that is back says all again that nobody has acknowledged. */
  isPresent(link: WorkerLink): boolean {
    return this.workers.of(link) !== undefined;
  }

  get inFlight(): number {
    return this.flights.size;
  }

  /** Who is connected, for people. */
  list(): readonly ConnectedWorker[] {
    return this.workers.list();
  }

  /** Jobs under way, by worker; those of workers that are away too. O(flights). */
  jobsByWorker(): ReadonlyMap<string, number> {
    const jobs = new Map<string, number>();
    for (const { flight } of this.flights.values())
      jobs.set(flight.worker, (jobs.get(flight.worker) ?? 0) + 1);
    return jobs;
  }

  private forgetJob(jobId: string): Flight | undefined {
    const flight = this.flights.get(jobId)?.flight;
    if (flight) this.ended(flight);
    return flight;
  }

  private expire(worker: string): void {
    const cancel = this.ports.clock.setTimer(this.ports.leaseMs, () => {
      this.expiring.delete(worker);
      for (const { flight } of [...this.flights.values()]) if (flight.worker === worker) this.lose(flight);
    });
    this.expiring.set(worker, cancel);
  }

  /** O(flights), as often as the shortest of their times has passed. */
  private ring(nowMs: number): number {
    let next = Number.POSITIVE_INFINITY;
    for (const running of this.flights.values()) {
      if (running.dueMs <= nowMs) {
        running.dueMs = Number.POSITIVE_INFINITY;
        this.cancel(running.flight);
        this.ports.limits.ended(running.flight.scope, running.flight, 'badly', true);
        this.ports.overdue(running.flight);
      } else next = Math.min(next, running.dueMs);
    }
    return next;
  }

  private lose(flight: Flight): void {
    this.forget(flight, 'nothing');
    this.ports.lost(flight);
  }

  private forget(flight: Flight, answer: Answer): void {
    this.flights.delete(flight.jobId);
    this.ports.limits.ended(flight.scope, flight, answer);
  }
}

/** Who refuses for good has answered; who was stopped, or is not heard of, says nothing of its provider. */
function answerOf(outcome: ReportMessage['outcome'] | undefined): Answer {
  if (outcome === undefined || outcome === 'aborted') return 'nothing';
  return outcome === 'transient' ? 'badly' : 'well';
}

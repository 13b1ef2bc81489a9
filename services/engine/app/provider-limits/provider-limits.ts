import type { Clock } from '../../../../lib/clock.js';
import { OverdueTimer } from '../overdue-timer.js';
import type { Answer } from '../../../../lib/circuit.js';
import { Gate, type GateLimits, type Share } from './gate.js';

/** What holds for a provider: for all that is done there, and for what is done there for one project. */
export interface LimitsOfProvider {
  readonly all: GateLimits;
  readonly project: GateLimits;
}

/** The actions of one provider for one project, and the gates that each of them has to pass. One object for each, for good. */
export interface Scope {
  readonly provider: string;
  readonly project: string;
  readonly gates: readonly [Gate, Gate];
}

export interface ProviderLimitsPorts {
  readonly clock: Clock;
  /** The provider of a type; empty: none is known. */
  readonly providerOf: (type: string) => string;
  readonly limitsOf: (provider: string) => LimitsOfProvider;
  readonly share: () => Share;
  /** Time has passed for which something waited. */
  readonly wake: () => void;
  /** A circuit was opened or closed: for people. */
  readonly switched: (scope: Scope, gate: 'provider' | 'project', isOpen: boolean) => void;
}

interface Provider {
  readonly gate: Gate;
  readonly projects: Map<string, Scope>;
}

/** Providers are protected (R27): how much is done there at a time, how often something begins, and that one that fails is left alone. */
export class ProviderLimits {
  private readonly providers = new Map<string, Provider>();
  private readonly refusing = new Set<Gate>();
  private readonly timer: OverdueTimer;

  constructor(private readonly ports: ProviderLimitsPorts) {
    this.timer = new OverdueTimer(ports.clock, this.ring.bind(this));
  }

  scope(type: string, project: string): Scope {
    const provider = this.ports.providerOf(type);
    const { projects, gate } = this.provider(provider);
    let scope = projects.get(project);
    if (!scope) {
      const whose = `actions of provider ${provider} for this project`;
      const own = new Gate(whose, this.ports.limitsOf(provider).project, this.ports.share);
      projects.set(project, (scope = { provider, project, gates: [gate, own] }));
    }
    return scope;
  }

  /** How many more may begin. */
  room({ gates: [all, own] }: Scope): number {
    return Math.min(this.roomOf(all), this.roomOf(own));
  }

  roomOf(gate: Gate): number {
    return gate.room(this.ports.clock.monotonic());
  }

  /** Something waits for room: it is told when that is a matter of time. */
  refused({ gates }: Scope): void {
    const nowMs = this.ports.clock.monotonic();
    for (const gate of gates) {
      const nextMs = gate.nextMs(nowMs);
      if (!Number.isFinite(nextMs)) continue;
      this.refusing.add(gate);
      this.timer.ringBy(nextMs);
    }
  }

  /** @param isNew false: another engine has begun it. */
  began({ gates }: Scope, run: object, isNew: boolean): void {
    const nowMs = this.ports.clock.monotonic();
    for (const gate of gates) gate.began(run, isNew, nowMs);
  }

  /** @param goesOn it has told how the provider is, and has not ended. */
  ended(scope: Scope, run: object, answer: Answer, goesOn = false): void {
    const nowMs = this.ports.clock.monotonic();
    for (const gate of scope.gates) {
      const wasOpen = gate.isOpen;
      if (goesOn) gate.answered(run, answer, nowMs);
      else gate.ended(run, answer, nowMs);
      if (gate.isOpen !== wasOpen)
        this.ports.switched(scope, gate === scope.gates[0] ? 'provider' : 'project', gate.isOpen);
    }
  }

  /** What is in the way of what would begin there, in a sentence; empty: nothing. */
  why(type: string, project: string): string {
    const nowMs = this.ports.clock.monotonic();
    const [all, own] = this.scope(type, project).gates;
    return all.why(nowMs) || own.why(nowMs);
  }

  /** For each provider that was asked for anything: what is under way, and how many circuits are open, its own and those of projects. */
  *usage(): Iterable<{ readonly provider: string; readonly running: number; readonly open: number }> {
    for (const [provider, { gate, projects }] of this.providers) {
      let open = gate.isOpen ? 1 : 0;
      for (const { gates } of projects.values()) if (gates[1].isOpen) open += 1;
      yield { provider, running: gate.inFlight, open };
    }
  }

  private provider(name: string): Provider {
    let provider = this.providers.get(name);
    if (!provider) {
      const gate = new Gate(`actions of provider ${name}`, this.ports.limitsOf(name).all, this.ports.share);
      this.providers.set(name, (provider = { gate, projects: new Map() }));
    }
    return provider;
  }

  private ring(nowMs: number): number {
    let next = Number.POSITIVE_INFINITY;
    for (const gate of this.refusing) {
      const nextMs = gate.nextMs(nowMs);
      if (Number.isFinite(nextMs)) next = Math.min(next, nextMs);
      else this.refusing.delete(gate);
    }
    this.ports.wake();
    return next;
  }
}

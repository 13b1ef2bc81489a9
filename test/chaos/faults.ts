import { setTimeout as pass } from 'node:timers/promises';
import type { Fleet } from '../e2e/fleet.js';
import type { Broker } from '../support/rabbitmq.js';
import type { PrivatePostgres } from './private-postgres.js';

export interface FaultParts {
  readonly fleet: Fleet;
  readonly postgres: PrivatePostgres;
  readonly broker: Broker | undefined;
  readonly random: () => number;
  readonly tell: (line: string) => void;
}

const PAUSE_MS = 6_000;
const AWAY_MS = 3_000;
const BETWEEN_MS = 2_500;

/** Kills and stops processes at random until the time is up; then all of them go on. */
export class Faults {
  private readonly paused = new Map<string, Promise<void>>();
  private readonly ended = new AbortController();
  private restarting: Promise<void> | undefined;

  constructor(private readonly parts: FaultParts) {}

  async until(deadlineMs: number): Promise<void> {
    const { fleet, random } = this.parts;
    while (performance.now() < deadlineMs) {
      await pass(200 + random() * BETWEEN_MS);
      const member = fleet.members[Math.floor(random() * fleet.members.length)];
      if (!member) continue;
      const dice = random();
      if (dice < 0.08) await this.crashDatabase();
      else if (dice < 0.12) this.restartBroker();
      else if (dice < 0.55) await this.kill(member.name);
      else this.pause(member.name);
    }
    this.ended.abort();
    await Promise.all([...this.paused.values(), this.restarting]);
  }

  private async kill(name: string): Promise<void> {
    this.parts.tell(`SIGKILL ${name}`);
    await this.parts.fleet.kill(name);
  }

  private pause(name: string): void {
    const { fleet, random, tell } = this.parts;
    if (this.paused.has(name)) return;
    const ms = 200 + random() * PAUSE_MS;
    tell(`SIGSTOP ${name} for ${ms.toFixed(0)} ms`);
    fleet.pause(name);
    const over = pass(ms, undefined, { signal: this.ended.signal })
      .catch(() => undefined)
      .then(() => {
        fleet.goOn(name);
        this.paused.delete(name);
      });
    this.paused.set(name, over);
  }

  /** It takes its time, in which all the rest goes on. */
  private restartBroker(): void {
    const { broker, random, tell } = this.parts;
    if (!broker || this.restarting) return;
    const ms = random() * AWAY_MS;
    tell(`RabbitMQ stops, and is away for ${ms.toFixed(0)} ms`);
    const restart = async () => {
      await broker.stop();
      await pass(ms);
      await broker.start();
    };
    this.restarting = restart().finally(() => {
      this.restarting = undefined;
    });
  }

  private async crashDatabase(): Promise<void> {
    const { postgres, random, tell } = this.parts;
    const ms = random() * AWAY_MS;
    tell(`PostgreSQL crashes, and is away for ${ms.toFixed(0)} ms`);
    await postgres.crash();
    await pass(ms);
    await postgres.start();
  }
}

import type { Logger } from '../log.js';
import { isEverywhere, isLocal, parseAddress, targetOf, type Address } from './address.js';

/** A session with one engine, as the pool needs it. */
export interface EngineSession {
  start(): void;
  stop(): Promise<void>;
  readonly connected: boolean;
}

/** Hears of the engine behind a session, and of the others that it names. */
export interface PoolListener {
  readonly onWelcome: (engineId: string, engines: readonly string[]) => void;
  readonly onEngines: (engines: readonly string[]) => void;
}

interface Entry<S> {
  readonly session: S;
  readonly address: Address;
  readonly configured: boolean;
  engineId: string;
}

/** An address that leads to the engine that another session is with. */
interface Alias {
  readonly address: Address;
  readonly configured: boolean;
  /** The session's target. */
  readonly of: string;
}

/**
 * One session to every engine: those that are configured, and those that an engine names in its welcome. Ones that were
 * only named end when they are gone and no engine names them any more.
 */
export class EnginePool<S extends EngineSession> {
  private readonly entries = new Map<string, Entry<S>>();
  /** Other addresses of engines that have a session. */
  private readonly aliases = new Map<string, Alias>();
  private stopped = false;

  constructor(
    private readonly connect: (address: string, listener: PoolListener) => S,
    private readonly log: Logger,
  ) {}

  /** @throws IsothermError `config.invalid` for an address that is none. */
  start(addresses: readonly string[]): void {
    for (const address of addresses.map(parseAddress)) this.add(address, true);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all(this.sessions.map((session) => session.stop()));
  }

  get sessions(): readonly S[] {
    return Array.from(this.entries.values(), ({ session }) => session);
  }

  get connected(): number {
    return this.sessions.filter((session) => session.connected).length;
  }

  private add(address: Address, configured: boolean): void {
    const target = targetOf(address);
    if (this.entries.has(target) || this.aliases.has(target)) return;
    const session = this.connect(target, {
      onWelcome: (engineId, engines) => {
        this.welcomed(target, engineId, engines);
      },
      onEngines: (engines) => {
        this.named(target, engines);
      },
    });
    this.entries.set(target, { session, address, configured, engineId: '' });
    session.start();
  }

  private welcomed(target: string, engineId: string, engines: readonly string[]): void {
    const entry = this.entries.get(target);
    if (!entry || this.stopped) return;
    // A name may stand for several engines, and lead to another one than before.
    if (entry.engineId !== engineId) this.forgetAliases(target);
    entry.engineId = engineId;
    this.endDoubles(target, entry);
    this.named(target, engines);
  }

  private named(target: string, engines: readonly string[]): void {
    const entry = this.entries.get(target);
    if (!entry || this.stopped) return;
    const named = new Set<string>();
    for (const text of engines) {
      const address = this.reachable(text, entry.address);
      if (!address) continue;
      named.add(targetOf(address));
      this.add(address, false);
    }
    for (const [other, { session, configured }] of this.entries) {
      if (!configured && !session.connected && other !== target && !named.has(other)) this.end(other);
    }
  }

  /** An engine has one stream with us, whatever addresses it has: it would end one for the other in turns. */
  private endDoubles(target: string, entry: Entry<S>): void {
    for (const [other, same] of this.entries) {
      const { engineId } = entry;
      if (other === target || same.engineId !== engineId || !same.session.connected) continue;
      const [left, kept] = same.configured ? [target, other] : [other, target];
      this.log.info({ engine: engineId, address: left }, 'another address of the same engine is left alone');
      const { address, configured } = left === target ? entry : same;
      this.end(left);
      this.aliases.set(left, { address, configured, of: kept });
    }
  }

  private forgetAliases(target: string): void {
    for (const [alias, { address, configured, of }] of [...this.aliases]) {
      if (of !== target) continue;
      this.aliases.delete(alias);
      if (configured) this.add(address, true);
    }
  }

  private end(target: string): void {
    const entry = this.entries.get(target);
    this.entries.delete(target);
    this.forgetAliases(target);
    entry?.session.stop().catch((error: unknown) => {
      this.log.warn({ err: error, address: target }, 'a session did not end well');
    });
  }

  /** What an engine calls itself may mean something else, or nothing, from here. */
  private reachable(text: string, from: Address): Address | undefined {
    let address: Address;
    try {
      address = parseAddress(text);
    } catch (error) {
      this.log.warn({ err: error }, 'an engine named an address that is none');
      return undefined;
    }
    if (address.kind === 'tcp' && (isEverywhere(address.host) || address.port === 0)) return undefined;
    return isLocal(address) && !isLocal(from) ? undefined : address;
  }
}

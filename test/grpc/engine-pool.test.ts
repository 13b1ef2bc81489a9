import assert from 'node:assert/strict';
import { EnginePool, type EngineSession, type PoolListener } from '../../lib/grpc/engine-pool.js';
import { silentLogger } from '../../lib/log.js';

class FakeSession implements EngineSession {
  connected = false;
  stopped = false;

  constructor(
    readonly address: string,
    private readonly listener: PoolListener,
  ) {}

  start(): void {
    this.connected = false;
  }

  stop(): Promise<void> {
    this.stopped = true;
    this.connected = false;
    return Promise.resolve();
  }

  welcome(engineId: string, ...engines: string[]): void {
    this.connected = true;
    this.listener.onWelcome(engineId, engines);
  }

  hearsOf(...engines: string[]): void {
    this.listener.onEngines(engines);
  }
}

describe('the sessions with all engines', () => {
  let pool: EnginePool<FakeSession>;
  beforeEach(() => {
    pool = new EnginePool((address, listener) => new FakeSession(address, listener), silentLogger);
  });
  const addresses = (): string[] => pool.sessions.map(({ address }) => address);
  const at = (address: string): FakeSession => {
    const session = pool.sessions.find((one) => one.address === address);
    assert.ok(session, `no session with ${address}`);
    return session;
  };

  it('are those that are configured, and those that an engine names', () => {
    pool.start(['10.0.0.1:8006', '10.0.0.1:8006']);
    assert.deepEqual(addresses(), ['10.0.0.1:8006']);
    at('10.0.0.1:8006').welcome('e1', '10.0.0.1:8006', '10.0.0.2:8006');
    assert.deepEqual(addresses(), ['10.0.0.1:8006', '10.0.0.2:8006']);
  });

  it('do not include what only the engine itself can reach', () => {
    pool.start(['10.0.0.1:8006']);
    at('10.0.0.1:8006').welcome('e1', '127.0.0.1:8006', 'unix:/run/engine.sock', '0.0.0.0:8006', 'nonsense');
    assert.deepEqual(addresses(), ['10.0.0.1:8006']);
  });

  it('are one for each engine, whatever addresses it has', () => {
    pool.start(['unix:/run/engine.sock']);
    at('unix:/run/engine.sock').welcome('e1', '127.0.0.1:8006');
    const double = at('127.0.0.1:8006');
    double.welcome('e1', '127.0.0.1:8006');
    assert.equal(double.stopped, true);
    at('unix:/run/engine.sock').welcome('e1', '127.0.0.1:8006');
    assert.deepEqual(addresses(), ['unix:/run/engine.sock']);
  });

  it('are one for each engine also behind a name that stands for all, whichever of them it leads to', () => {
    pool.start(['engines:8006']);
    at('engines:8006').welcome('e1', '10.0.0.1:8006', '10.0.0.2:8006');
    at('10.0.0.1:8006').welcome('e1', '10.0.0.1:8006', '10.0.0.2:8006');
    at('10.0.0.2:8006').welcome('e2', '10.0.0.1:8006', '10.0.0.2:8006');
    assert.deepEqual(addresses(), ['engines:8006', '10.0.0.2:8006']);
    // The first engine goes, and the name leads to the second one.
    at('engines:8006').welcome('e2', '10.0.0.2:8006');
    assert.deepEqual(addresses(), ['engines:8006']);
    // Another one comes where the first was.
    at('engines:8006').hearsOf('10.0.0.1:8006', '10.0.0.2:8006');
    assert.deepEqual(addresses(), ['engines:8006', '10.0.0.1:8006']);
  });

  it('come back to an address that is configured once the other one leads elsewhere', () => {
    pool.start(['engines:8006', '10.0.0.1:8006']);
    at('engines:8006').welcome('e1');
    at('10.0.0.1:8006').welcome('e1');
    assert.deepEqual(addresses(), ['engines:8006']);
    at('engines:8006').welcome('e2');
    assert.deepEqual(addresses(), ['engines:8006', '10.0.0.1:8006']);
  });

  it('end when an engine is gone and no other names it any more, unless it is configured', () => {
    pool.start(['10.0.0.1:8006', '10.0.0.9:8006']);
    at('10.0.0.1:8006').welcome('e1', '10.0.0.2:8006', '10.0.0.3:8006');
    at('10.0.0.3:8006').connected = true;
    const gone = at('10.0.0.2:8006');
    at('10.0.0.1:8006').welcome('e1');
    assert.equal(gone.stopped, true);
    assert.deepEqual(addresses(), ['10.0.0.1:8006', '10.0.0.9:8006', '10.0.0.3:8006']);
  });

  it('refuse an address that is none', () => {
    assert.throws(
      () => {
        pool.start(['somewhere']);
      },
      { code: 'config.invalid', message: /"somewhere"/ },
    );
  });
});

import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { ApiClient } from '../../cli/client.js';
import { readServerSentEvents } from '../../cli/client/event-reader.js';
import { memoryServer } from '../support/memory-server.js';

const template = '{"heat_template_version":"2021-04-16","resources":{"a":{"type":"Memory::Plain"}}}';

async function* inPieces(text: string, cuts: readonly number[]): AsyncGenerator<string> {
  let from = 0;
  for (const cut of [...cuts].sort((a, b) => a - b)) {
    await Promise.resolve();
    yield text.slice(from, cut);
    from = Math.max(from, cut);
  }
  yield text.slice(from);
}

describe('CLI: client', () => {
  it('reads server-sent events however they are cut', async () => {
    const text =
      ': hello\n\nid: 1\nevent: event\ndata: {"a":1}\n\n: still there\n\nid: 2\ndata: two\ndata: lines\n\nid: 3\ndata: cut of';
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(text.length), { maxLength: 8 }), async (cuts) => {
        const read = [];
        for await (const event of readServerSentEvents(inPieces(text, cuts))) read.push(event);
        assert.deepEqual(read, [
          { id: '1', data: '{"a":1}' },
          { id: '2', data: 'two\nlines' },
        ]);
      }),
    );
  });

  it('follows events over lost connections, each once and in order', async () => {
    const server = await memoryServer();
    try {
      const client = new ApiClient({ url: server.url, token: server.token() });
      const ref = await client.createStack('web', { template });
      const stop = new AbortController();
      const seen: number[] = [];
      const following = (async () => {
        for await (const { sequence } of client.followEvents(ref, 0, stop.signal)) {
          seen.push(sequence);
          if (sequence === 1) {
            await server.stop();
            server.useCases.settle();
            await server.restart();
          }
          if (sequence === 4) stop.abort();
        }
      })();
      await following;
      assert.deepEqual(seen, [1, 2, 3, 4]);
    } finally {
      await server.close();
    }
  });

  it('stops following when the stack is not there', async () => {
    const server = await memoryServer();
    try {
      const client = new ApiClient({ url: server.url, token: server.token() });
      const events = client.followEvents({ name: 'none', id: 'none' }, 0, new AbortController().signal);
      await assert.rejects(events[Symbol.asyncIterator]().next(), { code: 'stack.not-found' });
    } finally {
      await server.close();
    }
  });

  describe('on a server of the test', () => {
    let server: Server;
    let client: ApiClient;
    let answer: Parameters<typeof createServer>[1];
    beforeEach((done) => {
      server = createServer((request, response) => answer?.(request, response));
      server.listen(0, '127.0.0.1', () => {
        client = new ApiClient({
          url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
          token: '',
        });
        done();
      });
    });
    afterEach((done) => {
      server.closeAllConnections();
      server.close(done);
    });

    it('sends a create whose answer was lost again, under the same key', async () => {
      const keys: unknown[] = [];
      answer = (request, response) => {
        keys.push(request.headers['idempotency-key']);
        if (keys.length < 3) request.socket.destroy();
        else
          response
            .writeHead(201, { 'content-type': 'application/json' })
            .end('{"stack":{"id":"7","links":[]}}');
      };
      assert.deepEqual(await client.createStack('web', { template }), { name: 'web', id: '7' });
      assert.equal(keys.length, 3);
      assert.equal(new Set(keys).size, 1);
      assert.match(String(keys[0]), /^[0-9a-f-]{36}$/);
    });

    it('sends nothing again that the engine refused', async () => {
      let count = 0;
      answer = (_request, response) => {
        count += 1;
        response
          .writeHead(409, { 'content-type': 'application/json' })
          .end('{"error":{"code":"stack.exists","message":"taken"}}');
      };
      await assert.rejects(client.createStack('web', { template }), {
        code: 'stack.exists',
        message: 'taken',
      });
      assert.equal(count, 1);
    });

    it('understands errors without a code of ours by their status', async () => {
      for (const [status, code] of [
        [401, 'request.unauthorized'],
        [403, 'request.forbidden'],
        [404, 'request.not-found'],
        [409, 'stack.busy'],
        [412, 'stack.revision-mismatch'],
        [503, 'store.unavailable'],
        [500, 'internal'],
        [418, 'request.invalid'],
      ] as const) {
        answer = (_request, response) => {
          response.writeHead(status).end('<html>');
        };
        await assert.rejects(client.listStacks(), { code });
      }
    });

    it('says so when it is not Heat’s API that answers', async () => {
      answer = (_request, response) => {
        response.writeHead(200).end('hello');
      };
      await assert.rejects(client.find('web'), { code: 'cli.connection' });
    });
  });
});

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { realHeat } from './real-heat.js';

const USER = { OS_USERNAME: 'demo', OS_PASSWORD: 'secret', OS_PROJECT_NAME: 'demo' };

describe('the bench beside a real Heat', () => {
  let keystone: Server;
  let url: string;
  let endpoint = '';

  before(async () => {
    keystone = createServer((_, response) => {
      const endpoints = [
        { interface: 'admin', region: 'one', url: 'http://127.0.0.1:9/admin' },
        { interface: 'public', region: 'one', url: endpoint },
      ];
      response.writeHead(201, { 'content-type': 'application/json', 'x-subject-token': 'a-token' });
      response.end(JSON.stringify({ token: { catalog: [{ type: 'orchestration', endpoints }] } }));
    }).listen(0, '127.0.0.1');
    await once(keystone, 'listening');
    url = `http://127.0.0.1:${String((keystone.address() as AddressInfo).port)}/v3`;
  });

  after(() => {
    keystone.close();
  });

  it('is left out when no Heat is given', async () => {
    assert.equal(await realHeat({}), undefined);
  });

  it('finds the public endpoint', async () => {
    endpoint = 'http://localhost:8004/v1/project/';
    const client = await realHeat({ OS_AUTH_URL: url, ...USER });
    assert.equal(client?.urlOf('/stacks'), 'http://localhost:8004/v1/project/stacks');
  });

  it('asks nobody who is not on this machine', async () => {
    for (const elsewhere of [
      'http://keystone.example:5000/v3',
      'http://10.0.0.1/v3',
      'http://127.example/v3',
    ])
      await assert.rejects(realHeat({ OS_AUTH_URL: elsewhere, ...USER }), /is not on this machine/);
    endpoint = 'http://192.0.2.1:8004/v1/project';
    await assert.rejects(realHeat({ OS_AUTH_URL: url, ...USER }), /192\.0\.2\.1.* is not on this machine/);
  });

  it('says which variable is missing', async () => {
    await assert.rejects(realHeat({ OS_AUTH_URL: url, OS_USERNAME: 'demo' }), /OS_PASSWORD/);
  });
});

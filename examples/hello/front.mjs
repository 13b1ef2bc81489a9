// Passes each request to the servers in turn, to the next one when one does not answer; 502 when none does.
import { createServer, get } from 'node:http';

const ports = process.env.SERVERS.split(',');
let turn = 0;

const server = createServer(async (request, response) => {
  response.setHeader('connection', 'close');
  const first = turn++;
  for (let step = 0; step < ports.length; step += 1) {
    const answer = await ask(ports[(first + step) % ports.length]);
    if (answer !== undefined) return response.end(answer);
  }
  response.statusCode = 502;
  return response.end('no server answers\n');
});
server.listen(Number(process.env.PORT), '127.0.0.1', () =>
  console.log(`front listens on port ${process.env.PORT}`),
);

process.on('SIGTERM', () => {
  server.close(() => process.exit(0));
  server.closeAllConnections();
});

/** The body that a server answers with, or undefined. */
function ask(port) {
  return new Promise((resolve) => {
    const request = get({ host: '127.0.0.1', port, agent: false, timeout: 1000 }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (text) => (body += text));
      response.on('end', () => resolve(response.statusCode === 200 ? body : undefined));
      response.on('error', () => resolve(undefined));
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(undefined));
  });
}

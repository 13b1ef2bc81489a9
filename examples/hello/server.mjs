// Says the greeting of its configuration file, which it reads once, at its start.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const { NAME, PORT, CONFIG } = process.env;
const lines = readFileSync(CONFIG, 'utf8').trim().split('\n');
const { greeting, password } = Object.fromEntries(lines.map((line) => line.split(/: (.*)/s, 2)));
if (!password) throw new Error(`${CONFIG} has no password`);

const server = createServer((request, response) => {
  console.log(`${request.method} ${request.url}`);
  response.setHeader('connection', 'close');
  response.end(`${greeting} from server ${NAME}\n`);
});
server.listen(Number(PORT), '127.0.0.1', () => console.log(`server ${NAME} listens on port ${PORT}`));

process.on('SIGTERM', () => {
  server.close(() => process.exit(0));
  server.closeAllConnections();
});

// Says the greeting of its configuration file, which it reads once, at its start.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const { NAME, PORT, CONFIG } = process.env;
// Only its first line counts, so that a note below it does no harm.
const [line] = readFileSync(CONFIG, 'utf8').split('\n', 1);
const { greeting, password } = JSON.parse(line);
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

import { exitCodes } from '../exit-code.js';
import type { Session } from '../session.js';
import { table } from '../table.js';

/** As YAML, so that it can be used as a file again. */
export async function showEnvironment(session: Session, name: string): Promise<number> {
  const environment = await session.client.showEnvironment(await session.client.find(name));
  if (session.json) session.sayJson(environment);
  else session.say((await import('yaml')).stringify(environment));
  return exitCodes.ok;
}

export async function listFiles(session: Session, name: string): Promise<number> {
  const files = await session.client.listFiles(await session.client.find(name));
  if (session.json) session.sayJson(files);
  else {
    const rows = Object.entries(files).map(([file, text]) => [file, String(Buffer.byteLength(text))]);
    session.say(table(['FILE', 'BYTES'], rows));
  }
  return exitCodes.ok;
}

import { open, rm } from 'node:fs/promises';
import { IsothermError } from '../../lib/errors.js';
import type { Json } from '../../lib/json.js';
import { confirm, mayAsk } from '../confirm.js';
import { exitCodes } from '../exit-code.js';
import type { Session } from '../session.js';

export interface DocumentOptions {
  readonly outputFile?: string;
}

/** The document with which another stack, or another engine, adopts what this one has. */
export async function exportStack(session: Session, name: string, options: DocumentOptions): Promise<number> {
  const ref = await session.client.find(name);
  await write(session, options.outputFile, () => session.client.exportStack(ref));
  return exitCodes.ok;
}

export interface AbandonOptions extends DocumentOptions {
  readonly yes?: boolean;
}

/** As `exportStack`; then the stack is forgotten, and its things stay. */
export async function abandonStack(session: Session, name: string, options: AbandonOptions): Promise<number> {
  const ref = await session.client.find(name);
  if (mayAsk(session, options)) {
    const count = (await session.client.listResources(ref)).length;
    session.say(
      `Stack ${ref.name} will be forgotten. Its ${String(count)} resources stay, and nobody looks after them.\n`,
    );
    if (!(await confirm('Go on?'))) {
      session.say('Nothing was abandoned.\n');
      return exitCodes.failed;
    }
  }
  await write(session, options.outputFile, () => session.client.abandonStack(ref));
  return exitCodes.ok;
}

/** The file is opened first: once a stack is forgotten, its document must not be lost because there is no place for it. */
async function write(
  session: Session,
  path: string | undefined,
  document: () => Promise<Json>,
): Promise<void> {
  if (path === undefined) {
    session.sayJson(await document());
    return;
  }
  const file = await openNew(path);
  let answer: Json | undefined;
  let written = false;
  try {
    answer = await document();
    await file.writeFile(`${JSON.stringify(answer, null, 2)}\n`);
    await file.sync();
    written = true;
  } finally {
    await file.close();
    if (!written) await rm(path, { force: true });
    // The disk may be full, and the engine has no other copy.
    if (!written && answer !== undefined) session.sayJson(answer);
  }
  if (!session.json) session.say(`${path} is written.\n`);
}

/** For its owner alone: the document holds values of hidden parameters. */
async function openNew(path: string) {
  try {
    return await open(path, 'wx', 0o600);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const reason = code === 'EEXIST' ? 'it is there already' : String(code);
    throw new IsothermError('cli.usage', `${path} cannot be written: ${reason}.`, { cause });
  }
}

import type { Failure } from '../client.js';
import { exitCodes } from '../exit-code.js';
import { oneLine, plainText } from '../plain-text.js';
import type { Session } from '../session.js';

/** What failed under the stack's goal, the root cause first. */
export async function listFailures(session: Session, name: string): Promise<number> {
  const failures = await session.client.listFailures(await session.client.find(name));
  if (session.json) session.sayJson(failures);
  else session.say(failures.length === 0 ? `Nothing of ${name} has failed.\n` : failuresText(failures));
  return exitCodes.ok;
}

export function failuresText(failures: readonly Failure[]): string {
  return failures.map(failureText).join('\n');
}

function failureText(failure: Failure): string {
  const { path, resource_type: type, action, attempt, time, retried, cause, output } = failure;
  const tries = attempt > 1 ? `, ${String(attempt)} times` : '';
  const again = retried ? ', and will be tried again' : '';
  const id = failure.physical_resource_id === '' ? '' : `  ${oneLine(failure.physical_resource_id)}`;
  return [
    `${oneLine(path)}  ${oneLine(type)}${id}`,
    `  ${action.toLowerCase()} failed${tries}${again}  ${time}`,
    `  ${oneLine(cause)}`,
    ...output.map((line) => `  | ${plainText(line)}`),
    '',
  ].join('\n');
}

import type { DestinationStream } from 'pino';

const colours: Record<string, string> = {
  warn: '\u001b[33m',
  error: '\u001b[31m',
  fatal: '\u001b[31m',
  debug: '\u001b[2m',
};
const plain = '\u001b[0m';

/** Turns pino's JSON into `12:04:05.678 INFO  engine  message  name=value …`, one line each; a stack trace follows. */
export function lineStream(to: NodeJS.WritableStream, colour: boolean): DestinationStream {
  return {
    write: (json: string) => {
      to.write(`${asLine(JSON.parse(json) as Record<string, unknown>, colour)}\n`);
    },
  };
}

export function asLine(entry: Record<string, unknown>, colour: boolean): string {
  const { level, time, service, msg, err, ...fields } = entry;
  const word = String(level);
  const start = colour ? (colours[word] ?? '') : '';
  const head = `${String(time).slice(11, 23)} ${word.toUpperCase().padEnd(5)} ${String(service)}`;
  const parts = [`${start}${head}${start === '' ? '' : plain}`];
  if (msg !== undefined) parts.push(oneLine(typeof msg === 'string' ? msg : JSON.stringify(msg)));
  for (const [name, value] of Object.entries(fields)) parts.push(`${name}=${fieldText(value)}`);
  const error = err as { message?: string; stack?: string } | undefined;
  if (error?.message !== undefined) parts.push(`error=${JSON.stringify(error.message)}`);
  const trace =
    word === 'error' || word === 'fatal' ? error?.stack?.split('\n').slice(1).join('\n') : undefined;
  return parts.join('  ') + (trace === undefined || trace === '' ? '' : `\n${trace}`);
}

function fieldText(value: unknown): string {
  return typeof value === 'string' && /^[\w.:/@+-]+$/.test(value) ? value : JSON.stringify(value);
}

/** Terminal escapes and line breaks in a message would let a name of a user's forge a line. */
function oneLine(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, (char) => JSON.stringify(char).slice(1, -1));
}

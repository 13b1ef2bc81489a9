import { IsothermError } from '../../../../../lib/errors.js';
import type { RestApp } from '../context.js';

/** Levels of maps and lists inside one another that a request may have. */
const DEEPEST = 128;

/**
 * Bodies are JSON, also under `text/plain` and without a type, as Heat reads them. No body at all is `undefined`.
 * Keys that would change prototypes are refused.
 */
export function readBodies(app: RestApp): void {
  app.removeAllContentTypeParsers();
  const parse = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('*', { parseAs: 'string' }, (request, text: string, done) => {
    const type = request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
    if (text.trim() === '') {
      done(null, undefined);
    } else if (!['', 'application/json', 'text/plain'].includes(type)) {
      done(invalid(`The body has the type "${type}": send JSON as application/json.`));
    } else if (isTooDeep(text)) {
      done(invalid(`The body has more than ${DEEPEST} levels of maps and lists inside one another.`));
    } else {
      // Fastify's parser answers by its callback; its declared type also allows a promise.
      void parse(request, text, (error, body) => {
        if (error) done(invalid(`The body is not JSON: ${error.message}`));
        else done(null, body);
      });
    }
  });
}

function invalid(message: string): IsothermError {
  return new IsothermError('request.invalid', message);
}

/** Looks at the text, before anything is built of it. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (char === '"') at = endOfString(text, at);
    else if (char === '{' || char === '[') {
      depth += 1;
      if (depth > DEEPEST) return true;
    } else if (char === '}' || char === ']') depth -= 1;
  }
  return false;
}

function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text[end - 1 - backslashes] === '\\') backslashes += 1;
    if (backslashes % 2 === 0) return end;
  }
  return text.length;
}
